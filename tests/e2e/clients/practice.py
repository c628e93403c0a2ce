"""A practice whose software is made with a library of others: a key, and one inhabitant."""

import secrets
from dataclasses import dataclass
from typing import Any

import httpx

from tests.builders import a_goal
from tests.plugins.launching import Ehr

PAGED = 120
NUMBERS = "https://duinroos.example/goals"
EVENING = "Iedere avond een ommetje langs de Noorderplassen"


@dataclass(frozen=True)
class Practice:
    """One of the hub's clients, as its software knows it."""

    ehr: Ehr
    bsn: str
    patient: str

    @property
    def url(self) -> str:
        """The base of FHIR."""
        return f"{self.ehr.hub.url}/fhir"

    def token(self) -> str:
        """Of private_key_jwt, as the token endpoint gives it."""
        return self.ehr.app.system_token()

    def goal(self, **members: Any) -> dict[str, Any]:
        """A goal of its inhabitant that no other test has."""
        number = {"system": NUMBERS, "value": secrets.token_hex(8)}
        return a_goal(self.patient, identifier=[number], **members)

    def call(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """What a test looks up behind the library's back."""
        return self.ehr.app.fhir(method, f"/fhir/{path}".rstrip("/"), self.token(), body)

    def many(self) -> None:
        """So many flags that they come in pages."""
        entry = [
            {
                "resource": self.flag(f"{number + 1} van {PAGED}"),
                "request": {"method": "POST", "url": "Flag"},
            }
            for number in range(PAGED)
        ]
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entry}
        answer = self.call("POST", "", bundle)
        assert answer.status_code == 200, answer.text

    def flag(self, text: str) -> dict[str, Any]:
        """One of those."""
        return {
            "resourceType": "Flag",
            "status": "active",
            "code": {"text": text},
            "subject": {"reference": self.patient},
        }


def goals(practice: Practice, number: dict[str, str]) -> list[dict[str, Any]]:
    """Those with this number, as the hub has them."""
    query = f"Goal?patient={practice.patient}&identifier={number['system']}|{number['value']}"
    answer = practice.call("GET", query)
    assert answer.status_code == 200, answer.text
    return [entry["resource"] for entry in answer.json().get("entry", [])]

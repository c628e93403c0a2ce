"""The record of the person who logged in: what he reads of it, and what he chooses.

https://hl7.org/fhir/R4/http.html
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.e2e.pgo.protocol import App, Tokens

JSON = "application/fhir+json"
URA = "http://fhir.nl/fhir/NamingSystem/ura"
WISHES = ("Goal", "Consent", "Observation", "Procedure", "DeviceUseStatement", "Communication")


@dataclass
class Records:
    """A FHIR server, asked with the tokens of one person."""

    http: httpx.Client
    base: str
    app: App
    tokens: Tokens

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """One call, with a proof for it alone."""
        url, nonce = f"{self.base}/{path}", ""
        for _ in range(2):
            proof = self.app.proof(method, url, self.tokens.access, nonce)
            sent = {"Authorization": f"DPoP {self.tokens.access}", "DPoP": proof, "Accept": JSON}
            sent |= {name.replace("_", "-"): value for name, value in headers.items()}
            if body is not None:
                sent["Content-Type"] = JSON
            answer = self.http.request(method, url, json=body, headers=sent)
            nonce = answer.headers.get("DPoP-Nonce", "")
            if answer.status_code != httpx.codes.UNAUTHORIZED or not nonce:
                break
        return answer

    def all_of(self, kind: str, **by: str) -> list[dict[str, Any]]:
        """Each match, page by page."""
        found: list[dict[str, Any]] = []
        path = f"{kind}?{urlencode({'patient': self.tokens.patient, **by})}"
        while path:
            page = self.ask("GET", path).raise_for_status().json()
            entries = page.get("entry", [])
            found += [one["resource"] for one in entries if one["search"]["mode"] == "match"]
            links = {one["relation"]: one["url"] for one in page.get("link", [])}
            path = links.get("next", "").removeprefix(f"{self.base}/")
        return found

    def wishes(self) -> list[dict[str, Any]]:
        """Whoever keeps them, open to others or not."""
        return [one for kind in WISHES for one in self.all_of(kind) if not is_choice(one)]

    def choices(self) -> list[dict[str, Any]]:
        """About exchange: his own, and what was written down for him."""
        return [one for one in self.all_of("Consent") if is_choice(one)]

    def grant(self, ura: str) -> str:
        """This organisation may look from now on; the id of the choice."""
        who = {"reference": f"Patient/{self.tokens.patient}"}
        system = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
        actor = {
            "role": {"coding": [{"system": system, "code": "IRCP"}]},
            "reference": {"identifier": {"system": URA, "value": ura}},
        }
        category = "http://fhir.nl/otv/CodeSystem/gegevenscategorie"
        reason = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
        scope = "http://terminology.hl7.org/CodeSystem/consentscope"
        said = {
            "resourceType": "Consent",
            "status": "active",
            "scope": {"coding": [{"system": scope, "code": "patient-privacy"}]},
            "category": [
                {"coding": [{"system": "http://loinc.org", "code": "59284-0"}]},
                {"coding": [{"system": category, "code": "GGC002"}]},
            ],
            "patient": who,
            "performer": [who],
            "policy": [{"uri": "https://wetten.overheid.nl/BWBR0023864"}],
            "provision": {
                "type": "permit",
                "period": {"start": datetime.now(UTC).date().isoformat()},
                "actor": [actor],
                "purpose": [{"system": reason, "code": "TREAT"}],
            },
        }
        answer = self.ask("POST", "Consent", said).raise_for_status()
        return str(answer.json()["id"])

    def turn(self, choice: str, status: str) -> int:
        """The same choice, confirmed or withdrawn, by who has read it; the status of the answer."""
        read = self.ask("GET", f"Consent/{choice}").raise_for_status()
        said = {**read.json(), "status": status}
        tag = read.headers["ETag"]
        return self.ask("PUT", f"Consent/{choice}", said, If_Match=tag).status_code

    def log(self) -> list[dict[str, Any]]:
        """Who looked, newest first."""
        return self.all_of("AuditEvent")


def is_choice(consent: dict[str, Any]) -> bool:
    """Whether it is about exchange, and no wish about treatment."""
    codings = consent.get("scope", {}).get("coding", []) if isinstance(consent, dict) else []
    return any(one.get("code") == "patient-privacy" for one in codings)

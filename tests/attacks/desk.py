"""A desk that the region trusts, its people, and what inhabitants sign there."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx

from consent.policy import Policy
from tests.builders import a_privacy_consent
from tests.hub.dossier import Dossier, a_dossier, address, kept_by, names
from tests.plugins.hub import Caller, Region

SIGNED = b64encode(hashlib.sha256(b"a scan").digest()[:20]).decode()
FIRST, SECOND, THIRD = "900000011", "900000022", "900000033"


@contextmanager
def both_rules(region: Region) -> Iterator[None]:
    """Form and second person are asked, as where nobody sets them."""
    access = region.running.access
    before, access.policy = access.policy, Policy()
    region.running.forget()
    yield
    access.policy = before
    region.running.forget()


def a_form(patient: str, **members: Any) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "subject": {"reference": patient},
        "content": [{"attachment": {"contentType": "application/pdf", "hash": SIGNED}}],
        **members,
    }


class AtTheDesk:
    """A source with something of an inhabitant, a doctor, and a desk with its people."""

    def __init__(self, dossier: Dossier, doctor: Caller, desk: Dossier) -> None:
        self.dossier, self.doctor, self.desk = dossier, doctor, desk

    @classmethod
    async def of(cls, region: Region) -> "AtTheDesk":
        dossier = await a_dossier(region)
        await dossier.goal()
        clerk = await region.organization("V4", desk=True, role="01.015", number=FIRST)
        return cls(dossier, await region.doctor(), await kept_by(clerk, dossier.bsn))

    def choice(self, form: str | None, **members: Any) -> dict[str, Any]:
        """Over everybody's data, for the doctor."""
        attached = {"sourceReference": {"reference": form}} if form else {}
        return a_privacy_consent(self.desk.patient, user=self.doctor.ura, **attached, **members)

    async def form(self, **members: Any) -> str:
        return await self.desk.add(a_form(self.desk.patient, **members))

    def person(self, number: str | None) -> Caller:
        role = "01.015" if number else None
        return replace(self.desk.source, number=number or "", role=role)

    async def recorded(self, **members: Any) -> dict[str, Any]:
        """By the first person, with a form; as it is read back."""
        form = await self.form()
        stored = address(await self.desk.source.post(self.choice(form, **members)))
        return (await self.desk.source.get(stored)).json()

    async def opened(self) -> bool:
        found = names(await self.doctor.find("Goal", patient=self.dossier.patient))
        assert len(found) < 2
        return bool(found)


def said(answer: httpx.Response) -> list[str]:
    return [issue["diagnostics"] for issue in answer.json()["issue"]]

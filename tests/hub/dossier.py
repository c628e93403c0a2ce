"""A dossier in the making: one source, one inhabitant, and what a test puts in it."""

from dataclasses import dataclass, replace
from typing import Any

import httpx

from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_privacy_consent, registered_with
from tests.plugins.hub import Caller, Region


def address(answer: httpx.Response) -> str:
    """`Type/id` of what a write stored."""
    assert answer.status_code in {200, 201}, answer.text
    return "/".join(answer.headers["Location"].split("/")[-4:-2])


def addresses(answer: httpx.Response) -> list[str]:
    """`Type/id` of each entry of a transaction's answer."""
    assert answer.status_code == 200, answer.text
    said = [entry["response"].get("location", "") for entry in answer.json()["entry"]]
    return ["/".join(location.split("/")[:2]) for location in said]


def found(answer: httpx.Response, mode: str = "match") -> list[dict[str, Any]]:
    """The resources of a searchset with this search mode, in order."""
    assert answer.status_code == 200, answer.text
    entries = answer.json().get("entry", [])
    return [entry["resource"] for entry in entries if entry["search"]["mode"] == mode]


def names(answer: httpx.Response, mode: str = "match") -> list[str]:
    """`Type/id` of the resources of a searchset."""
    return [f"{one['resourceType']}/{one['id']}" for one in found(answer, mode)]


def fault(answer: httpx.Response) -> dict[str, Any]:
    """The first issue of a refusal, which is an OperationOutcome that can be sent."""
    assert answer.status_code >= 400, answer.text
    assert answer.headers["Content-Type"].startswith("application/fhir+json")
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    assert all(issue["diagnostics"] and issue["code"] for issue in outcome["issue"])
    return outcome["issue"][0]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What one source keeps of one inhabitant."""

    source: Caller
    bsn: str
    patient: str

    @property
    def id(self) -> str:
        """The Patient's id."""
        return self.patient.partition("/")[2]

    @property
    def word(self) -> dict[str, Any]:
        """The Patient as the source pushed it: registered with it."""
        return a_patient(self.bsn, **registered_with(self.source.ura))

    async def add(self, resource: dict[str, Any]) -> str:
        """Store a resource; its address."""
        return address(await self.source.post(resource))

    async def goal(self, **members: Any) -> str:
        """Store a goal; its address."""
        return await self.add(a_goal(self.patient, **members))

    async def choose(self, **choice: Any) -> str:
        """Record the inhabitant's choice about this source's data; the Consent's address."""
        choice.setdefault("holder", self.source.ura)
        return await self.add(a_privacy_consent(self.patient, **choice))

    async def open_to(self, reader: Caller) -> str:
        """Permit this reader; the Consent's address."""
        return await self.choose(user=reader.ura)


async def a_dossier(
    region: Region, organization_type: str = "Z3", bsn: str | None = None
) -> Dossier:
    """A new source that knows one inhabitant."""
    return await kept_by(await region.organization(organization_type), bsn or a_bsn())


async def kept_by(source: Caller, bsn: str) -> Dossier:
    """What this source, which treats him, keeps of the inhabitant with this BSN from now on."""
    dossier = Dossier(source, bsn, "")
    return replace(dossier, patient=address(await source.post(dossier.word)))


async def by_bsn(reader: Caller, bsn: str) -> httpx.Response:
    """The Patient search that every doctor begins with."""
    return await reader.find("Patient", identifier=f"{systems.BSN_SYSTEM}|{bsn}")


def an_observation(patient: str, **members: Any) -> dict[str, Any]:
    """An observation with a decimal that ends in a nought."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": systems.LOINC, "code": "29463-7"}]},
        "subject": {"reference": patient},
        **members,
    }


def a_practitioner(uzi: str, **members: Any) -> dict[str, Any]:
    """A professional known by a UZI number."""
    return {
        "resourceType": "Practitioner",
        "identifier": [{"system": systems.UZI_PERSON, "value": uzi}],
        "name": [{"text": "Zorgverlener Duinroos"}],
        **members,
    }


def an_organization(ura: str, **members: Any) -> dict[str, Any]:
    """An organisation known by its URA."""
    return {
        "resourceType": "Organization",
        "identifier": [{"system": systems.URA_SYSTEM, "value": ura}],
        "name": "Praktijk Duinroos",
        **members,
    }

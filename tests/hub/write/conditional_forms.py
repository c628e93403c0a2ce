"""What a conditional write is made of: the form of its condition, the type, and the way it goes."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from profiles import systems
from profiles.resource.compartment import SHARED
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, a_treatment_directive
from tests.hub.dossier import a_practitioner, address, an_organization
from tests.plugins.hub import Caller, Region

OWN = "https://source.example/own-numbers"
PAIR = "PractitionerRole of a pair"
_NUMBERS = count(secrets.randbelow(400_000_000) + 100_000_000)


Identifier = dict[str, str]


@dataclass(frozen=True, slots=True)
class Stage:
    """One source, whom its writes are about, and the number that its conditions are about.

    `pair` are a professional and an organisation.
    """

    source: Caller
    bsn: str
    number: str
    patient: str = ""
    pair: tuple[str, str] = ("", "")

    async def another(self) -> "Stage":
        """The same number, of somebody else."""
        pair = await a_pair(self.source) if any(self.pair) else self.pair
        return replace(self, bsn=a_bsn(), pair=pair)


async def a_pair(source: Caller) -> tuple[str, str]:
    """A professional and an organisation that nobody knew."""
    number = str(next(_NUMBERS))
    organization = an_organization("", identifier=[{"system": OWN, "value": f"org-{number}"}])
    return (
        address(await source.post(a_practitioner(number))),
        address(await source.post(organization)),
    )


async def a_stage(region: Region, kind: "Kind") -> Stage:
    """A new source; it knows its inhabitant already unless that is whom the write is about."""
    bsn, source = a_bsn(), await region.organization()
    stage = Stage(source, bsn, source.ura)
    if kind.name == PAIR:
        return replace(stage, pair=await a_pair(source))
    if kind.type in SHARED:
        return stage
    return replace(stage, patient=address(await source.post(a_patient(bsn))))


Build = Callable[[Stage, Identifier], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A type with the identifier it is asked for by; `once`: no two can have that number."""

    name: str
    type: str
    system: str
    build: Build
    changed: dict[str, Any]
    once: bool = False

    def identifier(self, stage: Stage) -> Identifier:
        """The identifier that the condition asks for."""
        value = {"Patient by BSN": stage.bsn}.get(self.name, stage.number)
        return {"system": self.system, "value": value}

    def query(self, stage: Stage) -> str:
        """The condition."""
        return "identifier={system}|{value}".format(**self.identifier(stage))

    def body(self, stage: Stage, **members: Any) -> dict[str, Any]:
        """A resource that the condition holds for."""
        return self.build(stage, self.identifier(stage)) | members

    def stub(self, stage: Stage) -> dict[str, Any]:
        """The same with nothing that need not be said."""
        said = self.body(stage)
        dropped = {"telecom", "address", "birthDate", "contact", "note", "active"}
        return {key: value for key, value in said.items() if key not in dropped}

    def contradicting(self, stage: Stage) -> dict[str, Any]:
        """A resource with another number than the one that the condition asks for."""
        other = a_bsn() if self.system == systems.BSN_SYSTEM else f"9{stage.number[1:]}"
        return self.build(stage, {"system": self.system, "value": other})


def numbered(bsn: str, number: str, **members: Any) -> dict[str, Any]:
    """A Patient with a number of the source's own beside the BSN."""
    own = {"system": OWN, "value": number}
    return a_patient(bsn, identifier=[{"system": systems.BSN_SYSTEM, "value": bsn}, own], **members)


async def word(source: Caller, address: str) -> dict[str, Any]:
    """What this source reads there."""
    return (await source.get(address)).json()


def a_full_patient(stage: Stage, identifier: Identifier) -> dict[str, Any]:
    """With all that a stub lacks."""
    numbers = [{"system": systems.BSN_SYSTEM, "value": stage.bsn}, identifier]
    return a_patient(
        stage.bsn,
        identifier=[identifier] if identifier["system"] == systems.BSN_SYSTEM else numbers,
        birthDate="1944-02-03",
        contact=[
            {
                "name": {"family": "Zandkamp"},
                "telecom": [{"system": "phone", "value": "06-11223344"}],
            }
        ],
    )


def _own(number: Identifier) -> dict[str, Any]:
    return {"identifier": [number], "active": True}


def _of(kind: str, element: str, **members: Any) -> Build:
    """Of what a patient has, by reference."""
    return lambda stage, number: {
        "resourceType": kind,
        "identifier": [number],
        element: {"reference": stage.patient},
        **members,
    }


KINDS = [
    Kind(
        "Patient by BSN",
        "Patient",
        systems.BSN_SYSTEM,
        a_full_patient,
        {"gender": "other"},
        once=True,
    ),
    Kind("Patient by own number", "Patient", OWN, a_full_patient, {"gender": "other"}),
    Kind(
        "Practitioner by UZI",
        "Practitioner",
        systems.UZI_PERSON,
        lambda _, number: a_practitioner("", active=True, identifier=[number]),
        {"gender": "other"},
        once=True,
    ),
    Kind(
        "Practitioner by own number",
        "Practitioner",
        OWN,
        lambda _, number: a_practitioner("", active=True, identifier=[number]),
        {"gender": "other"},
    ),
    Kind(
        "Organization by URA",
        "Organization",
        systems.URA_SYSTEM,
        lambda _, number: an_organization("", active=True, identifier=[number]),
        {"alias": ["Duin"]},
        once=True,
    ),
    Kind(
        "Organization by own number",
        "Organization",
        OWN,
        lambda _, number: an_organization("", active=True, identifier=[number]),
        {"alias": ["Duin"]},
    ),
    Kind(
        "PractitionerRole",
        "PractitionerRole",
        OWN,
        lambda _, number: {"resourceType": "PractitionerRole", **_own(number)},
        {"availabilityExceptions": "vrijdag"},
    ),
    Kind(
        PAIR,
        "PractitionerRole",
        OWN,
        lambda stage, number: {
            "resourceType": "PractitionerRole",
            "practitioner": {"reference": stage.pair[0]},
            "organization": {"reference": stage.pair[1]},
            **_own(number),
        },
        {"availabilityExceptions": "vrijdag"},
    ),
    Kind(
        "Goal",
        "Goal",
        OWN,
        lambda stage, number: a_goal(stage.patient, identifier=[number]),
        {"lifecycleStatus": "completed"},
    ),
    Kind(
        "Consent",
        "Consent",
        OWN,
        lambda stage, number: a_treatment_directive(stage.patient, identifier=[number]),
        {"dateTime": "2026-10-02"},
    ),
    Kind("Device", "Device", OWN, _of("Device", "patient", status="active"), {"lotNumber": "2"}),
    Kind(
        "Encounter",
        "Encounter",
        OWN,
        _of("Encounter", "subject", status="finished", **{"class": {"code": "AMB"}}),
        {"priority": {"text": "spoed"}},
    ),
]


@dataclass(frozen=True, slots=True)
class Said:
    """What became of one write, whichever way it went."""

    status: int
    address: str
    version: str
    outcome: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Write:
    """One write: its method, its address, what it carries and its conditions by header."""

    method: str
    url: str
    body: dict[str, Any]
    conditions: dict[str, str]

    async def alone(self, source: Caller) -> Said:
        """As a call of its own."""
        headers = {f"if_{name}": value for name, value in self.conditions.items()}
        answer = await source(self.method, self.url, self.body, **headers)
        if answer.status_code >= 400:
            return Said(answer.status_code, "", "", answer.json())
        return Said(answer.status_code, address(answer), answer.headers["ETag"], {})

    async def in_a_transaction(self, source: Caller) -> Said:
        """As the only entry."""
        answer = await source.transaction(self._bundle())
        if answer.status_code >= 400:
            return Said(answer.status_code, "", "", answer.json())
        return _entry(answer.json())

    async def in_a_batch(self, source: Caller) -> Said:
        """As the only entry."""
        answer = await source.transaction(self._bundle() | {"type": "batch"})
        assert answer.status_code == 200, answer.text
        return _entry(answer.json())

    def _bundle(self) -> dict[str, Any]:
        names = {"none_exist": "ifNoneExist", "match": "ifMatch", "none_match": "ifNoneMatch"}
        bundle = a_transaction((self.body, f"{self.method} {self.url}"))
        bundle["entry"][0]["request"] |= {names[k]: v for k, v in self.conditions.items()}
        return bundle


def _entry(bundle: dict[str, Any]) -> Said:
    [entry] = bundle["entry"]
    said = entry["response"]
    where = said.get("location", "").removeprefix("http://127.0.0.1:8000/fhir/")
    name = "/".join(where.split("/")[:2])
    return Said(int(said["status"][:3]), name, said.get("etag", ""), said.get("outcome", {}))


WAYS = {"alone": Write.alone, "transaction": Write.in_a_transaction, "batch": Write.in_a_batch}


def create(kind: Kind, stage: Stage, body: dict[str, Any]) -> Write:
    """A conditional create."""
    return Write("POST", kind.type, body, {"none_exist": kind.query(stage)})


def update(kind: Kind, stage: Stage, body: dict[str, Any], **conditions: str) -> Write:
    """A conditional update."""
    return Write("PUT", f"{kind.type}?{kind.query(stage)}", body, conditions)


def put(body: dict[str, Any], **conditions: str) -> Write:
    """An update by id."""
    return Write("PUT", f"{body['resourceType']}/{body['id']}", body, conditions)

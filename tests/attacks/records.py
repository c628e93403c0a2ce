"""One record for each inhabitant of one source: a resource of many types, all by the same staff."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from profiles import systems
from tests.builders import a_bsn, a_goal, a_patient, a_transaction, a_treatment_directive
from tests.hub.dossier import Dossier, address, addresses, an_observation, an_organization
from tests.plugins.hub import Caller, Region

NUMBERS = "https://example.org/numbers"
EXAMINATION = "5880005"  # no code that a profile of wishes knows
_LOCAL = count(1)


@dataclass(frozen=True, slots=True)
class Staff:
    """What all records of a source refer to, `Type/id`, and the numbers it is known by."""

    organization: str
    practitioner: str
    role: str
    location: str
    uzi: str
    ura: str

    @property
    def directory(self) -> list[str]:
        """Every address."""
        return [self.organization, self.practitioner, self.role, self.location]


@dataclass(frozen=True, slots=True)
class Record:
    """One inhabitant: the dossier and the addresses of all that is in it, the Patient's too."""

    dossier: Dossier
    local: str
    addresses: list[str] = field(default_factory=list)

    def of_type(self, kind: str) -> str:
        """The id of the one resource of this type."""
        [found] = [one for one in self.addresses if one.startswith(f"{kind}/")]
        return found.partition("/")[2]


async def some_staff(source: Caller) -> Staff:
    """A practitioner at the source's own organisation, and where that is."""
    uzi = f"9{source.ura}"
    who = [{"system": systems.UZI_PERSON, "value": uzi}]
    person = {"resourceType": "Practitioner", "identifier": who, "name": [{"text": "Duinroos"}]}
    practitioner = address(await source.post(person))
    organization = address(await source.post(an_organization(source.ura)))
    place = {"resourceType": "Location", "name": f"Duinroos {source.ura}"}
    place |= {"identifier": [{"system": NUMBERS, "value": source.ura}]}
    location = address(await source.post(place))
    role = {
        "resourceType": "PractitionerRole",
        "practitioner": {"reference": practitioner, "identifier": who[0]},
        "organization": {
            "reference": organization,
            "identifier": {"system": systems.URA_SYSTEM, "value": source.ura},
        },
    }
    return Staff(
        organization, practitioner, address(await source.post(role)), location, uzi, source.ura
    )


async def a_record(source: Caller, staff: Staff) -> Record:
    """A new inhabitant with a resource of each type in `_resources`."""
    bsn, local = a_bsn(), f"{staff.ura}-{next(_LOCAL)}"
    patient = a_patient(
        bsn,
        generalPractitioner=[_to(staff.practitioner)],
        managingOrganization=_to(staff.organization),
    )
    patient["identifier"].append({"system": NUMBERS, "value": local})
    first = "urn:uuid:00000000-0000-4000-8000-000000000000"
    made = [
        (resource | {"identifier": _numbers(resource, staff, local)}, f"POST {kind}")
        for resource in _resources(first, staff)
        for kind in [resource["resourceType"]]
    ]
    entries = [(patient, "POST Patient"), *made]
    stored = addresses(await source.transaction(a_transaction(*entries)))
    return Record(Dossier(source, bsn, stored[0]), local, stored)


async def records(region: Region, number: int) -> tuple[Caller, Staff, list[Record]]:
    """A source with so many inhabitants, none of whom chose yet."""
    source = await region.organization()
    staff = await some_staff(source)
    return source, staff, [await a_record(source, staff) for _ in range(number)]


def _numbers(resource: dict[str, Any], staff: Staff, local: str) -> Any:
    """One number of its own, and one that all resources of this source have."""
    numbers = [
        {"system": NUMBERS, "value": f"{resource['resourceType']}-{local}"},
        {"system": NUMBERS, "value": f"all-{staff.ura}"},
    ]
    return numbers[1] if resource["resourceType"] == "QuestionnaireResponse" else numbers


def _to(address_of: str) -> dict[str, str]:
    return {"reference": address_of}


def _coded(code: str, system: str = systems.SNOMED) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _resources(patient: str, staff: Staff) -> Iterator[dict[str, Any]]:
    """Everything that may name staff, of one inhabitant."""
    whose, who = {"reference": patient}, _to(staff.practitioner)
    named = who | {"identifier": {"system": systems.UZI_PERSON, "value": staff.uzi}}
    place, house = _to(staff.location), _to(staff.organization)
    yield a_goal(patient, expressedBy=who)
    yield an_observation(patient, performer=[named, _to(staff.role), house])
    directive = a_treatment_directive(patient, performer=[whose], organization=[house])
    role = _coded("PROV", systems.PARTICIPATION_TYPE)
    directive["provision"] |= {"actor": [{"role": role, "reference": named}]}
    yield directive
    yield {
        "resourceType": "Procedure",
        "status": "completed",
        "code": _coded(EXAMINATION),
        "subject": whose,
        "performer": [{"actor": who, "onBehalfOf": house}],
        "location": place,
    }
    yield {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": systems.ACT_CODE, "code": "AMB"},
        "subject": whose,
        "participant": [{"individual": who}],
        "serviceProvider": house,
        "location": [{"location": place}],
    }
    yield from _letters(whose, who, house)
    yield from _care(whose, who, house, place)


def _letters(whose: Any, who: Any, house: Any) -> Iterator[dict[str, Any]]:
    sent = {"sender": who, "recipient": [house]}
    yield {"resourceType": "Communication", "status": "completed", "subject": whose, **sent}
    asked = {"status": "draft", "intent": "order"}
    yield {"resourceType": "Task", **asked, "for": whose, "requester": who, "owner": house}
    ordered = {"requester": who, "performer": [house], "code": _coded(EXAMINATION)}
    yield {"resourceType": "ServiceRequest", **asked, "subject": whose, **ordered}
    yield {
        "resourceType": "DocumentReference",
        "status": "current",
        "subject": whose,
        "author": [who],
        "custodian": house,
        "content": [{"attachment": {"contentType": "text/plain"}}],
    }
    questions = "https://example.org/Questionnaire/wishes"
    yield {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": questions,
        "subject": whose,
        "author": who,
        "source": whose,
    }


def _care(whose: Any, who: Any, house: Any, place: Any) -> Iterator[dict[str, Any]]:
    flag = {"status": "active", "code": _coded(EXAMINATION)}
    yield {"resourceType": "Flag", **flag, "subject": whose, "author": who}
    yield {
        "resourceType": "CarePlan",
        "status": "draft",
        "intent": "plan",
        "subject": whose,
        "author": who,
        "contributor": [house],
        "activity": [{"detail": {"status": "scheduled", "performer": [who], "location": place}}],
    }
    team = {"participant": [{"member": who}], "managingOrganization": [house]}
    yield {"resourceType": "CareTeam", "status": "active", "subject": whose, **team}
    yield {"resourceType": "Device", "status": "active", "patient": whose, "owner": house}
    care = {"careManager": who, "managingOrganization": house}
    yield {"resourceType": "EpisodeOfCare", "status": "active", "patient": whose, **care}
    listed = {"status": "current", "mode": "working"}
    yield {"resourceType": "List", **listed, "subject": whose, "source": who}
    yield {"resourceType": "RelatedPerson", "patient": whose}
    yield {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": _coded(EXAMINATION),
        "subject": whose,
        "performer": [who, house],
    }

"""A visit as Encounter: where somebody is, since when, and whether he may leave.

https://hl7.org/fhir/R4/encounter.html
"""

from typing import Final

from adapters.hospital.v2.facts import Visit, value
from adapters.hospital.v2.fhir.directory import location, reference_to
from adapters.hospital.v2.fhir.entry import (
    Entry,
    identifier_in,
    local_code,
    organization,
    shown,
    typed,
)
from adapters.hospital.v2.site import Site
from adapters.hospital.v2.stays import stays_of
from adapters.hospital.v2.visit import status_of
from profiles import systems
from profiles.invalid import JsonObject
from profiles.resource.transaction import Identifier

DISCHARGE_READY: Final = f"{systems.HUB_EXTENSIONS}/discharge-ready"
"""Since when somebody may leave the hospital, on an Encounter that is in progress."""
_R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Encounter."
_PLANNED = {"expected": f"{_R5}plannedStartDate", "expected end": f"{_R5}plannedEndDate"}
_CLASSES = frozenset({"IMP", "AMB", "EMER", "PRENC"})
_ROLES = ("ATND", "REF", "CON", "ADM")


def encounter_by(number: str, site: Site) -> Identifier:
    """The visit number, with its authority."""
    return identifier_in(site, "visit", number)


def encounter(number: str, visit: Visit, subject: str, site: Site) -> Entry:
    """`subject` is a reference to the Patient."""
    by = encounter_by(number, site)
    places, needed = _locations(visit, site)
    people, roles = _participants(visit, site)
    period = {"start": value(visit.stated, "start"), "end": value(visit.stated, "end")}
    said: JsonObject = {
        "resourceType": "Encounter",
        "extension": _extensions(visit),
        "identifier": [shown(by, type=typed("VN", "Visit number"))],
        "status": status_of(visit),
        "class": _class(visit, site),
        "subject": {"reference": subject},
        "participant": people,
        "period": {name: moment for name, moment in period.items() if moment},
        "hospitalization": _hospitalization(visit, site),
        "location": places,
        "serviceProvider": organization(site),
    }
    resource = {name: part for name, part in said.items() if part}
    return Entry(resource, by, (*needed, *roles))


def _extensions(visit: Visit) -> list[JsonObject]:
    found = [
        {"url": url, "valueDateTime": moment}
        for name, url in _PLANNED.items()
        if (moment := value(visit.stated, name))
    ]
    ready = value(visit.stated, "ready")
    if ready and status_of(visit) == "in-progress":
        found.append({"url": DISCHARGE_READY, "valueDateTime": ready})
    return found


def _class(visit: Visit, site: Site) -> JsonObject:
    code = value(visit.stated, "class")
    if not code:
        return {"system": systems.NULL_FLAVOR, "code": "UNK"}
    if code in _CLASSES:
        return {"system": systems.ACT_CODE, "code": code}
    return {"system": site.system("code", "0004"), "code": code}


def _locations(visit: Visit, site: Site) -> tuple[list[JsonObject], tuple[Entry, ...]]:
    status = status_of(visit)
    stays = stays_of(visit)
    found, needed = [], list[Entry]()
    for number, stay in enumerate(stays, start=1):
        if not stay.place:
            continue
        at = location(stay.place, site)
        needed.append(at)
        is_now = number == len(stays) and not stay.end and status == "in-progress"
        now = "planned" if status == "planned" else "active" if is_now else "completed"
        period = {name: part for name, part in (("start", stay.start), ("end", stay.end)) if part}
        one: JsonObject = {
            "location": {"reference": at.name, "display": at.resource["name"]},
            "status": now,
        }
        found.append({**one, "period": period} if period and now != "planned" else one)
    return found, tuple(needed)


def _participants(visit: Visit, site: Site) -> tuple[list[JsonObject], tuple[Entry, ...]]:
    found, needed = [], list[Entry]()
    for code in _ROLES:
        who = value(visit.stated, code)
        if who:
            reference, entries = reference_to(who, site)
            needed += entries
            kind = {"coding": [{"system": systems.PARTICIPATION_TYPE, "code": code}]}
            found.append({"type": [kind], "individual": reference})
    return found, tuple(needed)


def _hospitalization(visit: Visit, site: Site) -> JsonObject:
    said: JsonObject = {}
    source, disposition, destination = (
        value(visit.stated, name) for name in ("admit source", "disposition", "destination")
    )
    if source:
        said["admitSource"] = local_code(site, source, "0023")
    if destination:
        by = Identifier(site.system("destination"), destination[0])
        said["destination"] = {"identifier": shown(by), "display": destination[1] or destination[0]}
    if disposition:
        words = site.dispositions.get(disposition[0], "")
        said["dischargeDisposition"] = local_code(site, disposition, "0112", words)
    return said

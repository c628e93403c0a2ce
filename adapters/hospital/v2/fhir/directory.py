"""Wards, rooms and beds as a chain of Locations, and who works there: the hospital's directory.

http://nictiz.nl/fhir/StructureDefinition/nl-core-HealthProfessional-PractitionerRole
"""

from collections.abc import Sequence

from adapters.hospital.v2.fhir.entry import Entry, organization, shown
from adapters.hospital.v2.professionals import shown as shown_name
from adapters.hospital.v2.site import Site
from profiles.invalid import JsonObject
from profiles.resource.transaction import Identifier

_PHYSICAL = "http://terminology.hl7.org/CodeSystem/location-physical-type"
_KINDS = (("wa", "Ward", "Afdeling"), ("ro", "Room", "kamer"), ("bd", "Bed", "bed"))


def location(place: Sequence[str], site: Site) -> Entry:
    """The deepest of ward, room and bed; it needs those around it."""
    code, display, word = _KINDS[len(place) - 1]
    if len(place) > 1 and place[-1] == "":
        return location(place[:-1], site)
    by = Identifier(site.system("location"), "/".join(place))
    around = location(place[:-1], site) if len(place) > 1 else None
    name = f"{word} {place[-1]}"
    said: JsonObject = {
        "resourceType": "Location",
        "identifier": [shown(by)],
        "status": "active",
        "name": f"{around.resource['name']}, {name}" if around else name,
        "mode": "instance",
        "physicalType": {"coding": [{"system": _PHYSICAL, "code": code, "display": display}]},
        "managingOrganization": organization(site),
    }
    if around is not None:
        said["partOf"] = {"reference": around.name}
    return Entry(said, by, (around,) if around else ())


def role(who: JsonObject, site: Site) -> Entry | None:
    """A professional at this hospital; None for one without a number, who is shown by name."""
    if "value" not in who:
        return None
    by = Identifier(who["system"], who["value"])
    named = {"name": [who["name"]]} if who.get("name") else {}
    person = Entry({"resourceType": "Practitioner", "identifier": [shown(by)], **named}, by)
    of_role = Identifier(site.system("role"), f"{by.system.rpartition('/')[2]}-{by.value}")
    said: JsonObject = {
        "resourceType": "PractitionerRole",
        "identifier": [shown(of_role)],
        "active": True,
        "practitioner": {
            "reference": person.name,
            "type": "Practitioner",
            **_display(who),
        },
        "organization": organization(site),
    }
    return Entry(said, of_role, (person,))


def reference_to(who: JsonObject, site: Site) -> tuple[JsonObject, tuple[Entry, ...]]:
    """A reference to a professional, and what of the directory it needs."""
    entry = role(who, site)
    if entry is None:
        return {"type": "PractitionerRole", **_display(who)}, ()
    return {"reference": entry.name, "type": "PractitionerRole", **_display(who)}, (entry,)


def _display(who: JsonObject) -> JsonObject:
    name = shown_name(who)
    return {"display": name} if name else {}

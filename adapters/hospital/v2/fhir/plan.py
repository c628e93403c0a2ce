"""A planned transfer as Appointment: when, and where to. Its end nobody told.

https://hl7.org/fhir/R4/appointment.html
"""

from adapters.hospital.v2.facts import Dossier, value
from adapters.hospital.v2.fhir.entry import ABSENT, Entry, identifier_in, shown
from adapters.hospital.v2.site import Site
from profiles import systems
from profiles.invalid import JsonObject
from profiles.resource.transaction import Identifier


def plan(key: str, dossier: Dossier, subject: str, site: Site) -> Entry:
    """`subject` is a reference to the Patient."""
    register = dossier.plans[key]
    by = identifier_in(site, "appointment", key)
    when, to = value(register, "when"), value(register, "to")
    system, code = systems.TRANSFER_OF_CARE
    said: JsonObject = {
        "resourceType": "Appointment",
        "identifier": [shown(by)],
        "status": value(register, "status") or "booked",
        "serviceType": [{"coding": [{"system": system, "code": code}], "text": "Overplaatsing"}],
        **_times(when),
        "participant": [
            {"actor": {"reference": subject}, "status": "accepted"},
            *([_receiver(to, site)] if to else []),
        ],
    }
    return Entry(said, by)


def _times(when: str | None) -> JsonObject:
    absent = {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}
    if not when or "T" not in when:
        return {"_start": absent, "_end": absent}
    return {"start": when, "_end": absent}


def _receiver(to: list[str], site: Site) -> JsonObject:
    by = Identifier(site.system("destination"), to[0])
    actor = {"type": "Location", "identifier": shown(by), "display": to[0]}
    return {"actor": actor, "status": "needs-action"}

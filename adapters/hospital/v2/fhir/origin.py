"""Which message of which sender it came from: a Provenance with the hash of the message.

https://hl7.org/fhir/R4/provenance.html
"""

from collections.abc import Iterable

from adapters.hospital.v2.fhir.entry import ABSENT
from adapters.hospital.v2.order import Order
from adapters.hospital.v2.site import Site
from profiles import systems
from profiles.invalid import JsonObject
from profiles.resource.transaction import deterministic_uuid, full_url, update

_AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"


def origin(
    message: tuple[str, str], targets: Iterable[str], order: Order, site: Site
) -> JsonObject:
    """The entry; `message` is its SHA-256 and a part of it, `targets` refer to what it tells."""
    digest, part = message
    moment = order.recorded
    recorded: JsonObject = {"_recorded": {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}}
    if moment and "T" in moment.fhir:
        recorded = {"recorded": moment.fhir}
    sender = f"{site.application} {site.facility}"
    by = {"system": systems.URN, "value": f"urn:hash::sha256:{digest}"}
    resource: JsonObject = {
        "resourceType": "Provenance",
        "id": deterministic_uuid("v2", site.base, digest, part),
        "target": [{"reference": target} for target in targets],
        **recorded,
        "agent": [
            {
                "type": {"coding": [{"system": _AGENT, "code": "assembler"}]},
                "who": {"display": sender},
            }
        ],
        "entity": [{"role": "source", "what": {"identifier": by, "display": "HL7 v2"}}],
    }
    return update(resource, full_url("Provenance", site.base, digest, part))

"""What was typed as the resources that a system would push: the request, and the Task of its case.

https://hl7.org/fhir/R4/servicerequest.html and docs/decisions/0086-the-transfer-point.md
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from hub.pages.days import AMSTERDAM
from hub.pages.rtp.request.typed import WISHES, Typed
from hub.pages.words import Words
from hub.transfer.matching.languages import languages_in
from hub.transfer.matching.wished import NEAR
from hub.transfer.open.coding import CARE_TYPE, MATCHING_NEED, concept, own_words
from hub.transfer.open.told import CONDITIONS
from hub.write.transfer_asked import TRANSFER_ID, Resource
from profiles.systems import BSN_SYSTEM, SNOMED, TRANSFER_OF_CARE, URA_SYSTEM

_RTP = "https://example.org/rtp/CodeSystem"
_POSTCODE = re.compile(r"\b([1-9][0-9]{3}) ?(?:[A-Za-z]{2})?\b")
_ELEMENT, _MOMENT = f"{_RTP}/case-element", f"{_RTP}/kpi-moment"


def resources_of(typed: Typed, ura: str, now: datetime, t: Words) -> Mapping[str, Resource]:
    """Each by the `urn:uuid:` by which the others name it; `typed` has no fault."""
    patient, request = f"urn:uuid:{uuid4()}", f"urn:uuid:{uuid4()}"
    at = now.astimezone(AMSTERDAM).isoformat(timespec="seconds")
    whose, by = {"reference": patient}, {"identifier": {"system": URA_SYSTEM, "value": ura}}
    shared = {
        "identifier": [{"system": TRANSFER_ID, "value": typed.number}],
        "intent": "order",
        "priority": "urgent" if typed.said("spoed") == "ja" else "routine",
        "authoredOn": at,
        "requester": by,
    }
    lead = {
        "resourceType": "Task",
        **shared,
        "status": "requested",
        "code": concept((f"{_RTP}/task-code", "coordinate-placement")),
        "focus": {"reference": request},
        "for": whose,
        "owner": {"identifier": {"system": URA_SYSTEM, "value": typed.desk}},
        "input": list(_inputs(typed)),
    }
    return {
        patient: _patient(typed),
        request: {
            "resourceType": "ServiceRequest",
            **shared,
            **_request(typed, t),
            "subject": whose,
        },
        f"urn:uuid:{uuid4()}": lead,
    }


def _patient(typed: Typed) -> Resource:
    """For who is not kept here yet; of who is, nothing changes."""
    made: dict[str, Any] = {
        "resourceType": "Patient",
        "identifier": [{"system": BSN_SYSTEM, "value": typed.bsn}],
    }
    if typed.said("naam"):
        made["name"] = [{"use": "official", "text": typed.said("naam")}]
    if born := typed.day("geboren"):
        made["birthDate"] = born.isoformat()
    return made


def _request(typed: Typed, t: Words) -> dict[str, Any]:
    care, reason = typed.said("zorg"), typed.said("reden")
    needs = own_words(MATCHING_NEED)
    days = {"start": typed.day("vanaf"), "end": typed.day("tot")}
    period = {name: day.isoformat() for name, day in days.items() if day}
    why: dict[str, Any] = {}
    if reason:
        why = concept((SNOMED, reason), CONDITIONS[(SNOMED, reason)])
    if typed.said("waarom"):
        why["text"] = typed.said("waarom")
    made: dict[str, Any] = {
        "status": "active",
        "category": [concept(TRANSFER_OF_CARE)],
        "code": concept((CARE_TYPE, care), own_words(CARE_TYPE)[(CARE_TYPE, care)]),
        "occurrencePeriod": period,
        "reasonCode": [why],
    }
    if typed.needs:
        pairs = [(MATCHING_NEED, one) for one in typed.needs]
        made["orderDetail"] = [concept(one, needs[one]) for one in pairs]
    if notes := list(_notes(typed, t)):
        made["note"] = notes
    return made


def _notes(typed: Typed, t: Words) -> Iterator[Resource]:
    """What the inhabitant wishes, each as it was typed, behind the question that it answers."""
    for one in WISHES:
        if said := typed.said(f"wens-{one}"):
            yield {"text": f"{t(f'request.wish.{one}')}: {said}"}


def _inputs(typed: Typed) -> Iterator[Resource]:
    yield _input("permission", valueBoolean=True)
    who, number = typed.said("bel-naam"), typed.said("bel-nummer")
    yield _input("contact", valueContactDetail={
        "name": who, "telecom": [{"system": "phone", "value": number}],
    })  # fmt: skip
    yield from _weighed(typed)
    if city := typed.said("stad"):
        yield _input("city", valueString=city)
    if origin := typed.said("herkomst"):
        yield _input("origin", valueCodeableConcept=concept((SNOMED, origin)))
    if ready := typed.day("klaar"):
        kind = concept((_MOMENT, "medically-ready"))
        yield {"type": kind, "valueDateTime": ready.isoformat()}


def _weighed(typed: Typed) -> Iterator[Resource]:
    """What of the wishes can be weighed: a postcode, and languages that we know by name."""
    for field, kind in (("wens-waar", "wish-place"), ("wens-bij", "wish-near")):
        for place in _POSTCODE.findall(typed.said(field)):
            yield _input(kind, valueString=f"{place}|{NEAR}" if kind == "wish-near" else place)
    for language in languages_in(typed.said("wens-taal")):
        yield _input("wish-language", valueString=language)


def _input(what: str, **value: Any) -> Resource:
    return {"type": concept((_ELEMENT, what)), **value}

"""The request as candidates see it. Profile transfer-request-open."""

from collections.abc import Iterable, Mapping
from typing import Any

from hub.transfer.open.coarse import Day, coarse, coarse_end, read_day
from hub.transfer.open.coding import (
    CARE_TYPE,
    MATCHING_NEED,
    Json,
    any_pair,
    concept,
    concepts,
    label,
    listed,
    own_words,
)
from hub.transfer.open.patient import anonymous
from hub.transfer.open.status import is_modified
from hub.transfer.open.unopenable import Unopenable
from hub.transfer.open.work import Work
from profiles.resource.read import element, has, words
from profiles.resource.surroundings import Resource
from profiles.systems import TRANSFER_OF_CARE, URA_SYSTEM

_STATUSES = frozenset({"draft", "active", "on-hold", "revoked", "completed"})
_PRIORITIES = frozenset({"routine", "urgent", "asap", "stat"})
_TOLD = frozenset({
    "id", "status", "intent", "priority", "category", "code", "orderDetail", "subject",
    "occurrencePeriod", "authoredOn", "reasonCode", "reasonReference", "supportingInfo",
})  # fmt: skip
_PATIENT = "patient"


def check(request: Resource) -> None:
    """Whether something may be told of the request at all.

    Raises: Unopenable.
    """
    if is_modified(request) or request.get("doNotPerform", False) is not False:
        raise Unopenable("ServiceRequest.modifierExtension")
    if not any(has(one, TRANSFER_OF_CARE) for one in concepts(request.get("category"))):
        raise Unopenable("ServiceRequest.category")
    if words(element(request, "subject"), "reference").startswith("#"):
        # Who is told no name can't be asked for one: an open request is no full one.
        raise Unopenable("ServiceRequest.subject")
    if request.get("intent") != "order":
        raise Unopenable("ServiceRequest.intent")


def check_document(composition: Resource) -> None:
    """Whether something may be told of what a document names.

    Raises: Unopenable.
    """
    if is_modified(composition) or composition.get("status") == "entered-in-error":
        raise Unopenable("Composition.status")


def authored(request: Resource) -> Day:
    """The day on which the request was written.

    Raises: Unopenable.
    """
    return _day(request.get("authoredOn"), "ServiceRequest.authoredOn")


def wanted(request: Resource) -> Day:
    """The day from which a place is wanted.

    Raises: Unopenable.
    """
    start = element(request, "occurrencePeriod").get("start")
    return _day(start, "ServiceRequest.occurrencePeriod.start")


def stated_needs(request: Resource, work: Work) -> None:
    """Write down the needs of the request that are of our own code system."""
    known = own_words(MATCHING_NEED)
    for one in concepts(request.get("orderDetail")):
        pair = listed(one, known)
        if pair:
            work.needs.add(pair[1])
        elif one:
            work.ledger.add(request, "orderDetail", "code-not-listed", any_pair(one))


def open_request(request: Resource, reasons: Iterable[Json], notice: str, work: Work) -> Json:
    """Built anew; `reasons` are of the diagnoses that the notice of this id tells.

    Raises: Unopenable.
    """
    work.ledger.rest(request, _TOLD)
    made: Json = {
        "resourceType": "ServiceRequest",
        "id": work.new_id(),
        "meta": label(),
        "contained": [anonymous(work.person, _PATIENT)],
        "status": _code(request, "status", _STATUSES),
        "intent": "order",
        "category": [concept(TRANSFER_OF_CARE, "Overdracht van zorg")],
        "code": _care_type(request),
        "subject": {"reference": f"#{_PATIENT}"},
        "occurrencePeriod": _window(request, work),
        "authoredOn": coarse(authored(request), work.setting.written),
        "requester": desk(work),
        "supportingInfo": [{"reference": f"Composition/{notice}"}],
    }
    if "priority" in request:
        made["priority"] = _code(request, "priority", _PRIORITIES)
    made |= {"orderDetail": needs} if (needs := _needs(work)) else {}
    return made | ({"reasonCode": said} if (said := list(reasons)) else {})


def desk(work: Work) -> Json:
    """The transfer point in the place of who asks: a small practice tells much of its patient."""
    return {"identifier": {"system": URA_SYSTEM, "value": work.setting.desk}}


def _day(written: Any, place: str) -> Day:
    day = read_day(written)
    if day is None:
        raise Unopenable(place)
    return day


def _code(request: Resource, name: str, known: frozenset[str]) -> str:
    code = request.get(name)
    if type(code) is not str or code not in known:
        raise Unopenable(f"ServiceRequest.{name}")
    return code


def _care_type(request: Resource) -> Json:
    known: Mapping[Any, str] = own_words(CARE_TYPE)
    pair = listed(request.get("code"), known)
    if pair is None:
        raise Unopenable("ServiceRequest.code")
    return concept(pair, known[pair])


def _window(request: Resource, work: Work) -> Json:
    start, grain = wanted(request), work.setting.wanted
    period = element(request, "occurrencePeriod")
    made = {"start": coarse(start, grain)}
    if "end" in period:
        end = read_day(period["end"])
        if end is None or end.first < start.first:
            work.ledger.add(request, "occurrencePeriod.end", "unreadable")
        else:
            made["end"] = coarse_end(end, grain)
    return made


def _needs(work: Work) -> list[Json]:
    known = own_words(MATCHING_NEED)
    return [concept(pair, said) for pair, said in known.items() if pair[1] in work.needs]

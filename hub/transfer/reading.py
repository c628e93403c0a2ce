"""An offer as its Task says it. https://hl7.org/fhir/R4/task.html."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast, get_args
from uuid import UUID

from consent.question import amsterdam_day
from hub.transfer.case import Case, Phase
from hub.transfer.offer import Offer, OfferStatus
from hub.transfer.refused import Refused
from profiles import systems
from profiles.resource.read import element, has, objects
from profiles.search.dates import span
from profiles.systems import URA_SYSTEM
from profiles.transfer.notified_pull import BY_FOCUS

RTP = "https://example.org/rtp/CodeSystem"
STATUS = f"{RTP}/transfer-status"
REJECTION_REASON, CANCEL_REASON = f"{RTP}/rejection-reason", f"{RTP}/cancel-reason"
ABORT_ASKED, WAITS = (STATUS, "abort-asked"), (STATUS, "awaiting-information")
ELEMENT = f"{RTP}/offer-element"
OTHER_DATE = (systems.SNOMED, "146851000146105")
HANDOFF = ((systems.SNOMED, "11171000146100"), (systems.SNOMED, "371535009"))
_STATUSES = frozenset(get_args(OfferStatus))
_UNDER_WAY = frozenset({"in-progress", "completed", "failed"})


def offer_of(task: Mapping[str, Any], number: int, *, was_chosen: bool) -> Offer:
    """What this Task of round `number` says; that it `was_chosen` once may be said nowhere in it.

    Raises:
        Refused: a status that no offer has, or no candidate by URA, or no term.
    """
    status = task.get("status")
    if status not in _STATUSES:
        raise Refused("T-STATE", "an offer begins as requested, and has no such status")
    answer_by = moment_of(element(element(task, "restriction"), "period").get("end"), last=True)
    if answer_by is None:
        place = "Task.restriction.period.end"
        raise Refused("T-DEADLINE", "say until when an answer is waited for", place)
    phase, output = task.get("businessStatus"), task.get("output")
    reason = reason_of(task)
    other = moment_of(_output(output, OTHER_DATE))
    return Offer(
        id=str(task.get("id", "")),
        provider=provider_of(task),
        service=_service(task),
        round=number,
        answer_by=answer_by,
        status=cast("OfferStatus", status),
        is_selected=was_chosen or status in _UNDER_WAY or has(phase, (STATUS, "selected")),
        is_waiting_for_information=has(phase, WAITS),
        available_from=moment_of(_output(output, (ELEMENT, "available-from"))),
        held_until=moment_of(_output(output, (ELEMENT, "held-until")), last=True),
        other_date=amsterdam_day(other) if other else None,
        reason=reason,
        abort_asked=reason if has(phase, ABORT_ASKED) else None,
    )


def provider_of(task: Mapping[str, Any]) -> str:
    """The URA of the candidate; raises Refused where there is none."""
    found = element(element(task, "owner"), "identifier")
    if found.get("system") != URA_SYSTEM or not found.get("value"):
        raise Refused("T-CANDIDATE", "name the candidate by its URA", "Task.owner.identifier")
    return str(found["value"])


def has_handoff(task: Mapping[str, Any]) -> bool:
    """Whether it names the patient, the full request and the nursing handoff."""
    handed = any(
        has(one.get("type"), code) for one in objects(task.get("input")) for code in HANDOFF
    )
    return handed and "for" in task and bool(task.get("basedOn"))


def case_of(name: str, placer: str, offers: Sequence[Offer]) -> Case:
    """The case that these offers of one placer are of: nobody else has a say in it."""
    number = max((one.round for one in offers), default=1)
    case = Case(name, "", placer, placer, offers=tuple(offers), round=number)
    ended = [one for one in case.current if one.is_selected and not one.is_open]
    if any(one.status == "completed" for one in offers):
        return replace(case, status="completed", phase="record-received")
    if ended:
        return replace(case, status="accepted", phase="matching", round=number + 1)
    if not case.open_offers:
        return replace(case, status="accepted", phase="matching")
    return replace(case, status="in-progress", phase=_phase(case))


def family_of(task: Mapping[str, Any], placer: str, whose: UUID) -> str:
    """By what the offers of one case are known: of one inhabitant, with one group or one focus.

    A group that is used for two inhabitants is two cases.
    """
    group = element(task, "groupIdentifier")
    said = [group.get("system"), group.get("value")]
    if not all(said) or group == BY_FOCUS:
        said = ["focus", element(task, "focus").get("reference")]
    return "|".join(["transfer", placer, str(whose), *map(str, said)])


def _phase(case: Case) -> Phase:
    chosen = case.chosen
    if chosen is None:
        return "offers-open"
    return "handoff-ready" if chosen.status == "in-progress" else "selected"


def _service(task: Mapping[str, Any]) -> str:
    return str(element(task, "owner").get("reference", ""))


def _output(outputs: Any, kind: tuple[str, str]) -> object:
    found = (one.get("valueDateTime") for one in objects(outputs) if has(one.get("type"), kind))
    return next(found, None)


def reason_of(task: Mapping[str, Any]) -> str | None:
    """Its code, of one of the two lists."""
    listed: Iterable[Mapping[str, Any]] = objects(element(task, "statusReason").get("coding"))
    ours = (
        one.get("code") for one in listed if one.get("system") in {REJECTION_REASON, CANCEL_REASON}
    )
    return next((str(code) for code in ours if code), None)


def moment_of(said: object, *, last: bool = False) -> datetime | None:
    """The first moment of what is said, or its last; None where nothing is, or nothing sound."""
    if not isinstance(said, str):
        return None
    try:
        low, high = span(said)
    except ValueError:
        return None
    return high if last else low

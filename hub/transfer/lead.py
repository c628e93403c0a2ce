"""A case as the Task that leads it says it. https://hl7.org/fhir/R4/task.html."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast, get_args

from hub.transfer.case import PHASES, Case, CaseStatus, Phase, Wanted
from hub.transfer.circumstances import Circumstances
from hub.transfer.offer import Offer
from hub.transfer.reading import RTP, STATUS, moment_of, reason_of
from hub.transfer.refused import Refused
from profiles.resource.read import Pair, element, has, objects, pairs
from profiles.systems import URA_SYSTEM

ELEMENT, MOMENT = f"{RTP}/case-element", f"{RTP}/kpi-moment"
CARE_TYPE, ADMITTED = (ELEMENT, "care-type"), (MOMENT, "admitted")
READY = (MOMENT, "medically-ready")
_CARE_TYPES = f"{RTP}/care-type"
_STATUSES = frozenset(get_args(CaseStatus))
_PHASES = frozenset(get_args(Phase))
_Valued = Mapping[Pair, Mapping[str, Any]]


def case_of_lead(
    task: Mapping[str, Any], name: str, region: str, request: Mapping[str, Any]
) -> Case:
    """What this Task says of its case, whose offers stand elsewhere; `request` is its focus.

    Raises:
        Refused: a status that no case has, or no URA of who asks, or of whom.
    """
    status = task.get("status")
    if status not in _STATUSES:
        raise Refused("T-STATE", "a case has no such status")
    review = element(element(task, "restriction"), "period").get("end")
    inputs, outputs = _valued(task, "input"), _valued(task, "output")
    return Case(
        id=name,
        region=region,
        requester=party_of(task, "requester"),
        desk=party_of(task, "owner"),
        wanted=_wanted(inputs, request),
        status=cast("CaseStatus", status),
        phase=_phase(cast("CaseStatus", status), task),
        care_type=_code(outputs.get(CARE_TYPE, {})),
        review_at=moment_of(review, last=True) if status == "on-hold" else None,
        reason=reason_of(task),
        excluded=frozenset(_excluded(task)),
        circumstances=_circumstances(inputs),
        admitted_at=moment_of(outputs.get(ADMITTED, {}).get("valueDateTime")),
    )


def with_offers(case: Case, offers: Sequence[Offer]) -> Case:
    """The same with its offers; a round is over when the one that was chosen in it came to none."""
    number = max((one.round for one in offers), default=1)
    case = replace(case, offers=tuple(offers), round=number)
    lost = any(one.is_selected and not one.is_open for one in case.current)
    return replace(case, round=number + 1) if lost and case.status != "completed" else case


def party_of(task: Mapping[str, Any], role: str) -> str:
    """The URA of who has this role in it; raises Refused where there is none."""
    found = element(element(task, role), "identifier")
    if found.get("system") != URA_SYSTEM or not found.get("value"):
        why = "name the organisation that asks, and the transfer point, by URA"
        raise Refused("T-WHO", why, f"Task.{role}.identifier")
    return str(found["value"])


def named_in(task: Mapping[str, Any]) -> Iterator[str]:
    """What its requester hands to the case: the full request, and what goes with it."""
    inputs = (one.get("valueReference") for one in objects(task.get("input")))
    for reference in (task.get("focus"), *inputs):
        said = reference.get("reference") if isinstance(reference, Mapping) else None
        if isinstance(said, str):
            yield said


def _phase(status: CaseStatus, task: Mapping[str, Any]) -> Phase | None:
    said = task.get("businessStatus")
    codes = {code for system, code in pairs(said) if system == STATUS}
    found = min(codes & _PHASES, default=None)
    if found not in PHASES[status]:
        why = "say how far the case is, by a business status that fits its status"
        raise Refused("T-STATE", why, "Task.businessStatus")
    return found


def _wanted(inputs: _Valued, request: Mapping[str, Any]) -> Wanted:
    permission = inputs.get((ELEMENT, "permission"), {})
    period = element(request, "occurrencePeriod")
    return Wanted(
        permission=permission.get("valueBoolean") is True or "valueReference" in permission,
        care=_of_system(request.get("code"), _CARE_TYPES),
        start=moment_of(period.get("start") or request.get("occurrenceDateTime")),
        contact=bool(inputs.get((ELEMENT, "contact"))),
    )


def _circumstances(inputs: _Valued) -> Circumstances:
    def said(kind: Pair) -> Mapping[str, Any]:
        return inputs.get(kind, {})

    city = said((ELEMENT, "city")).get("valueString")
    return Circumstances(
        origin=_code(said((ELEMENT, "origin"))),
        city=city if isinstance(city, str) else None,
        ready_at=moment_of(said(READY).get("valueDateTime")),
        specialist_until=_day(said((ELEMENT, "specialist-until")).get("valueDate")),
        wlz_stay_from=_day(said((ELEMENT, "wlz-stay-from")).get("valueDate")),
    )


def _excluded(task: Mapping[str, Any]) -> Iterator[str]:
    for one in objects(task.get("input")):
        if has(one.get("type"), (ELEMENT, "excluded")):
            identifier = element(element(one, "valueReference"), "identifier")
            if identifier.get("system") == URA_SYSTEM and identifier.get("value"):
                yield str(identifier["value"])


def _valued(task: Mapping[str, Any], part: str) -> _Valued:
    """The first of each kind; a list of cases reads so many that each is looked at once."""
    found = dict[Pair, Mapping[str, Any]]()
    for one in objects(task.get(part)):
        for kind in pairs(one.get("type")):
            found.setdefault(kind, one)
    return found


def _code(said: Mapping[str, Any]) -> str | None:
    codings = objects(element(said, "valueCodeableConcept").get("coding"))
    found = next((one["code"] for one in codings if one.get("code")), said.get("valueCode"))
    return found if isinstance(found, str) else None


def _of_system(concept: Any, system: str) -> str | None:
    codings = objects(concept.get("coding")) if isinstance(concept, Mapping) else []
    return next((str(one["code"]) for one in codings if one.get("system") == system), None)


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None

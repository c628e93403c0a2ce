"""Limits to treatment by the site's tables. What a table does not know is never guessed.

docs/hospital.md tells the tables; the treatments are those of the national guide.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from adapters.hospital.v2.case import Case, limit_name
from adapters.hospital.v2.decisions import decision_in
from adapters.hospital.v2.facts import Dossier, state
from adapters.hospital.v2.message import Field, Segment
from adapters.hospital.v2.professionals import professional
from adapters.hospital.v2.refusal import DATA_TYPE, Refusal
from adapters.hospital.v2.site import ZSegment
from adapters.hospital.v2.treatments import treatment_in
from adapters.hospital.v2.visit import visit_number
from profiles.invalid import JsonObject

STATUSES = {
    "F": "active",
    "C": "active",
    "U": "active",
    "P": "proposed",
    "R": "proposed",
    "": "active",
}
WITHDRAWN = frozenset({"D", "W"})
_NOT_TO_BE_HAD = "X"
_VALUE, _STATUS, _AT, _OBSERVER = 5, 11, 14, 16
_STATUS_OF_ORDER, _NOTE = 25, 3
_UNKNOWN = (
    "a decision on a treatment is not in the site's table: it is shown in the words of the sender, "
    "and as no decision; add it to [limits], or put it right at the source"
)
_WITHDRAWN_UNKNOWN = (
    "a limit to treatment is withdrawn that is not known under this number (OBR-3) and treatment: "
    "see at the source which one is meant"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """One statement on one treatment; `decision` is None where the table does not know it."""

    treatment: str
    text: str
    decision: str | None
    words: str
    date: str
    status: str
    where: str
    withdrawn: bool = False
    author: JsonObject | None = field(default=None)
    remark: str = ""


def limits_in(case: Case, fallback: str) -> list[Limit]:
    """Of every OBX and Z-segment that the site's tables name. Raises Refusal.

    `fallback` is the date where the statement itself has none.
    """
    found = [*_observed(case, fallback), *_in_z_segments(case, fallback)]
    seen = dict[str, Limit]()
    for limit in found:
        other = seen.setdefault(limit.treatment, limit)
        if _said(other) != _said(limit):
            text = "two decisions on one treatment stand in this message; send the one that holds"
            raise Refusal(DATA_TYPE, limit.where, text)
    return list(seen.values())


def _said(limit: Limit) -> tuple[str | None, str, bool, str]:
    return limit.decision, limit.words, limit.withdrawn, limit.remark


def _observed(case: Case, fallback: str) -> Iterator[Limit]:
    for segment in case.message.all("OBX"):
        treatment = treatment_in(segment, case.site.limits)
        if treatment is None or segment[2]().upper() == "ED":
            continue
        limit = _of_result(case, segment, treatment, fallback)
        if limit is not None:
            yield limit


def _of_result(
    case: Case, segment: Segment, treatment: tuple[str, str], fallback: str
) -> Limit | None:
    """None where it says nothing. What is withdrawn is so, whatever value stands beside it."""
    status = _status(segment, case)
    where, withdrawn = segment.where(_VALUE), status in WITHDRAWN
    decision, words = (None, "") if withdrawn else _decided(segment, case, status)
    if not words and not withdrawn:
        case.message.tell("a limit to treatment without a decision says nothing")
        return None
    if decision is None and not withdrawn:
        case.message.tell(_UNKNOWN)
    moment = case.order.zone.read(segment[_AT](), segment.where(_AT))
    return Limit(
        *treatment, decision, words, moment.fhir if moment else fallback,
        STATUSES.get(status, "active"), where, withdrawn, _observer(segment, case),
        _remark(segment, case),
    )  # fmt: skip


def _remark(segment: Segment, case: Case) -> str:
    """NTE after it: words that may say to what the decision holds."""
    listed = case.message.segments
    place = next(at for at, one in enumerate(listed) if one is segment)
    notes = takewhile(lambda one: one.name == "NTE", listed[place + 1 :])
    said = (one(1) for note in notes for one in note[_NOTE].filled())
    return "\n".join(text for text in said if text)


def _status(segment: Segment, case: Case) -> str:
    """OBX-11, else that of its order."""
    return (segment[_STATUS]() or case.message.field("OBR", _STATUS_OF_ORDER)()).upper()


def _decided(segment: Segment, case: Case, status: str) -> tuple[str | None, str]:
    """The decision with its words, none where its status is that of no result. Raises Refusal."""
    field, where = segment[_VALUE], segment.where(_VALUE)
    if field.deletes:
        text = 'a decision is not deleted by ""; withdraw it by OBX-11 D, or its document'
        raise Refusal(DATA_TYPE, where, text)
    decision, words = decision_in(field, case.site.limits, where)
    if status in STATUSES or not (words or status == _NOT_TO_BE_HAD):
        return decision, words
    return None, f"{words} ({status})".lstrip()


def _observer(segment: Segment, case: Case) -> JsonObject | None:
    field = segment[_OBSERVER]
    return professional(field.repetitions[0], case.site) if field.repetitions else None


def _in_z_segments(case: Case, fallback: str) -> Iterator[Limit]:
    for name, table in case.site.limits.segments.items():
        for segment in case.message.all(name):
            treatment, decision = segment[table.treatment], segment[table.decision]
            where = segment.where(table.decision)
            if treatment.deletes or decision.deletes:
                text = 'a decision is not deleted by ""; send the one that holds now'
                raise Refusal(DATA_TYPE, where, text)
            _refuse_several(segment, table)
            if treatment():
                yield _of_z_segment(case, segment, table, fallback)
            elif decision:
                case.message.tell(f"{name} names no treatment: its decision is not taken")


def _refuse_several(segment: Segment, table: ZSegment) -> None:
    for place in (table.treatment, table.decision):
        if len([*segment[place].filled()]) > 1:
            text = "it tells one decision on one treatment; send a segment for each"
            raise Refusal(DATA_TYPE, segment.where(place), text)


def _of_z_segment(case: Case, segment: Segment, table: ZSegment, fallback: str) -> Limit:
    treatment, decision = segment[table.treatment], segment[table.decision]
    code, said = table.codes.get(f"{treatment()}^{decision()}", ("", None))
    if not code:
        case.message.tell(_UNKNOWN)
        known = {each.partition("^")[0]: to for each, (to, _) in table.codes.items()}
        code = known.get(treatment(), f"{treatment()}^{segment.name}")
    when = segment[table.date] if table.date else Field(())
    moment = case.order.zone.read(when(), segment.where(table.date))
    recorder = segment[table.recorder] if table.recorder else Field(())
    return Limit(
        code, treatment(2) or treatment(), said, _words(treatment, decision),
        moment.fhir if moment else fallback, "active", segment.where(table.decision),
        author=professional(recorder.repetitions[0], case.site) if recorder.repetitions else None,
    )  # fmt: skip


def _words(treatment: Field, decision: Field) -> str:
    told = [part for part in (treatment(2) or treatment(), decision(2) or decision()) if part]
    return ": ".join(told)


def state_own_limits(dossier: Dossier, case: Case) -> None:
    """Those beside a person or a visit (ADT): one statement on a treatment holds at a time."""
    moment = case.order.occurred or case.order.recorded
    found = limits_in(case, moment.fhir if moment else "")
    visit = visit_number(case.message, case.site)
    state_limits(dossier, case, dossier.own_number, found, {"visit": visit})


def state_limits(
    dossier: Dossier, case: Case, source: str, limits: list[Limit], beside: JsonObject
) -> list[str]:
    """Each under its source and treatment; their names. `beside` is what all of them share."""
    names = []
    for limit in limits:
        key = f"{source}|{limit.treatment}"
        names.append(key)
        case.touched.add(limit_name(key))
        register = dossier.limits.setdefault(key, {})
        if limit.withdrawn:
            state(register, "withdrawn", case.at, True)  # noqa: FBT003 - as OBX-11 says
            if "said" not in register:
                case.message.tell(_WITHDRAWN_UNKNOWN)
            continue
        said = {
            "treatment": limit.treatment, "text": limit.text, "decision": limit.decision,
            "words": limit.words, "date": limit.date, "status": limit.status,
            **beside, **({"author": limit.author} if limit.author else {}),
            **({"remark": limit.remark} if limit.remark else {}),
        }  # fmt: skip
        if not state(register, "said", case.at, said):
            case.message.tell("older than what is known of this treatment: does not become current")
    return names

"""Clinical records for candidates, each of a status, a code that is listed, and coarse dates."""

from collections.abc import Iterator, Mapping
from typing import Any

from hub.transfer.open.coarse import clinical, read_day
from hub.transfer.open.coding import Json, any_pair, concept, concepts, label, listed
from hub.transfer.open.kind import LEGAL, RESTRICTIONS, Kind, kind_of
from hub.transfer.open.left_out import Why
from hub.transfer.open.source import Place, Source, found
from hub.transfer.open.status import is_modified, is_now, told_status, why_not
from hub.transfer.open.told import STOMA, Words
from hub.transfer.open.work import Work
from profiles.resource.read import Pair, element, pairs
from profiles.resource.surroundings import Resource
from profiles.systems import NULL_FLAVOR, SNOMED

# Of each type its dates: one, or a period.
_DATES = {
    "Condition": "onset",
    "DeviceUseStatement": "timing",
    "Observation": "effective",
    "Procedure": "performed",
}
# Of each type where it says what it is about.
_CODE_IN = {
    "Condition": "code",
    "DeviceUseStatement": "device",
    "Flag": "code",
    "Observation": "valueCodeableConcept",
    "Procedure": "code",
}
_HANDLED = frozenset({
    "id", "status", "clinicalStatus", "verificationStatus", "category", "code", "device", "period",
    "valueCodeableConcept", "subject", *(f"{one}DateTime" for one in _DATES.values()),
    *(f"{one}Period" for one in _DATES.values()),
})  # fmt: skip


def note_need(place: Place, source: Source, work: Work) -> None:
    """Write down what a record asks of a place today, whether or not the record is told."""
    record = place.record
    if is_now(record) and not why_not(record):
        asked = (work.facts.consequences.get(pair) for pair in pairs(_concept(record, source)))
        work.needs.update(need for need in asked if need)


def entry(place: Place, source: Source, work: Work) -> tuple[str, Json] | None:
    """The section that a record is told under, and what is told of it, without an id."""
    record, kind = place.record, kind_of(place)
    why = why_not(record) if record["resourceType"] in _CODE_IN else "not-listed"
    if why:
        work.ledger.add(record, "", why)
        return None
    there = _concept(record, source)
    pair = _told_pair(there, kind, work) if kind else None
    if kind is None or pair is None or not _is_asked(kind, work):
        work.ledger.add(record, *_why(record, kind, there, work))
        return None
    work.ledger.rest(record, _HANDLED)
    words = kind.words(work.facts.told).get(pair)
    return kind.section, _written(record, kind, concept(pair, words), work)


def stated_reasons(request: Resource, work: Work) -> Iterator[Json]:
    """The diagnoses that the request says by code; one that few have leaves what it asks."""
    told = work.facts.told.conditions
    for reason in concepts(request.get("reasonCode")):
        pair = _listed_or_common(reason, told, work)
        needs = {need for one in pairs(reason) if (need := work.facts.consequences.get(one))}
        work.needs.update(needs)
        if pair:
            yield concept(pair, told.get(pair))
        elif reason:
            why: Why = "became-need" if needs else "rare"
            work.ledger.add(request, "reasonCode", why, any_pair(reason))


def nothing_said(work: Work) -> Json:
    """The diagnosis where none can be told: the section has to be there, and it has to name one."""
    return _record("Condition") | {
        "code": concept((NULL_FLAVOR, "NI"), "Niet vermeld"),
        "subject": work.to_patient(),
    }


def _concept(record: Resource, source: Source) -> Any:
    name = _CODE_IN.get(record["resourceType"], "")
    if name != "device":
        return record.get(name)
    device = found(source, element(record, name))
    if device is None or is_modified(device) or device.get("status") == "entered-in-error":
        return None
    return device.get("type")


def _told_pair(there: Any, kind: Kind, work: Work) -> Pair | None:
    words = kind.words(work.facts.told)
    return _listed_or_common(there, words, work) if kind.is_condition else listed(there, words)


def _listed_or_common(there: Any, words: Words, work: Work) -> Pair | None:
    patients, fewest = work.facts.patients, work.setting.fewest_patients
    return next(
        (one for one in pairs(there) if one in words or patients.get(one, 0) >= fewest), None
    )


def _is_asked(kind: Kind, work: Work) -> bool:
    """Whether a candidate has to know of it: a legal status is for who locks a ward."""
    return kind.section not in {LEGAL, RESTRICTIONS} or "closed-ward" in work.needs


def _why(
    record: Resource, kind: Kind | None, there: Any, work: Work
) -> tuple[str, Why, Pair | None]:
    name, pair = _CODE_IN[record["resourceType"]], any_pair(there)
    if is_now(record) and any(pair in work.facts.consequences for pair in pairs(there)):
        return name, "became-need", pair
    if kind is None:
        return "", "not-listed", pair
    if _told_pair(there, kind, work):
        return "", "not-asked", pair
    return name, "rare" if kind.is_condition else "code-not-listed", pair


def _record(kind: str) -> Json:
    return {"resourceType": kind, "meta": label()}


def _written(record: Resource, kind: Kind, code: Json, work: Work) -> Json:
    made = _record(record["resourceType"]) | told_status(record)
    name = _CODE_IN[record["resourceType"]]
    if name == "device":
        device = {"resourceType": "Device", "id": "device", "type": code}
        made |= {"contained": [device], "device": {"reference": "#device"}}
    elif name == "code":
        made["code"] = code
    else:
        made |= {"code": concept(STOMA, "Stoma"), name: code}
    made |= _category(record, kind) | {"subject": work.to_patient()}
    return made | dict(_dates(record, work))


def _category(record: Resource, kind: Kind) -> Json:
    if kind.section == LEGAL:
        return {"category": [concept((SNOMED, "303186005"), "Juridische status")]}
    if record["resourceType"] == "Procedure":
        is_restriction = kind.section == RESTRICTIONS
        code, words = (
            (RESTRICTIONS, "Vrijheidsbeperking") if is_restriction else ("9632001", "Verpleging")
        )
        return {"category": concept((SNOMED, code), words)}
    return {}


def _dates(record: Resource, work: Work) -> Iterator[tuple[str, Any]]:
    name = _DATES.get(record["resourceType"])
    moment = f"{name}DateTime"
    if name and moment in record:
        told = _coarse(record, record[moment], moment, work)
        if told:
            yield moment, told
    period = f"{name}Period" if name else "period"
    ends = element(record, period)
    told_ends = _period(record, period, ends, work)
    if told_ends:
        yield period, told_ends


def _period(record: Resource, name: str, ends: Mapping[str, Any], work: Work) -> Json:
    days = {end: read_day(ends[end]) for end in ("start", "end") if end in ends}
    start, last = days.get("start"), days.get("end")
    if start and last and last.first < start.first:
        work.ledger.add(record, name, "unreadable")
        return {}
    told = {end: _coarse(record, ends[end], f"{name}.{end}", work) for end in days}
    return {end: at for end, at in told.items() if at}


def _coarse(record: Resource, written: Any, name: str, work: Work) -> str | None:
    day = read_day(written)
    if day is None:
        work.ledger.add(record, name, "unreadable")
        return None
    told = clinical(day, work.setting, work.facts.today, work.last_birth)
    if told is None:
        work.ledger.add(record, name, "old")
    return told

"""An offer without a name, built from the full request. transfer.md, 1.6 and 2.5."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hub.transfer.open.coarse import coarse
from hub.transfer.open.coding import Json
from hub.transfer.open.entry import entry, note_need, nothing_said, stated_reasons
from hub.transfer.open.left_out import Ledger, LeftOut
from hub.transfer.open.measure import age, is_weight, weight
from hub.transfer.open.notice import DEMOGRAPHICS, VITALS, Told, notice
from hub.transfer.open.patient import person
from hub.transfer.open.request import (
    authored,
    check,
    check_document,
    open_request,
    stated_needs,
    wanted,
)
from hub.transfer.open.setting import Facts, Setting
from hub.transfer.open.source import (
    REFERRAL,
    Place,
    Source,
    elements_of_sections,
    is_of_another,
    lost_references,
    named_records,
    unnamed_records,
)
from hub.transfer.open.status import is_sure
from hub.transfer.open.work import Work, random_id

_TOLD_OF_COMPOSITION = frozenset({"id", "type", "status", "subject", "section"})


@dataclass(frozen=True, slots=True)
class Opened:
    """The open request and the document of the notice; `left_out` is for the desk alone."""

    request: Json
    notice: Json
    left_out: Sequence[LeftOut]


def opened(
    source: Source, setting: Setting, facts: Facts, new_id: Callable[[], str] = random_id
) -> Opened:
    """What candidates may see, with ids that nothing ties to a source or to another offer.

    Raises: Unopenable.
    """
    check(source.request)
    if source.composition:
        check_document(source.composition)
    ledger = Ledger()
    told = person(source.patient, setting, facts, ledger)
    work = Work(setting, facts, ledger, told, new_id, new_id())
    stated_needs(source.request, work)
    stated = list(stated_reasons(source.request, work))
    records, name = _records(source, work), new_id()
    written = coarse(authored(source.request), setting.written)
    start = coarse(wanted(source.request), setting.wanted)
    diagnoses = [one for section, one in records if section == REFERRAL]
    reasons = [*stated, *(one["code"] for one in diagnoses if is_sure(one))]
    if not diagnoses:
        records.append((REFERRAL, nothing_said(work)))
    request = open_request(source.request, _in_order(reasons), name, work)
    return Opened(request, notice(records, written, start, work, name), tuple(ledger))


def _records(source: Source, work: Work) -> list[Told]:
    named = list(named_records(source))
    places = [place for place in named if _is_of_the_patient(place, source, work.ledger)]
    for place in places:
        note_need(place, source, work)
    others = [place for place in places if not is_weight(place.record)]
    found = [one for place in others if (one := entry(place, source, work))]
    old = age(work, authored(source.request).first.year)
    heavy = weight((place for place in places if is_weight(place.record)), work)
    _write_down_rest(source, named, work.ledger)
    measured = ((DEMOGRAPHICS, old), (VITALS, heavy))
    return [*found, *((section, one) for section, one in measured if one)]


def _is_of_the_patient(place: Place, source: Source, ledger: Ledger) -> bool:
    if is_of_another(place.record, source):
        ledger.add(place.record, "", "other-subject")
        return False
    return True


def _write_down_rest(source: Source, places: Sequence[Place], ledger: Ledger) -> None:
    for record in unnamed_records(source, places):
        ledger.add(record, "", "not-listed")
    for holder, element in lost_references(source):
        ledger.add(holder, element, "unreadable")
    if source.composition:
        ledger.rest(source.composition, _TOLD_OF_COMPOSITION)
        for element in elements_of_sections(source.composition):
            ledger.add(source.composition, f"section.{element}", "not-listed")


def _in_order(reasons: Iterable[Json]) -> Sequence[Json]:
    """Each once, in an order that tells nothing of a source's."""
    return [one for _, one in sorted({repr(one): one for one in reasons}.items())]

"""A40: what the source filed under MRG-1 is PID-3's from now on. Local to the source, and undoable.

https://www.hl7.eu/HL7v2x/v29/std29/ch03.html (A40)
"""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.hospital.v2.case import (
    Case,
    document_name,
    limit_name,
    plan_name,
    visit_name,
)
from adapters.hospital.v2.facts import Dossier, Visit, state, union
from adapters.hospital.v2.identity import identity
from adapters.hospital.v2.message import Message, Segment
from adapters.hospital.v2.refusal import ANOTHER_PERSON, SEQUENCE, Refusal
from adapters.hospital.v2.standing import Standing, identifier_of
from adapters.hospital.v2.store import Store
from adapters.hospital.v2.visit import add_move


@dataclass(frozen=True, slots=True)
class Merged:
    """The number by which the hub knew the prior."""

    prior: str


def pairs_of(message: Message) -> Iterator[tuple[Message, Segment]]:
    """Each PID with its MRG, as a message of one pair. Raises Refusal."""
    around = [one for one in message.segments if one.name not in {"PID", "PD1", "MRG", "PV1"}]
    pair: list[Segment] = []
    for segment in message.segments:
        if segment.name == "PID" and pair:
            raise Refusal(SEQUENCE, "MRG", "in A40 each PID has its MRG before the next PID")
        if segment.name in {"PID", "PD1"}:
            pair.append(segment)
        elif segment.name == "MRG":
            if not pair:
                raise Refusal(SEQUENCE, "PID", "in A40 each MRG follows its PID")
            one = Message(message.header, [*around, *pair], message.notes)
            pair = []
            yield one, segment
    if pair:
        raise Refusal(SEQUENCE, "MRG", "in A40 each PID has its MRG")


def merge(found: Standing, mrg: Segment, case: Case, store: Store) -> Merged | None:
    """Take over what the prior has; None where the hub has nothing to move. Raises Refusal."""
    survivor = found.dossier
    prior = identity(mrg, 1, case.site)
    named = [*prior.names]
    where = mrg.where(1)
    known = {one.number: one.is_old for name in named if (one := store.known(name))}
    if set(named) & _own_names(case):
        text = "a number would be merged into itself: MRG-1 is PID-3"
        raise Refusal(ANOTHER_PERSON, where, text)
    if known == {survivor.number: True}:
        case.message.tell("this merge was made before: it changes nothing")
        return None
    if len(known) > 1 or survivor.number in known:
        text = "a circle: MRG-1 names two persons, or the one that PID-3 is by a merge before"
        raise Refusal(ANOTHER_PERSON, where, text)
    for name in named:
        store.is_of(name, survivor.number, is_old=True)
    survivor.old_numbers += [one for one in prior.numbers if one not in survivor.old_numbers]
    taken = store.dossier(next(iter(known))) if known else None
    if taken is None:
        case.message.tell("the prior number is not known: what comes under it later is redirected")
        return None
    return _take_over(survivor, taken, case, store, where)


def _own_names(case: Case) -> set[str]:
    return set(identity(case.message.all("PID")[0], 3, case.site).names)


def _take_over(
    survivor: Dossier, prior: Dossier, case: Case, store: Store, where: str
) -> Merged | None:
    _refuse_two(survivor, prior, where)
    before, after = identifier_of(prior), identifier_of(survivor)
    store.join_lanes(prior.lane, survivor.lane)
    store.give(prior.number, survivor.number)
    _take_bsn(survivor, prior, store)
    _move_facts(survivor, prior)
    touched = (
        *map(visit_name, prior.visits),
        *map(document_name, prior.documents),
        *map(limit_name, prior.limits),
        *map(plan_name, prior.plans),
    )
    case.touched |= set(touched)
    return Merged(before) if before and before != after else None


def _take_bsn(survivor: Dossier, prior: Dossier, store: Store) -> None:
    """A BSN that only the prior had is the survivor's: they are one person."""
    known = prior.stated.get("bsn")
    if known is None or not known.value:
        return
    store.forget(f"BSN|{known.value[0]}|{prior.number}")
    if survivor.value("bsn") is None:
        state(survivor.stated, "bsn", known.at, known.value)
    bsn = survivor.value("bsn")
    store.belongs([f"BSN|{bsn[0]}|{survivor.number}"], survivor.number)
    store.is_of(f"BSN|{bsn[0]}", survivor.number)


def _refuse_two(survivor: Dossier, prior: Dossier, where: str) -> None:
    """A task for the owner: what tells two people apart is never merged by a machine."""
    bsns = [one[0] for one in (survivor.value("bsn"), prior.value("bsn")) if one]
    told = {
        "BSN": bsns,
        "birth date": [one for one in (survivor.value("birth"), prior.value("birth")) if one],
        "sex": _sexes(survivor, prior),
    }
    for name, values in told.items():
        if len(set(values)) > 1:
            text = (
                f"both numbers have a {name}, and not the same: this is not merged; see at the "
                "source who they are, correct either of them, and send the merge again"
            )
            raise Refusal(ANOTHER_PERSON, where, text)


def _sexes(*both: Dossier) -> list[str]:
    return [sex for one in both if (sex := one.value("gender")) in {"female", "male"}]


def _move_facts(survivor: Dossier, prior: Dossier) -> None:
    for number, visit in prior.visits.items():
        own = survivor.visits.setdefault(number, Visit())
        union(own.stated, visit.stated)
        for move in visit.moves:
            add_move(own, move)
    for mine, theirs in (
        (survivor.documents, prior.documents),
        (survivor.limits, prior.limits),
        (survivor.plans, prior.plans),
    ):
        for key, register in theirs.items():
            union(mine.setdefault(key, {}), register)
    numbers = [*prior.numbers, *prior.old_numbers]
    survivor.old_numbers += [one for one in numbers if one not in survivor.old_numbers]

"""The directives of one record side by side: by treatment what is current, and what is contrary.

Pure, and ready for who shows it: nothing is decided, left out or put in words here.
docs/decisions/0046-a-will-against-an-agreement.md
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from profiles.pzp.contradiction.dated import span_of
from profiles.pzp.contradiction.said import Kind, Said, Says, said_in
from profiles.pzp.contradiction.treatment import Treatment
from profiles.pzp.wish import is_directive

_CONTRARY = {(Says.DO, Says.DONT), (Says.DONT, Says.DO)}
_DECIDED = frozenset({Says.DO, Says.DONT})


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An agreement and a will, both in force, of which one says do and the other don't."""

    agreement: Said
    will: Said


@dataclass(frozen=True, slots=True)
class OfTreatment:
    """What is said of one treatment, newest first, also what has ended.

    `current` are the agreements in force that none is surely later than: more than one where
    dates don't tell. `contradictions` are those that no link explains, `linked` those whose
    agreement was made with the will. `differing` are the newest words of each source where they
    differ, else none.
    """

    treatment: Treatment
    agreements: tuple[Said, ...]
    wills: tuple[Said, ...]
    current: tuple[Said, ...]
    contradictions: tuple[Contradiction, ...]
    linked: tuple[Contradiction, ...]
    differing: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """By treatment; `unplaced` is what names none, to be shown beside all."""

    treatments: tuple[OfTreatment, ...]
    unplaced: tuple[Said, ...]


def compare(consents: Iterable[Mapping[str, Any]], at: datetime) -> Compared:
    """The treatment and advance directives among the Consents of one inhabitant.

    In whatever order and release of the guide they come; an end is compared with `at`.
    """
    said = sorted((said_in(one, at) for one in consents if is_directive(one)), key=_order)
    about = _by_treatment(said)
    return Compared(
        treatments=tuple(_of(treatment, about[treatment]) for treatment in sorted(about)),
        unplaced=tuple(one for one in said if not one.about),
    )


def contradictions(said: Iterable[Said]) -> list[Contradiction]:
    """Those of these directives, by treatment."""
    about = _by_treatment(sorted(said, key=_order))
    return [
        pair
        for treatment in sorted(about)
        for pair in _contrary(about[treatment])
        if not pair.agreement.knows(pair.will)
    ]


def _by_treatment(said: Iterable[Said]) -> dict[Treatment, list[Said]]:
    about: defaultdict[Treatment, list[Said]] = defaultdict(list)
    for one in said:
        for treatment in one.about:
            about[treatment].append(one)
    return about


def _order(said: Said) -> tuple[float | str, ...]:
    """Newest first, what has no date before all; then by what tells them apart."""
    covered = span_of(said.date)
    newest = -covered[0].timestamp() if covered else float("-inf")
    names = "|".join(sorted(said.names | said.identifiers))
    words = (said.date, said.text, said.decision, said.source, names)
    return (newest, said.address, said.says.name, said.standing.name, *words)


def _of(treatment: Treatment, said: Sequence[Said]) -> OfTreatment:
    agreements = tuple(one for one in said if one.kind is Kind.AGREEMENT)
    wills = tuple(one for one in said if one.kind is Kind.WILL)
    standing = [one for one in agreements if one.holds]
    contrary = _contrary(said)
    return OfTreatment(
        treatment=treatment,
        agreements=agreements,
        wills=wills,
        current=_newest(standing),
        contradictions=tuple(one for one in contrary if not one.agreement.knows(one.will)),
        linked=tuple(one for one in contrary if one.agreement.knows(one.will)),
        differing=_differing(standing),
    )


def _contrary(said: Sequence[Said]) -> list[Contradiction]:
    """Of one treatment, also those that a link explains."""
    wills = [one for one in said if one.kind is Kind.WILL and one.holds]
    if not wills:
        return []
    standing = [one for one in said if one.kind is Kind.AGREEMENT and one.holds]
    return [
        Contradiction(agreement, will)
        for agreement in standing
        for will in wills
        if (agreement.says, will.says) in _CONTRARY
        if not _is_replaced(agreement, will, standing)
    ]


def _newest(agreements: Sequence[Said]) -> tuple[Said, ...]:
    return tuple(
        one for one in agreements if not any(other.is_later_than(one) for other in agreements)
    )


def _is_replaced(agreement: Said, will: Said, standing: Iterable[Said]) -> bool:
    """Whether its own source decided anew since, or agreed anew with this will before it.

    A source that is not told replaces nothing, and neither does "not known": a flag stays rather
    than goes.
    """
    return agreement.source != "" and any(
        one.source == agreement.source
        and one.is_later_than(agreement)
        and (one.says in _DECIDED or one.knows(will))
        for one in standing
    )


def _differing(standing: Sequence[Said]) -> tuple[Said, ...]:
    """Who is not told counts as a source of its own."""
    by_source: defaultdict[str, list[Said]] = defaultdict(list)
    for place, one in enumerate(standing):
        by_source[one.source or str(place)].append(one)
    newest = {id(one) for words in by_source.values() for one in _newest(words)}
    side_by_side = tuple(one for one in standing if id(one) in newest)
    differ = len({(one.says, one.text.casefold()) for one in side_by_side}) > 1
    return side_by_side if differ else ()

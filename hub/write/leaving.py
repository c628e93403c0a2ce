"""What goes out of the facts of an inhabitant whose record moves, and what it brings to another's.

A refusal goes along, in whatever form it was made; a permission opens nothing of another's.
docs/decisions/0080-merges.md
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from consent.category import keys_of
from consent.statement import Statement
from hub.access.facts import StoredFacts

T = TypeVar("T")
_OPENING = frozenset({"active", "proposed"})


@dataclass(frozen=True, slots=True)
class Leaving:
    """What moves of one custodian's: addresses, `Type/id`; of the `kept` categories some stays."""

    custodian: str
    kind: str
    addresses: frozenset[str]
    kept: frozenset[str | None]

    @property
    def consents(self) -> frozenset[str]:
        """The ids of the Consents among them."""
        consents = (one for one in self.addresses if one.startswith("Consent/"))
        return frozenset(one.partition("/")[2] for one in consents)

    @property
    def _said_in(self) -> frozenset[str]:
        return self.consents | self.addresses

    def rest(self, facts: StoredFacts) -> StoredFacts:
        """What stays with who it was kept of."""
        gone, own, said_in = self.addresses, self.custodian, self._said_in
        return replace(
            facts,
            statements=_but(facts.statements, lambda one: one.consent_id in said_in),
            sections=_but(
                facts.sections,
                lambda one: one.custodian == own and one.category not in self.kept,
            ),
            sources=_but(facts.sources, lambda one: one.custodian == own and not self.kept),
            namesakes=_but(facts.namesakes, lambda one: one[1] in gone),
            related=_but(facts.related, lambda one: one.address in gone),
            labelled=_but(facts.labelled, lambda one: one.resource in gone),
            recordings=_but(facts.recordings, lambda one: one.consent_id in self.consents),
            ended=_but(facts.ended, lambda one: one.person.address in gone),
            capacity_words=_but(
                facts.capacity_words,
                lambda one: one.custodian == own and one.said_in in gone,
            ),
            stances=_but(facts.stances, lambda one: one.address in gone),
        )

    def choices(self, facts: StoredFacts, at: datetime) -> Mapping[str, tuple[Statement, ...]]:
        """What goes on of each Consent that moves: what it refuses, and nothing that it permits."""
        listed: dict[str, list[Statement]] = {one: [] for one in self.consents}
        for one in facts.statements:
            if one.consent_id in listed:
                listed[one.consent_id].append(carried(one, at))
        return {name: tuple(said) for name, said in listed.items()}

    def refusals(self, facts: StoredFacts, at: datetime, merge: str) -> tuple[Statement, ...]:
        """One for all that closed the data that moves and stays with who said it.

        It says neither who that was nor against whom: his choice is his own.
        """
        keys, said_in = keys_of(self.custodian, self.kind), self._said_in
        closing = [
            one
            for one in facts.statements
            if one.consent_id not in said_in and one.custodian in keys and refuses(one)
        ]
        if not closing:
            return ()
        purposes = frozenset().union(*(one.purposes for one in closing))
        one = Statement(
            consent_id=f"merge-{merge}",
            version=1,
            permit=False,
            given_at=at,
            custodian=self.custodian,
            purposes=purposes,
            carried_at=at,
        )
        return (one,)


def refuses(one: Statement) -> bool:
    """Whether it closes something, or may: one of Mitz' does so whatever its status."""
    return not one.permit and (one.status == "active" or one.source == "mitz")


def carried(one: Statement, at: datetime) -> Statement:
    """The same in another's record."""
    if one.permit:
        return replace(one, status="inactive") if one.status in _OPENING else one
    return replace(one, carried_at=at)


def is_emptied(said: Collection[Statement]) -> bool:
    """Whether nothing of this Consent holds in another's record, and something did."""
    return any(one.permit and one.status in _OPENING for one in said) and not any(
        not one.permit and one.status in _OPENING for one in said
    )


def _but(listed: Iterable[T], is_gone: Callable[[T], bool]) -> tuple[T, ...]:
    return tuple(one for one in listed if not is_gone(one))

"""A write that moves a record: what of it comes from another inhabitant, and what that brings.

docs/decisions/0080-merges.md
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from msgspec import structs

from consent.capacity import CapacityWord
from consent.related_person import Ended
from consent.statement import Statement
from hub.access.called import Namesake
from hub.access.facts import StoredFacts
from hub.access.merged import Left, Number, Replaced
from hub.access.recording import Recording
from hub.write.draft import Draft
from hub.write.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Back:
    """By this merge, `left`, a source's word comes from who has the hash `prior`.

    With these `numbers` he who gets it is meant from now on.
    """

    left: Left
    prior: bytes
    numbers: frozenset[Number]

    def of(self, one: Left) -> Left | None:
        """What is left of an earlier merge, by which the same went from him; None is nothing."""
        if one.custodian != self.left.custodian:
            return one
        if one.to != self.prior:
            kept = tuple(number for number in one.numbers if number not in self.numbers)
            return replace(one, numbers=kept)
        if not self.left.stayed:
            return None
        return replace(one, numbers=(), closed=False, alone=self.left.stayed)


@dataclass(frozen=True, slots=True)
class Merging:
    """`drafts` are those that move; `choices` what goes on of each moved Consent, by its id.

    Where it `undoes` a merge, by its id, what that took comes back.

    `refusals` are carried along of what does not move itself; `words` on capacity stay as old as
    they are.
    """

    id: str
    at: datetime
    replaced: Replaced
    drafts: frozenset[Draft] = frozenset()
    choices: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    recordings: Mapping[str, Recording] = field(default_factory=dict)
    refusals: tuple[Statement, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    renamed: tuple[str, ...] = ()
    ended: tuple[Ended, ...] = ()
    words: tuple[CapacityWord, ...] = ()
    undoes: str = ""
    back: Back | None = None

    def onto(self, facts: StoredFacts) -> StoredFacts:
        """The survivor's facts with what comes to him."""
        facts = facts.with_namesakes(self.namesakes)
        for custodian in self.renamed:
            facts = facts.with_renamed(custodian)
        replaced = facts.replaced
        if self.replaced.numbers or self.replaced.patient:
            replaced = (*replaced, self.replaced)
        return replace(
            facts,
            left=tuple(self._left(facts)),
            replaced=replaced,
            statements=(*facts.statements, *self.refusals),
            ended=(*facts.ended, *self.ended),
            capacity_words=(*facts.capacity_words, *self.words),
        )

    def _left(self, facts: StoredFacts) -> Iterator[Left]:
        """What of his is another's, without what is his again."""
        for one in facts.left:
            if one.merge == self.undoes:
                continue
            left = one if self.back is None else self.back.of(one)
            if left is not None:
                yield left

    def said_in(self, done: Outcome) -> Outcome:
        """A moved Consent with what goes on of it, written down by whom it was."""
        name, version, at = done.name.id, done.version, done.last_updated
        said = [replace(one, version=version) for one in self.choices.get(name, ())]
        known = self.recordings.get(name, Recording(consent_id=name, version=version, at=at))
        recording = replace(known, version=version)
        return structs.replace(done, choices=said, recording=recording)


def moves(merging: Merging | None, draft: Draft) -> bool:
    """Whether this is in another's record until now."""
    return merging is not None and draft in merging.drafts

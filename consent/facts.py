"""What a decision may use: gathered before it, complete, and never changed by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from consent.asker import Ground
from consent.capacity import Spell
from consent.label import Labelled
from consent.mandate import Mandate
from consent.policy import Policy
from consent.related_person import Ended, RelatedPerson
from consent.section import Section
from consent.source import Source
from consent.statement import Statement

Mitz = Literal["permit", "deny", "unknown"]
"""What Mitz says of one holder's treatment data; unknown is asked, and no decision came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Of one inhabitant; what can't be had is None or absent, and that is never yes.

    `numbered` is whether he is known by a BSN, and not by one custodian's own number alone.
    `sections` are those that hold anything, `sources` those who spoke of him, `related` those who
    may stand for him, `ended` what ended of that; `represented_by` are those who made choices for
    him and stand for him at this moment, as it was vouched for. `labelled` are the resources that
    have a label; `relation` is whether the asker asserted a treatment relation. `capable` is
    whether the inhabitant can decide for himself, `incapable` the spells in which he can't.
    `mandates` are the grounds on which the asker was found to stand for the inhabitant, `mitz` the
    answers of the national register by the holder's URA of eight digits, absent where it is not
    asked. `policy` is what the region agreed.
    """

    whose: str = ""
    numbered: bool = False
    statements: tuple[Statement, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[Source, ...] = ()
    related: tuple[RelatedPerson, ...] = ()
    ended: tuple[Ended, ...] = ()
    represented_by: tuple[Mandate, ...] = ()
    labelled: tuple[Labelled, ...] = ()
    relation: bool = False
    born: date | None = None
    capable: bool | None = None
    incapable: tuple[Spell, ...] = ()
    deceased: bool | None = None
    mandates: frozenset[Ground] = frozenset()
    mitz: Mapping[str, Mitz] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)

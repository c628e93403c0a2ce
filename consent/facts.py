"""What a decision may use: gathered before it, complete, and never changed by it."""

from dataclasses import dataclass
from typing import Literal

from consent.asker import Ground
from consent.section import Section
from consent.source import Source
from consent.statement import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Of one inhabitant; what can't be had is None or absent, and that is never yes.

    `sections` are those that hold anything, `sources` those who spoke of him; `relation` is whether
    the asker asserted a treatment relation. `mandates` are the grounds on which the asker was found
    to stand for the inhabitant, `transfers` the resources (`Type/id`) that a named transfer grants
    him, `mitz` the answer of the national register, `emergency` whether the asker declared one.
    """

    whose: str = ""
    statements: tuple[Statement, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[Source, ...] = ()
    relation: bool = False
    age: int | None = None
    capable: bool | None = None
    deceased: bool | None = None
    mandates: frozenset[Ground] = frozenset()
    transfers: frozenset[str] = frozenset()
    mitz: Literal["permit", "deny"] | None = None
    emergency: bool = False

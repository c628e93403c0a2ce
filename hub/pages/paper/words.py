"""What stands on an inhabitant's paper: words as the screen has them, in his language.

Whoever fills these decides nothing here: what is shown, in which order, was decided for the screen.
"""

from dataclasses import dataclass
from typing import Literal

Language = Literal["nl", "en"]


@dataclass(frozen=True, slots=True)
class Said:
    """One decision. What is empty is printed as not known; a line feed begins a line."""

    about: str
    decision: str
    date: str
    author: str | None
    """None where the screen names the organisation alone."""
    source: str
    notes: tuple[str, ...] = ()
    """Such as that another source says otherwise, or the source's own text."""


@dataclass(frozen=True, slots=True)
class Part:
    """Decisions that belong together; `instead` says in words why there are none, or not all."""

    heading: str
    said: tuple[Said, ...] = ()
    instead: str = ""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the inhabitant wrote himself, under the question that he answered."""

    question: str
    text: str
    date: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """A paper of one inhabitant. No personal number: a paper lies about."""

    language: Language
    name: str
    born: str
    printed: str
    """Date and time in words, such as 29 november 2026, 20.40 uur."""
    parts: tuple[Part, ...]
    own: tuple[OwnWords, ...] = ()
    warnings: tuple[str, ...] = ()
    """Sentences at the top, such as that a source could not be asked."""

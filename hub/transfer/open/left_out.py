"""What candidates are not told of a request and why: for the desk, never for a candidate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from profiles.resource.read import Pair

Why = Literal[
    "not-listed",  # the element is on no list of what may be told
    "code-not-listed",  # its code is on no list
    "rare",  # few have it, and it would single somebody out
    "became-need",  # few have it: what it asks of a place is told in its stead
    "small-cell",  # too few share it
    "not-asked",  # nothing in the request makes it needed
    "not-so",  # its own status says that it is not the case
    "changed-meaning",  # a modifier changes what it says
    "other-subject",  # about somebody else
    "old",  # too long ago
    "unreadable",
]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`record` is a source's own Type/id; `element` is empty where all of it is left out."""

    record: str
    element: str
    why: Why
    code: Pair | None = None


class Ledger:
    """Collects what is left out while an offer is built."""

    def __init__(self) -> None:
        self._found: dict[LeftOut, None] = {}

    def add(
        self, source: Mapping[str, Any], element: str, why: Why, code: Pair | None = None
    ) -> None:
        """Write one down, once."""
        self._found[LeftOut(named(source), element, why, code)] = None

    def rest(self, source: Mapping[str, Any], told: frozenset[str]) -> None:
        """Write down each element that stands in a source beside those of which is told."""
        for element in source:
            if element not in told and element != "resourceType":
                self.add(source, element, "not-listed")

    def __iter__(self) -> Iterator[LeftOut]:
        return iter(self._found)


def named(source: Mapping[str, Any]) -> str:
    """How the source is called where it comes from."""
    return f"{source.get('resourceType', '')}/{source.get('id', '')}"

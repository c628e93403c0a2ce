"""Comma parts, and a chain over several types: one of them holds.

https://hl7.org/fhir/R4/search.html#combining
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.search.arguments import Arguments, Filter


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these holds."""

    filters: tuple[Filter, ...]

    def sql(self, alias: str, arguments: Arguments) -> str:
        """OR."""
        return "(" + " OR ".join(each.sql(alias, arguments) for each in self.filters) + ")"


def any_of(filters: Sequence[Filter]) -> Filter:
    """One of these; a single one stays itself."""
    return filters[0] if len(filters) == 1 else AnyOf(tuple(filters))

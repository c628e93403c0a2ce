"""What no index answers: asked of the opened body, of what the asker may see and of no other.

docs/decisions/0059-what-is-found-by-opening.md
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from hub.search.arguments import Arguments, Filter
from profiles.search.extract import looked_at, shown_by

Test = Callable[[Any], bool]
"""Whether one value that a resource shows is what is asked."""
Show = Callable[[dict[str, Any]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A resource of this type shows a value so; negated: shows none so.

    What it is `narrowed` by the index knows: a row that does not match that can't match this.
    """

    type: str
    parameter: str
    tests: tuple[Test, ...]
    negated: bool = False
    narrowed: Filter | None = None
    show: Show | None = None

    @property
    def looked_at(self) -> frozenset[str]:
        """The elements of a resource that tell whether it is one."""
        return looked_at(self.type, self.parameter)

    def holds(self, resource: dict[str, Any]) -> bool:
        """Whether this resource is one, by those elements at least."""
        show = self.show or shown_by(self.type, self.parameter)
        for value in show(resource):
            for test in self.tests:
                if test(value):
                    return not self.negated
        return self.negated

    def sql(self, _alias: str, _arguments: Arguments) -> str:
        """Not before it was opened: `Listed` takes its place."""
        raise TypeError(f"{self.parameter} is asked of opened bodies")


@dataclass(frozen=True, slots=True)
class Listed:
    """The row is one of these words."""

    rows: tuple[tuple[UUID, str], ...]

    def sql(self, alias: str, arguments: Arguments) -> str:
        """Equality with one of the names, and of a shared type with whose word it is."""
        names = arguments.add([name for name, _ in self.rows], "uuid[]")
        words = arguments.add([said_by for _, said_by in self.rows], "text[]")
        return f"({alias}.rid, {alias}.said_by) IN (SELECT * FROM unnest({names}, {words}))"

"""What an expression may see besides its own element."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# What all invariants of one resource may cost together, in items looked at beyond the first few.
WORK = 2_000_000


class NotEvaluated(Exception):
    """The expression has no answer here: wrong types, or more work than is allowed."""


def _nowhere(_reference: str) -> Mapping[str, Any] | None:
    return None


def _unknown(_value_set: str, _system: str | None, _code: str) -> bool | None:
    return None


def _untold(_value: Any, _profile: str) -> bool | None:
    return None


def _unread(_div: str) -> bool | None:
    return None


@dataclass(slots=True)
class Environment:
    """One for all invariants of a resource: `root` is the container of a contained resource.

    `resolve` gets each reference as it is written, `#id` too; `member`, `conforms` and `html`
    answer None where a value set, a profile or a narrative can not be told. Values carry their
    types where it is `exact`; `as` is of one item where it is `strict`.
    https://hl7.org/fhir/R4/fhirpath.html#variables
    """

    resource: Any
    root: Any = None
    resolve: Callable[[str], Mapping[str, Any] | None] = _nowhere
    member: Callable[[str, str | None, str], bool | None] = _unknown
    conforms: Callable[[Any, str], bool | None] = _untold
    html: Callable[[str], bool | None] = _unread
    left: int = WORK
    context: Any = None
    exact: bool = False
    strict: bool = False
    index: int = 0
    total: Sequence[Any] = ()
    moment: datetime | None = None

    def now(self) -> datetime:
        """The same throughout: https://hl7.org/fhirpath/N1/#current-date-and-time-functions."""
        if self.moment is None:
            self.moment = datetime.now(UTC)
        return self.moment

    def spend(self, work: int) -> None:
        """Count work, so that no expression and no resource can hang who judges."""
        self.left -= work
        if self.left < 0:
            raise NotEvaluated

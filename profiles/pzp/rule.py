"""A rule that definitions can't say: its number, where it comes from, and how it is judged."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from profiles.issue import Severity
from profiles.resource.surroundings import Resource, Surroundings


class Finding(NamedTuple):
    """Where a rule is broken, as FHIRPath from the resource, and what is to be done."""

    expression: str
    text: str


# Nothing wrong is nothing, so that the good case allocates nothing.
Findings = Iterable[Finding] | None
RuleCheck = Callable[[Resource, Surroundings], Findings]
Condition = Callable[[Resource], object]


@dataclass(frozen=True, slots=True)
class Rule:
    """One numbered rule; `about` tells which resources of its types it is a rule for.

    `source` is the definition or the paragraph that asks for it. A condition that rules share is
    judged once for all of them.
    """

    number: str
    source: str
    severity: Severity
    types: tuple[str, ...]
    what: str
    check: RuleCheck
    about: Condition | None = None

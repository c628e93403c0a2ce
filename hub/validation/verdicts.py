"""What is found against a resource by profiles, our rules and the policy, off the event loop."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consent.asker import Provider
from consent.section import INHABITANT
from hub.access.caller import custodian_of
from hub.security.errand import Errand
from hub.validation.asked import findings
from hub.validation.findings import Weighed, weighed
from hub.validation.line import LARGE, MOST_AT_ONCE, SMALL, Judging, Line, Said
from hub.validation.policy import Policy
from hub.validation.releases import ALL, untaken
from profiles.issue import Issue
from profiles.validator import Validator

House = Callable[[dict[str, Any], datetime], Iterable[Issue]]


@dataclass(frozen=True, slots=True)
class Sent:
    """What is judged: the resource, the errand on which it would be written, and its bytes."""

    resource: dict[str, Any]
    errand: Errand
    bytes: int

    @property
    def source(self) -> str:
        """The URA, eight digits, of who would write it; a person's choice is the inhabitant's."""
        if not isinstance(self.errand.asker, Provider):
            return INHABITANT
        return custodian_of(self.errand)

    @property
    def now(self) -> datetime:
        """When it would be written."""
        return self.errand.now


@dataclass(frozen=True, slots=True)
class Verdicts:
    """`validator` is the event loop's own; large bodies go into the line for another.

    So do all but the smallest, in a line of their own, where others wait for the loop. `takes` are
    the releases of the national guide that the region takes.
    """

    validator: Validator
    large: Line
    policy: Policy
    others_wait: Callable[[], bool] = lambda: False
    takes: frozenset[str] = ALL
    small: Line = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "small", Line(self.large.aside, MOST_AT_ONCE))

    async def of_write(self, sent: Sent, house: House) -> Weighed:
        """Every fault of the resource, a Bundle's entries included, by the policy for its source.

        Raises:
            Unavailable: it came in a large request, and too many of those wait.
        """

        def work(validator: Validator) -> Weighed:
            issues = [
                *untaken(sent.resource, self.takes),
                *house(sent.resource, sent.now),
                *validator.validate(sent.resource),
            ]
            return weighed(self.policy, sent.source, sent.resource, issues)

        return await self._judged(sent.bytes, work)

    async def of_question(self, sent: Sent, profile: str) -> list[Issue]:
        """What a write of this would be told, or what this profile says of it.

        Raises:
            Unavailable: as above.
        """

        def work(validator: Validator) -> list[Issue]:
            found = findings(validator, self.policy, sent.source, sent.resource, sent.now, profile)
            return found if profile else [*untaken(sent.resource, self.takes), *found]

        return await self._judged(sent.bytes, work)

    async def _judged(self, size: int, work: Judging[Said]) -> Said:
        """At once, or beside the event loop."""
        if size > LARGE:
            return await self.large.judge(work)
        if size > SMALL and self.others_wait() and not self.large.waiting:
            return await self.small.judge(work)
        return work(self.validator)

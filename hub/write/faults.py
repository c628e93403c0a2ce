"""Everything that stands in the way of one request, so that its sender mends it all at once."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hub.errors import (
    Fault,
    FhirError,
    Forbidden,
    PreconditionFailed,
    PreconditionRequired,
    Unavailable,
    VersionConflict,
)
from hub.write.draft import Draft
from profiles.issue import told_once

_PASSING = (VersionConflict, PreconditionFailed, PreconditionRequired)
"""What may be otherwise once the sender has read again; all else is for him to mend."""
UNSOUND = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    msgspec.MsgspecError,
)
"""What may come of looking on into a body that is known to be unsound."""


@dataclass(slots=True)
class Faults:
    """The refusals so far; the `unnamed` drafts are about nothing that could be looked at."""

    refusals: list[FhirError] = field(default_factory=list)
    unnamed: set[Draft] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.refusals)

    def copy(self) -> "Faults":
        """The same, to go on from at one more try."""
        return Faults([*self.refusals], {*self.unnamed})

    def around(self, drafts: Iterable[Draft]) -> "Faults":
        """The same, nothing of the drafts looked at in which a fault is known."""
        faulty = {draft for draft in drafts if self.tell_of(draft)}
        return Faults([*self.refusals], self.unnamed | faulty)

    def tell_of(self, draft: Draft) -> bool:
        """Whether a fault is known in it."""
        return any(
            issue.expression.startswith(draft.expression)
            for one in self.refusals
            for issue in one.issues
        )

    def tell_within(self, expression: str) -> bool:
        """Whether an error is known of a part of what stands there."""
        return any(
            issue.severity == "error" and issue.expression.startswith(f"{expression}[")
            for one in self.refusals
            for issue in one.issues
        )

    def add(self, refusal: FhirError) -> None:
        """One more; what is no fault of the request itself stops all at once."""
        if isinstance(refusal, Fault | Unavailable):
            raise refusal
        self.refusals.append(refusal)

    def judge(self, check: Callable[..., object], *about: Any, **more: Any) -> None:
        """Let one check speak; what it refuses is one more."""
        try:
            check(*about, **more)
        except FhirError as refusal:
            self.add(refusal)

    def of_nothing(self, draft: Draft, refusal: FhirError) -> None:
        """One more, behind which nothing of this draft can be looked at."""
        self.add(refusal)
        self.unnamed.add(draft)

    def refuse(self) -> None:
        """Raise all of them as one refusal, where there are any."""
        if self.refusals:
            raise joined(self.refusals)


def joined(refusals: Sequence[FhirError]) -> FhirError:
    """One refusal with the issues of all: what may not be done first, then what is to be mended.

    A status that says `try again` would lie while something is to be mended.
    https://hl7.org/fhir/R4/http.html#rejecting-updates
    """
    first = min(refusals, key=_order)
    if len(refusals) > 1:
        first.issues = tuple(told_once(issue for one in refusals for issue in one.issues))
        first.rule = " ".join(dict.fromkeys(rule for one in refusals for rule in one.rule.split()))
    return first


def _order(refusal: FhirError) -> int:
    if isinstance(refusal, Forbidden):
        return 0
    return 2 if isinstance(refusal, _PASSING) else 1


def is_enough(refusals: Collection[FhirError]) -> bool:
    """Whether the store is not asked what else is wrong.

    Of what he may not write at all nobody is told what is here, and what was not judged to the end
    is not looked into.
    """
    fatal = any(issue.severity == "fatal" for one in refusals for issue in one.issues)
    return fatal or any(isinstance(one, Forbidden) for one in refusals)

"""By what a case presses, of its Task and its request as each stands, kept from look to look.

Nothing of a person is in it but a moment. Whether it is open is decided at each look.
docs/decisions/0094-pages-of-the-transfer-point.md
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from hub.storage.binding import Columns
from hub.storage.sealing import Keyring
from hub.storage.stored import require_current, unseal
from hub.transfer.case import Case
from hub.transfer.lead import case_of_lead
from hub.transfer.next_step import NextStep, next_step
from hub.transfer.reading import offer_of
from hub.transfer.refused import Refused
from hub.transfer.terms import Term, first_term
from hub.transfer.urgency import is_urgent

MOST = 20_000


class Weight(NamedTuple):
    """What one version says; `is_sound` is whether it can be read as what it is there for."""

    is_sound: bool = True
    is_urgent: bool = False
    ready_at: datetime | None = None
    admitted_at: datetime | None = None
    abort_asked: str | None = None
    is_waiting_for_information: bool = False


class Led(NamedTuple):
    """A case, what is to be done in it, and until when; whoever it is about."""

    case: Case
    step: NextStep | None
    term: Term | None


@dataclass(slots=True)
class Weights:
    """Of the versions, and of the cases, that were looked at last: `MOST` at most."""

    held: OrderedDict[tuple[UUID, int], Weight] = field(default_factory=OrderedDict)
    led: OrderedDict[UUID, tuple[Hashable, Led]] = field(default_factory=OrderedDict)

    def has(self, row: Columns) -> bool:
        """Whether that of the version for which this current row stands is held."""
        return (row["rid"], row["version"]) in self.held

    def of(self, row: Columns, keyring: Keyring, read: Callable[[Any], Weight]) -> Weight:
        """That of a current row, which is opened once; a version never changes.

        Raises:
            Damaged: it was changed outside the hub.
        """
        require_current(row, keyring)
        key = (row["rid"], row["version"])
        found = self.held.get(key)
        if found is None:
            found = self.held[key] = read(msgspec.json.decode(unseal(row, keyring).body))
            if len(self.held) > MOST:
                self.held.popitem(last=False)
        else:
            self.held.move_to_end(key)
        return found

    def case(self, name: UUID, by: Hashable, made: Callable[[], Case]) -> Led:
        """The case that this Task leads; made again where anything of it is otherwise than `by`."""
        before = self.led.get(name)
        if before is not None and before[0] == by:
            self.led.move_to_end(name)
            return before[1]
        case = made()
        found = Led(case, next_step(case), first_term(case))
        self.led[name] = by, found
        if len(self.led) > MOST:
            self.led.popitem(last=False)
        return found


def of_lead(task: Mapping[str, Any]) -> Weight:
    """By the Task that leads a case."""
    try:
        case = case_of_lead(task, "", "", {})
    except Refused:
        return Weight(is_sound=False, is_urgent=is_urgent(task))
    ready = case.circumstances.ready_at
    return Weight(is_urgent=is_urgent(task), ready_at=ready, admitted_at=case.admitted_at)


def of_offer(task: Mapping[str, Any]) -> Weight:
    """By an offer: whether something is asked in it, or it is to be called off."""
    try:
        offer = offer_of(task, 1, was_chosen=False)
    except Refused:
        return Weight(is_sound=False)
    waits = offer.is_waiting_for_information
    return Weight(abort_asked=offer.abort_asked, is_waiting_for_information=waits)


def of_request(request: Mapping[str, Any]) -> Weight:
    """By what is asked."""
    return Weight(is_urgent=is_urgent(request))

"""Tells what the lanes do: lines for who looks on, a trace, the hub's silence for the table."""

import contextlib
import sqlite3
import time
from dataclasses import dataclass, field

from adapters.core.dispatch import Verdict
from adapters.core.intake import Intake
from adapters.core.outbox import Outbox
from adapters.core.progress import Progress
from adapters.core.standing import standing_of
from adapters.core.trace import Trace

_SAYS_AGAIN = 600.0  # seconds


@dataclass(slots=True)
class Reporter:
    """What all runs of an adapter tell; of records that become several parcels, a Route does."""

    outbox: Outbox
    progress: Progress
    trace: Trace = field(default_factory=Trace)
    intake: Intake | None = None
    _said: dict[str, float] = field(default_factory=dict)

    def were_judged(self, verdicts: list[Verdict]) -> None:
        """These are on disk; the hub is not silent."""
        self._said.clear()
        for one in verdicts:
            parcel = one.leaving.parcel
            step = "pushed" if one.outcome is None else "refused"
            self.trace.step(step, parcel.label, parcel.lane, one.status)
            if one.leaving.record is not None:
                continue
            if one.outcome is None:
                self.progress.was_pushed(parcel.label, parcel.notes)
            else:
                self.progress.was_rejected(parcel.label, f"refused with {one.status}")

    def waits(self, label: str, why: str) -> None:
        """This one could not be brought; the hub is silent since the first that could not."""
        self.trace.step("waits", label)
        if self._is_new(why):
            self.progress.is_waiting(label, why)

    def stands_still(self, why: str) -> None:
        """Nothing can be brought, or nothing taken."""
        self.trace.step("stands still", "")
        if self._is_new(why):
            self.progress.stands_still(why)

    def fell_silent(self) -> None:
        """The hub gave no answer."""
        # Where nothing can be written now, it is written at the next silence.
        with contextlib.suppress(sqlite3.OperationalError):
            if self.outbox.fact("silent since") is None:
                self.outbox.keep("silent since", time.time())

    def measure(self) -> None:
        """The numbers as they are now, for Prometheus."""
        if self.intake is not None:
            try:
                self.intake.write(standing_of(self.outbox))
            except OSError as error:
                self.stands_still(f"the file of measures is not written: {type(error).__name__}")

    def _is_new(self, why: str) -> bool:
        """What goes on for hours is said now and then."""
        now = time.monotonic()
        if now - self._said.get(why, -_SAYS_AGAIN) < _SAYS_AGAIN:
            return False
        self._said[why] = now
        return True

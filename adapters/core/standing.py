"""How it stands with what a source brings: counts and times, of nobody."""

import time
from dataclasses import dataclass

from adapters.core.outbox import Outbox

_PARCELS = "SELECT count(*), min(taken) FROM parcel WHERE record IS NULL AND state = ?"
_RECORDS = "SELECT count(*), min(taken) FROM record WHERE state IN (?, ?)"


@dataclass(frozen=True, slots=True)
class Standing:
    """Numbers since the state was made; moments are seconds since 1970, None where never."""

    taken: int
    pushed: int
    waiting: int
    rejected: int
    not_taken: int
    oldest: float | None
    last_push: float | None
    silent_since: float | None


def standing_of(outbox: Outbox) -> Standing:
    """As it is now."""
    waiting, oldest = _counted(outbox, "waiting", "mapped")
    rejected, _ = _counted(outbox, "refused", "refused")
    return Standing(
        taken=int(outbox.fact("taken") or 0),
        pushed=int(outbox.fact("pushed") or 0),
        waiting=waiting,
        rejected=rejected,
        not_taken=outbox.database.execute("SELECT count(*) FROM untaken").fetchone()[0],
        oldest=oldest,
        last_push=outbox.fact("last push"),
        silent_since=outbox.fact("silent since"),
    )


def seconds_since(moment: float | None) -> float | None:
    """Never less than none, for a clock may be put back."""
    return None if moment is None else max(0.0, time.time() - moment)


def _counted(outbox: Outbox, state: str, other: str) -> tuple[int, float | None]:
    parcels, first = outbox.database.execute(_PARCELS, (state,)).fetchone()
    records, earliest = outbox.database.execute(_RECORDS, (state, other)).fetchone()
    moments = [moment for moment in (first, earliest) if moment is not None]
    return parcels + records, min(moments, default=None)

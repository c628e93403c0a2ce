"""What the hub and its commands leave behind of themselves, by nobody's call."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import structs

from hub.ledger.record import NOTHING, Ground, Record, rules_of
from hub.security.request_id import request_id_of
from hub.storage.pen import Pen
from hub.version import VERSION

START, STOP, CONFIGURATION = "start", "stop", "configuration"
VERIFY, EXPORT, EXPIRE, PROBE, REVIEW = "verify", "export", "expire", "probe", "review"
NOTICE, SUBSCRIPTION, EXPLAIN = "notice", "subscription", "explain"
DEADLINE = "deadline"
OWN = frozenset(
    {START, STOP, CONFIGURATION, VERIFY, EXPORT, EXPIRE, PROBE, REVIEW}
    | {NOTICE, SUBSCRIPTION, EXPLAIN, DEADLINE}
)
OK, FAULTY = 200, 500


def started(now: datetime, keys: Mapping[str, str]) -> Record:
    """A process begins to serve, by these keys: their numbers and names."""
    return _own(START, now, {"version": VERSION, **keys})


def stopped(now: datetime, pens: Iterable[Pen]) -> Record:
    """It ends: of each of its writers the last row, so that none behind can be cut off unseen."""
    return _own(STOP, now, {"lasts": {str(pen.writer): pen.last for pen in pens}})


def changed(now: datetime, change: Mapping[str, object]) -> Record:
    """A register was changed, or the database migrated."""
    return _own(CONFIGURATION, now, dict(change))


def verified(now: datetime, role: str, faults: int) -> Record:
    """Somebody had the ledger verified, as this role of the database."""
    return _own(VERIFY, now, {"role": role, "faults": faults}, FAULTY if faults else OK)


def exported(now: datetime, role: str, since: str | None, before: str | None) -> Record:
    """Somebody reads all of the ledger, or what it says of some time."""
    return _own(EXPORT, now, {"role": role, "since": since or "", "before": before or ""})


def expired(now: datetime, removed: Mapping[str, object]) -> Record:
    """A month was removed, its time being over."""
    return _own(EXPIRE, now, dict(removed))


def reviewed(now: datetime, pat: UUID, outcome: Mapping[str, object]) -> Record:
    """Somebody closed a task about this inhabitant."""
    return structs.replace(_own(REVIEW, now, dict(outcome)), pat=pat)


def explained(
    now: datetime, pat: UUID | None, grounds: Sequence[Ground], asked: Mapping[str, object]
) -> Record:
    """Who runs the hub looked why this inhabitant's sections are open or closed to somebody."""
    rules = rules_of(grounds)
    row = _own(EXPLAIN, now, dict(asked))
    return structs.replace(row, pat=pat, rule=rules, grounds=grounds, type="Patient")


def noticed(
    now: datetime, request_id: str, pat: UUID | None, detail: Mapping[str, object]
) -> Record:
    """Mitz told of choices of this inhabitant; of None the hub keeps nothing."""
    row = _own(NOTICE, now, dict(detail))
    return structs.replace(row, pat=pat, request_id=request_id)


def subscribed(now: datetime, pat: UUID, detail: Mapping[str, object], status: int = OK) -> Record:
    """Mitz was asked to tell of choices of this inhabitant."""
    return structs.replace(_own(SUBSCRIPTION, now, dict(detail), status), pat=pat)


def probe(now: datetime) -> Record:
    """Whether a row can be written."""
    return _own(PROBE, now, {})


def passed(now: datetime, pat: UUID, entities: Sequence[str]) -> Record:
    """A term that somebody was given is over: what became of these by it."""
    row = _own(DEADLINE, now, {})
    return structs.replace(row, pat=pat, type="Task", found=1, entities=tuple(entities))


def _own(interaction: str, now: datetime, detail: dict[str, object], status: int = OK) -> Record:
    return Record(
        at=now,
        request_id=request_id_of(None),
        interaction=interaction,
        status=status,
        rule=NOTHING,
        detail=detail,
    )

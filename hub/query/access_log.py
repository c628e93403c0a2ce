"""Who looked at a person's record: told to him, and to who may read for him.

Wabvpz article 15e: https://wetten.overheid.nl/BWBR0023864
docs/decisions/0039-choices-in-words.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from consent.choices.catalogue import Language
from hub.access.access import Access, Whose
from hub.access.own import not_yours, own_dossier
from hub.ledger.record import Record
from hub.ledger.search import AskedAbout, entries_about
from hub.query.log_line import LogLine, lines
from hub.security.errand import Errand
from hub.storage.own_id import names_meant

NAME = "$access-log"
MOST = 2_000
"""Rows of the ledger that one answer is made of; who wants more asks for the days before."""
_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day to the last, in Amsterdam, both included; None is without a bound."""

    first: date | None = None
    last: date | None = None

    @property
    def since(self) -> datetime | None:
        """The first moment."""
        return _midnight(self.first)

    @property
    def before(self) -> datetime | None:
        """The moment at which it is over."""
        return _midnight(self.last + _DAY) if self.last and self.last < date.max else None


@dataclass(frozen=True, slots=True)
class AccessLog:
    """The newest first; of days before `complete_since` not all is here, None where all is.

    `damaged` is how many rows can't be shown, for they were changed outside the hub.
    """

    lines: Sequence[LogLine]
    days: Days
    complete_since: date | None
    damaged: int


async def access_log(
    access: Access,
    errand: Errand,
    days: Days,
    *,
    patient: str | None = None,
    language: Language = "nl",
) -> AccessLog:
    """All that was done about him in these days, refusals and emergencies too.

    Whose it is comes from the token; `patient`, the id of a Patient, has to be his. That he looked
    is a row of its own.

    Raises:
        Unauthenticated, Forbidden: he is not sure enough, may not see it, or it is another's.
    """
    async with access.database.transaction() as connection:
        dossier = await own_dossier(access, connection, errand)
        if patient is not None:
            names = tuple(names_meant(access.keyring, None, "Patient", patient))
            if dossier.patient not in names:
                other = await access.gather(connection, errand, Whose("patient", names))
                raise not_yours("S-NOT-ENTITLED", other)
        asked = AskedAbout(dossier.reach.pat, days.since, days.before, MOST + 1)
        found = await entries_about(connection, access.ledger, asked)
        entries = found.entries[:MOST]
        told = lines(entries, language, named=access.policy.staff_named)
        await access.ledger.append(connection, [_record(errand, dossier.reach.pat, len(entries))])
    is_all = len(found.entries) + found.damaged <= MOST
    oldest = min((one.day for one in told), default=None)
    since = None if is_all or oldest is None else oldest + _DAY
    return AccessLog(told, days, since, found.damaged)


def _record(errand: Errand, pat: UUID, found: int) -> Record:
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="operation",
        status=200,
        rule="S-OWN-LOG",
        errand=errand,
        pat=pat,
        type="AuditEvent",
        found=found,
        detail={"operation": NAME},
    )


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), _AMSTERDAM) if day else None

"""Codes on papers, each kept sealed in the database under the digest of its secret.

docs/decisions/0051-paper-and-its-ticket.md
"""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec

from consent.asker import Professional, Provider
from hub.access.access import NOBODY, Access, Whose
from hub.access.caller import require_caller
from hub.access.consultation import Consultation
from hub.access.dossier import Dossier
from hub.access.number import number_of
from hub.access.own import not_yours, own_dossier
from hub.errors import Damaged, Forbidden
from hub.ledger.append import Ledger
from hub.ledger.record import NOTHING, Record, rules_of
from hub.ledger.search import AskedAbout, entries_about
from hub.security.errand import Errand
from hub.security.ticket import (
    Opened,
    Outcome,
    Paper,
    Printed,
    PrintedBy,
    Revoked,
    Scanned,
    Unknown,
    as_given,
    require_lasting,
)
from hub.storage import handles
from hub.storage.database import Connection
from hub.storage.handles import Handle, Kind, NewHandle
from hub.storage.pseudonym import inhabitant
from hub.storage.sealing import Keyring, SealBroken
from profiles.identifiers import BSN

_LOG = logging.getLogger("hub.access")
LIVES = timedelta(days=3653)
"""So long a paper leads somewhere; whoever finds a paper that is older asks for a new one."""
PRINT, SCAN, REVOKE = "print", "scan", "ticket-ended"
TICKET: Kind = "ticket"
SCANNED, OPENED, REVOKED, UNKNOWN = "scanned", "ticket-opened", "ticket-revoked", "ticket-unknown"
_OK, _GONE, _ABSENT = 200, 410, 404
_MOST_PAPERS, _MOST_ROWS = 200, 2_000


@dataclass(frozen=True, slots=True)
class StoredTickets:
    """`hub.security.ticket.Tickets` on one database."""

    access: Access

    async def give(
        self, errand: Errand, secret: str, version: str, whose: BSN | UUID | None = None
    ) -> None:
        """It leads to its plan from now on; to a professional something of it has to be open.

        Raises:
            Unauthenticated, Forbidden: this record is not his to print, or in an emergency alone.
        """
        require_lasting(errand)
        dossier, by = await self._printable(errand, whose), PrintedBy.of(errand)
        if by is None:
            raise Forbidden("a person prints, and no system", rule="S-NOT-ENTITLED")
        pat = dossier.reach.pat
        printed = Printed(whose=pat, by=by, at=errand.now, version=version)
        new = NewHandle(
            kind="ticket",
            content=msgspec.json.encode(printed),
            until=errand.now + LIVES,
            subject=pat,
        )
        grounds = tuple(dict.fromkeys(dossier.reach.grounds.values()))
        row = _row(errand, PRINT, pat, named(secret))
        rule = rules_of(grounds)
        row = msgspec.structs.replace(row, rule=rule, grounds=grounds)
        async with self.access.database.transaction() as connection:
            await handles.give(connection, self.access.keyring, new, errand.now, secret)
            await self.access.ledger.append(connection, [row])

    async def scan(self, secret: str, scanned: Scanned) -> None:
        """A row of each, and the same work for all: what is no code has nobody's."""
        handle = await self._look(secret)
        whose = handle.subject if handle and handle.holds(scanned.at) else None
        await self.access.ledger.write(
            Record(
                at=scanned.at,
                request_id=scanned.request_id,
                interaction=SCAN,
                status=_OK if whose else _ABSENT,
                rule=SCANNED if whose else UNKNOWN,
                address=scanned.address,
                pat=whose,
                detail={TICKET: named(secret)} if whose else {},
            )
        )

    async def open_by(self, secret: str, errand: Errand) -> Outcome:
        """What it stands for: who may see what of it is decided where it is shown.

        Raises:
            Unauthenticated, Forbidden: whoever it is about, he may not ask; it is no professional.
        """
        require_caller(errand)
        if not isinstance(errand.asker, Professional):
            raise Forbidden("a professional opens it, and nobody else", rule="S-NOT-ENTITLED")
        handle = await self._look(secret)
        if handle is None or not handle.holds(errand.now):
            await self.access.ledger.write(_row(errand, TICKET, None, "", _ABSENT, UNKNOWN))
            return Unknown()
        printed = msgspec.json.decode(handle.content, type=Printed)
        said = printed.whose, named(secret)
        if printed.revoked is None:
            bsn = await self._number(errand, printed.whose)
            await self.access.ledger.write(_row(errand, TICKET, *said, _OK, OPENED))
            return Opened(printed.whose, bsn, printed.at, printed.version)
        # Who is let in by nobody is not told what somebody did about his papers.
        dossier = await self._decided(errand, printed.whose)
        await self.access.ledger.write(_row(errand, TICKET, *said, _GONE, REVOKED))
        return Revoked() if _is_open(dossier) else Unknown()

    async def list_of(self, errand: Errand, whose: BSN | UUID | None = None) -> list[Paper]:
        """His papers, newest first; a professional gets those that he printed himself.

        He gets none of whom nothing is open to him any more: how often one was scanned since, and
        that it was ended, is told to who is let in.

        Raises:
            Unauthenticated, Forbidden: they are not his to see.
        """
        pat, mine = await self._whose(errand, whose), PrintedBy.of(errand)
        if pat is None:
            return []
        async with self.access.database.transaction() as connection:
            keyring = self.access.keyring
            found = await handles.of_subject(connection, keyring, pat, TICKET, _MOST_PAPERS)
            scans, is_all = await _scans(connection, self.access.ledger, pat)
        papers = [
            Paper(one.name.hex(), printed, scans[one.name.hex()], is_all)
            for one in found
            if one.holds(errand.now)
            for printed in [msgspec.json.decode(one.content, type=Printed)]
        ]
        if isinstance(errand.asker, Provider):
            return [one for one in papers if one.printed.by.is_same(mine)]
        return papers

    async def revoke(self, errand: Errand, name: str, whose: BSN | UUID | None = None) -> bool:
        """Make it worthless; false where there is none of this name that is his to end.

        Raises:
            Unauthenticated, Forbidden: as `list_of`.
        """
        pat, is_provider = await self._whose(errand, whose), isinstance(errand.asker, Provider)
        async with self.access.database.transaction() as connection:
            keyring = self.access.keyring
            handle = await _of_name(connection, keyring, name)
            if handle is None or not handle.holds(errand.now):
                return False
            printed = msgspec.json.decode(handle.content, type=Printed)
            if printed.whose != pat:
                return False
            if is_provider and not printed.by.is_same(PrintedBy.of(errand)):
                return False
            if printed.revoked is None:
                ended = msgspec.structs.replace(printed, revoked=errand.now)
                await handles.change(connection, keyring, handle, msgspec.json.encode(ended))
                row = _row(errand, REVOKE, printed.whose, name, _OK, REVOKE)
                await self.access.ledger.append(connection, [row])
        return True

    async def _look(self, secret: str) -> Handle | None:
        """What it stands for; None of one changed outside the hub."""
        try:
            async with self.access.database.connection() as connection:
                keyring = self.access.keyring
                return await handles.look(connection, keyring, TICKET, as_given(secret))
        except SealBroken:
            _LOG.error("a ticket was changed outside the hub")
            return None

    async def _whose(self, errand: Errand, whose: BSN | UUID | None) -> UUID | None:
        """Of whom he asks: a person of whom his session is, a professional of whom he says.

        None where nothing of him is open to that professional.
        """
        if isinstance(errand.asker, Provider):
            require_caller(errand)
            if whose is None:
                raise Forbidden("say whose papers", rule="S-NOT-ENTITLED")
            dossier = await self._decided(errand, self._pat(whose))
            return dossier.reach.pat if _is_open(dossier) else None
        async with self.access.database.transaction() as connection:
            return (await own_dossier(self.access, connection, errand)).reach.pat

    def _pat(self, whose: BSN | UUID) -> UUID:
        """As the hub names him."""
        return inhabitant(self.access.keyring, whose).pat if isinstance(whose, BSN) else whose

    async def _printable(self, errand: Errand, whose: BSN | UUID | None) -> Dossier:
        """The record, where there is one and something of it is open."""
        if isinstance(errand.asker, Provider):
            require_caller(errand)
            dossier = await self._decided(errand, self._pat(whose or NOBODY))
        else:
            async with self.access.database.transaction() as connection:
                dossier = await own_dossier(self.access, connection, errand)
        if dossier.patient is None or not _is_open(dossier):
            raise not_yours("S-NOT-ENTITLED", dossier)
        return dossier

    async def _number(self, errand: Errand, whose: UUID) -> BSN:
        """The number of the record, as who asks by number would have typed it."""
        async with self.access.database.transaction() as connection:
            dossier = await self.access.gather(connection, errand, Whose("pat", (whose,)))
        bsn = await number_of(self.access, dossier)
        if bsn is None:
            raise Damaged("this record has no number that can be read")
        return bsn

    async def _decided(self, errand: Errand, whose: UUID) -> Dossier:
        """The record as it is open to a professional at this moment, by Mitz too."""
        return await Consultation(self.access, errand).decided(Whose("pat", (whose,)))


def named(secret: str) -> str:
    """As which it may be spoken of: it opens nothing."""
    return handles.digest(as_given(secret)).hex()


def _is_open(dossier: Dossier) -> bool:
    return bool(dossier.reach.sections or dossier.reach.opened)


async def _of_name(connection: Connection, keyring: Keyring, name: str) -> Handle | None:
    try:
        return await handles.of_name(connection, keyring, TICKET, bytes.fromhex(name))
    except ValueError:
        return None
    except SealBroken:
        _LOG.error("a ticket was changed outside the hub")
        return None


async def _scans(connection: Connection, ledger: Ledger, pat: UUID) -> tuple[Counter[str], bool]:
    """How often each was scanned, as the newest rows about him say; whether these are all."""
    asked = AskedAbout(pat, None, None, _MOST_ROWS)
    found = await entries_about(connection, ledger, asked)
    scans = Counter(
        str(one.record.detail.get(TICKET))
        for one in found.entries
        if one.record.interaction == SCAN
    )
    return scans, len(found.entries) + found.damaged < _MOST_ROWS


def _row(
    errand: Errand,
    interaction: str,
    pat: UUID | None,
    name: str,
    status: int = _OK,
    rule: str = NOTHING,
) -> Record:
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction=interaction,
        status=status,
        rule=rule,
        errand=errand,
        pat=pat,
        detail={TICKET: name} if name else {},
    )

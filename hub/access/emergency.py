"""Emergency access: declared by a person about one inhabitant, for an hour, and looked at after.

docs/decisions/0030-emergency-access.md
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from consent.asker import Professional
from consent.declaration import Declaration
from consent.obligation import obligations_of
from consent.statement import EMERGENCY
from hub.errors import Forbidden, TooManyRequests
from hub.ledger.append import Ledger
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.security.granted import INSUFFICIENT
from hub.storage.database import Connection, Lock
from hub.storage.sealing import Keyring
from hub.storage.task import MESSAGES, Kind, NewTask
from hub.storage.tasks import declared_before, declared_since, opened

LASTS = timedelta(minutes=60)
REVIEW_WITHIN = timedelta(hours=72)
PERIOD = timedelta(hours=1)
MOST_REMEMBERED = 10_000
KINDS: tuple[Kind, ...] = ("emergency", *MESSAGES)
"""Of each use one to review, and two messages."""
_NOTHING = Declaration(code="", words="")


@dataclass(frozen=True, slots=True)
class Most:
    """How many inhabitants an hour may be asked about so, by one person and by one organisation."""

    person: int = 5
    organization: int = 50


class _Use(NamedTuple):
    """One errand in an emergency: by whom about whom, `actor` and `words` as numbers of theirs."""

    errand: Errand
    asker: Professional
    pat: UUID
    actor: int
    words: bytes

    @property
    def said(self) -> Declaration:
        """Why, in his own words."""
        return self.errand.emergency or _NOTHING

    @property
    def ura(self) -> str:
        """Of his organisation."""
        return self.asker.ura


@dataclass(slots=True)
class Emergencies:
    """Those that were declared; what is still alive is remembered, so that it costs nothing."""

    most: Most = field(default_factory=Most)
    alive: OrderedDict[tuple[int, UUID], datetime] = field(default_factory=OrderedDict)

    async def declare(self, ledger: Ledger, errand: Errand, pat: UUID) -> None:
        """Return when it stands, in a task to review and in the ledger; nothing is due otherwise.

        Raises:
            Forbidden: it is over, and was not declared anew. TooManyRequests: too many an hour.
        """
        asker = errand.asker
        if errand.purpose not in EMERGENCY or not isinstance(asker, Professional):
            return
        actor = ledger.keyring.token(f"person|{asker.ura}|{asker.number}")
        if self.alive.get((actor, pat), errand.now) > errand.now:
            return
        use = _Use(errand, asker, pat, actor, _words(ledger.keyring, errand.emergency))
        lock = Lock(ledger.keyring.token(f"emergencies|{use.ura}"))
        async with ledger.database.transaction([lock]) as connection:
            until = await self._stands(connection, use)
            if until is None:
                until = errand.now + LASTS
                await _open(connection, ledger, use)
        self.alive[actor, pat] = until
        if len(self.alive) > MOST_REMEMBERED:
            self.alive.popitem(last=False)

    async def _stands(self, connection: Connection, use: _Use) -> datetime | None:
        """Until when one that was declared lasts; None where it has to be declared now."""
        now = use.errand.now
        before = await declared_before(connection, use.ura, use.actor, use.pat)
        if before and before[0][0] + LASTS > now:
            return before[0][0] + LASTS
        if any(said == use.words for _, said in before):
            raise Forbidden(
                "the emergency that you declared is over after an hour; if there is one again, "
                "declare it anew, in words of now",
                headers=INSUFFICIENT,
                rule="A-BTG-OVER",
            )
        own, all_of_them = await declared_since(connection, use.ura, use.actor, now - PERIOD)
        if own >= self.most.person or all_of_them >= self.most.organization:
            raise TooManyRequests(
                "more emergencies an hour than may be declared; ask by telephone, or later",
                headers={"Retry-After": str(int(PERIOD.total_seconds()))},
                rule="A-BTG-RATE",
            )
        return None


async def _open(connection: Connection, ledger: Ledger, use: _Use) -> None:
    """A task to review it, a message for the inhabitant and for the officer, and its row."""
    errand, asker = use.errand, use.asker
    detail = {
        "request_id": errand.request_id,
        "number": asker.number,
        "name": asker.name,
        "role": asker.role,
        "code": use.said.code,
        "words": use.said.words,
    }
    numbers = []
    for kind in KINDS:
        task = NewTask(
            kind=kind,
            custodian=use.ura,
            pat=use.pat,
            at=errand.now,
            due=errand.now + REVIEW_WITHIN,
            detail=detail,
            actor=use.actor,
            said=use.words,
        )
        numbers.append(await opened(connection, ledger.keyring, task))
    await ledger.append(connection, [_row(use, numbers[0])])


def _row(use: _Use, task: int) -> Record:
    return Record(
        at=use.errand.now,
        request_id=use.errand.request_id,
        interaction="emergency",
        status=200,
        rule="C-BTG-DECLARED",
        errand=use.errand,
        pat=use.pat,
        detail={
            "task": task,
            "code": use.said.code,
            "words": use.said.words,
            "obligations": list(obligations_of("C-BTG")),
        },
    )


def _words(keyring: Keyring, said: Declaration | None) -> bytes:
    """By which the same words are known again."""
    text = f"{said.code}|{' '.join(said.words.split()).casefold()}" if said else ""
    return keyring.fingerprint("emergency", text)

"""Emergency access: declared by a person about one inhabitant, for an hour, and looked at after.

docs/decisions/0030-emergency-access.md
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from consent.asker import Professional
from consent.declaration import Declaration
from consent.obligation import obligations_of
from consent.statement import EMERGENCY
from hub.errors import Forbidden, TooManyRequests
from hub.ledger.append import Ledger
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.storage.database import Connection, Lock
from hub.storage.sealing import Keyring
from hub.storage.task import Kind, NewTask
from hub.storage.tasks import declared_before, declared_since, opened

LASTS = timedelta(minutes=60)
REVIEW_WITHIN = timedelta(hours=72)
PERIOD = timedelta(hours=1)
MOST_REMEMBERED = 10_000
OVER = {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
KINDS: tuple[Kind, ...] = ("emergency", "tell-inhabitant", "tell-officer")
"""Of each use one to review, and two messages."""


@dataclass(frozen=True, slots=True)
class Most:
    """How many inhabitants an hour may be asked about so, by one person and by one organisation."""

    person: int = 5
    organization: int = 50


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
        keyring = ledger.keyring
        actor = keyring.token(f"person|{asker.ura}|{asker.number}")
        if self.alive.get((actor, pat), errand.now) > errand.now:
            return
        lock = Lock(keyring.token(f"emergencies|{asker.ura}"))
        async with ledger.database.transaction([lock]) as connection:
            until = await self._stands(connection, errand, (actor, pat), _said(keyring, errand))
            if until is None:
                until = errand.now + LASTS
                await _open(connection, ledger, errand, actor, pat)
        self.alive[actor, pat] = until
        if len(self.alive) > MOST_REMEMBERED:
            self.alive.popitem(last=False)

    async def _stands(
        self, connection: Connection, errand: Errand, whose: tuple[int, UUID], words: bytes
    ) -> datetime | None:
        """Until when one that was declared lasts; None where it has to be declared now."""
        ura = errand.asker.ura if isinstance(errand.asker, Professional) else ""
        before = await declared_before(connection, ura, *whose)
        if before and before[0][0] + LASTS > errand.now:
            return before[0][0] + LASTS
        if any(said == words for _, said in before):
            raise Forbidden(
                "the emergency that you declared is over after an hour; if there is one again, "
                "declare it anew, in words of now",
                headers=OVER,
                rule="A-BTG-OVER",
            )
        own, all_of_them = await declared_since(connection, ura, whose[0], errand.now - PERIOD)
        if own >= self.most.person or all_of_them >= self.most.organization:
            raise TooManyRequests(
                "more emergencies an hour than may be declared; ask by telephone, or later",
                headers={"Retry-After": str(int(PERIOD.total_seconds()))},
                rule="A-BTG-RATE",
            )
        return None


async def _open(
    connection: Connection, ledger: Ledger, errand: Errand, actor: int, pat: UUID
) -> None:
    """A task to review it, a message for the inhabitant and for the officer, and its row."""
    asker, said = errand.asker, errand.emergency or Declaration(code="", words="")
    assert isinstance(asker, Professional)  # noqa: S101 - narrowing: nobody else declares one
    detail = {
        "request_id": errand.request_id,
        "number": asker.number,
        "name": asker.name,
        "role": asker.role,
        "code": said.code,
        "words": said.words,
    }
    numbers = []
    for kind in KINDS:
        task = NewTask(
            kind=kind,
            custodian=asker.ura,
            pat=pat,
            at=errand.now,
            due=errand.now + REVIEW_WITHIN,
            detail=detail,
            actor=actor,
            said=_said(ledger.keyring, errand),
        )
        numbers.append(await opened(connection, ledger.keyring, task))
    await ledger.append(connection, [_row(errand, pat, numbers[0], said)])


def _row(errand: Errand, pat: UUID, task: int, said: Declaration) -> Record:
    obligations = list(obligations_of("C-BTG"))
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="emergency",
        status=200,
        rule="C-BTG-DECLARED",
        errand=errand,
        pat=pat,
        detail={
            "task": task,
            "code": said.code,
            "words": said.words,
            "obligations": obligations,
        },
    )


def _said(keyring: Keyring, errand: Errand) -> bytes:
    said = errand.emergency
    words = f"{said.code}|{' '.join(said.words.split()).casefold()}" if said else ""
    return keyring.fingerprint("emergency", words)

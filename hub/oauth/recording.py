"""What a client was answered stands in the ledger first, with what it used up.

docs/decisions/0008-audit-before-the-answer.md
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from asyncpg import UniqueViolationError

from hub.ledger.append import Ledger, Parts
from hub.ledger.record import Record
from hub.oauth.authorization_server import TokenAnswer, refused
from hub.oauth.binding import Shown
from hub.oauth.client_authentication import RegisteredClient
from hub.oauth.refusals import InvalidClient, InvalidGrant, InvalidProof, Refusal
from hub.security.statements import LOCAL
from hub.storage.assertions import use, was_used
from hub.storage.database import Connection, Database
from hub.storage.proofs import use_proof, was_replayed
from profiles.instant import instant

Sender = tuple[str, str | None]
"""Address, and the client that it claims to be: another's refusals are not held against it."""
REUSED = "reuse"
"""The interaction of a row that tells of a stolen secret."""
_REFUSED = 400


class Asked(NamedTuple):
    """A form as it came in: it, or why it can't be read, and what was shown beside it.

    `interaction` is the ledger's word for the endpoint.
    """

    interaction: str
    form: Mapping[str, str]
    refusal: Refusal | None
    sender: Sender
    request_id: str
    shown: Shown
    now: datetime


Work = Callable[[Connection], Awaitable[TokenAnswer]]


class _Undone(Exception):
    """Nothing of what was done for this answer is to stand."""

    def __init__(self, answer: TokenAnswer) -> None:
        super().__init__(answer.rule)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Recording:
    """Writes what was answered; one for all endpoints."""

    database: Database
    ledger: Ledger

    async def write(
        self,
        connection: Connection,
        answer: TokenAnswer,
        registered: RegisteredClient | None,
        asked: Asked,
    ) -> TokenAnswer:
        """The answer once its row is written; a refusal of what was used before."""
        used = _used(answer, asked.now)
        while True:
            record = _record(answer, registered, asked)
            try:
                await self.ledger.append(connection, [record], used)
            except UniqueViolationError as failure:
                answer = _replayed(answer, failure)
                used = _used(answer, asked.now) if was_replayed(failure) else []
            else:
                return answer

    async def settle(
        self, work: Work, registered: RegisteredClient | None, asked: Asked
    ) -> TokenAnswer:
        """The answer of `work`, which changes something: that, its row, and what it used up.

        All of it or nothing; nothing too where it is a refusal, unless that `stands`.
        """
        try:
            async with self.database.transaction() as connection:
                answer = await work(connection)
                _undo(answer)
                used = _used(answer, asked.now)
                await self.ledger.append(connection, [_record(answer, registered, asked)], used)
                return answer
        except _Undone as undone:
            answer = undone.answer
        except UniqueViolationError as failure:
            answer = _replayed(answer, failure)
        async with self.database.connection() as connection:
            return await self.write(connection, answer, registered, asked)

    async def unread(self, answer: TokenAnswer, asked: Asked) -> None:
        """Of what is not looked at."""
        await self.ledger.write(_record(answer, None, asked))


def _undo(answer: TokenAnswer) -> None:
    if answer.status >= _REFUSED and not answer.stands:
        raise _Undone(answer)


def _used(answer: TokenAnswer, now: datetime) -> Parts:
    """That its assertion and its proof are used, also where it was refused a scope."""
    assertion, proof = answer.assertion, answer.proof
    these = [(assertion.client_id, assertion.jti, assertion.until)] if assertion else []
    if answer.person is not None:
        these.append((LOCAL, answer.person.jti, answer.person.until))
    used = use(these, now) if these else []
    return used + use_proof(proof.name, proof.until, now) if proof else used


def _replayed(answer: TokenAnswer, failure: UniqueViolationError) -> TokenAnswer:
    """The answer to an assertion or proof that was used before; any other failure is raised."""
    if was_replayed(failure):
        replay = refused(InvalidProof("proof-replayed", "the proof was used before"))
    elif was_used(failure):
        replay = refused(_used_before(failure))
    else:
        raise failure
    return replace(replay, assertion=answer.assertion)


def _used_before(failure: UniqueViolationError) -> Refusal:
    """Which of the two it was: the client's own assertion, or the statement that it brought."""
    if LOCAL in (failure.detail or ""):
        return InvalidGrant("statement-replayed", "the statement was used before; log in again")
    return InvalidClient("assertion-replayed", "the assertion was used before")


def _record(answer: TokenAnswer, registered: RegisteredClient | None, asked: Asked) -> Record:
    """Names a client only where it proved who it is; a claim stands in the sealed detail."""
    proven = answer.assertion.client_id if answer.assertion else None
    requester, address = answer.requester, asked.sender[0]
    detail = {"scope": answer.body["scope"]} if requester else {}
    about = (requester.patient_request if requester else None) or answer.about
    person = about or (requester.practitioner if requester else None)
    if person is not None and person.authenticated_at is not None:
        detail["authenticated"] = instant(person.authenticated_at)
    whose = about.whose if about else answer.whose
    if requester is not None and whose is not None:
        detail["grant"] = asked.form["grant_type"]
    if registered is not None and proven is None:
        detail["claimed"] = registered.client_id
    return Record(
        at=asked.now,
        request_id=asked.request_id,
        interaction=REUSED if answer.is_alarm else asked.interaction,
        status=answer.status,
        rule=answer.rule,
        errand=requester.errand(asked.now, asked.request_id, address) if requester else None,
        client_id=proven,
        address=address or None,
        pat=whose,
        detail=detail,
    )

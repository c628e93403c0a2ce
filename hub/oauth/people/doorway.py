"""A request of a person's browser, and the row that the ledger has of it before it is answered."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from consent.asker import Asker, Professional, System
from hub.errors import whereabouts
from hub.ledger.append import Ledger
from hub.ledger.record import Record
from hub.oauth.people import pages
from hub.security.buckets import Buckets
from hub.security.errand import Errand
from hub.security.request_id import request_id_of
from hub.storage.failures import FAILURES

INTERACTION = "authorize"
GONE, FORBIDDEN, OFTEN, BROKEN, UNAVAILABLE = 400, 403, 429, 500, 503
_LOG = logging.getLogger("hub.oauth")
_MOST = 30
"""Parameters of a query."""


class Stopped(Exception):
    """A page that sends nobody anywhere; `rule` is for the ledger."""

    def __init__(self, rule: str, client_id: str | None = None, status: int = GONE) -> None:
        super().__init__(rule)
        self.rule, self.client_id, self.status = rule, client_id, status


@dataclass(frozen=True, slots=True)
class Visit:
    """One request; `pairs` are its parameters, each there once."""

    request: Request
    pairs: Mapping[str, str]
    request_id: str
    now: datetime

    @property
    def address(self) -> str:
        """Of the network, as the hub sees it."""
        return self.request.client.host if self.request.client else ""

    def language(self, said: str | None = None) -> str:
        """In which he is spoken to."""
        return pages.language_of(said, self.request.headers.get("accept-language", ""))


Step = Callable[[Visit], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Doorway:
    """What all steps have in common; who is refused too often at one address is told to wait."""

    ledger: Ledger
    clock: Callable[[], datetime]
    refusals: Buckets
    told: Buckets = field(default_factory=lambda: Buckets(1.0, 1.0))

    def through(self, step: Step) -> Callable[[Request], Awaitable[Response]]:
        """The route of one step."""

        async def answer(request: Request) -> Response:
            request_id = request_id_of(request.headers.get("x-request-id"))
            visit = Visit(request, {}, request_id, self.clock())
            try:
                response = await self._answer(step, visit)
            except FAILURES:
                response = pages.refusal(UNAVAILABLE, pages.LATER, visit.language())
                response.headers["Retry-After"] = "1"
            # The last resort: a traceback in the log could hold who he is.
            except Exception as fault:  # noqa: BLE001
                _LOG.error("fault: %s", whereabouts(fault))
                response = pages.refusal(BROKEN, pages.LATER, visit.language())
            response.headers["X-Request-Id"] = request_id
            return response

        return answer

    async def _answer(self, step: Step, visit: Visit) -> Response:
        try:
            return await step(_read(visit))
        except Stopped as stopped:
            wait = self.refusals.take(visit.address)
            if wait:
                return await self._waits(visit, wait)
            await self.write(visit, stopped.rule, stopped.status, client_id=stopped.client_id)
            return pages.refusal(stopped.status, pages.AGAIN, visit.language())

    async def _waits(self, visit: Visit, wait: float) -> Response:
        """Of these the ledger has a row once a second.

        Who comes by a right request never waits: many people have one address behind a proxy.
        """
        if not self.told.take(visit.address):
            await self.write(visit, "pages-refused", OFTEN)
        response = pages.refusal(OFTEN, pages.TOO_OFTEN, visit.language())
        response.headers["Retry-After"] = str(int(wait) + 1)
        return response

    async def write(
        self,
        visit: Visit,
        rule: str,
        status: int,
        *,
        client_id: str | None = None,
        errand: Errand | None = None,
    ) -> None:
        """The row of this step; with an `errand` it is about him for whom it is."""
        await self.ledger.write(record_of(visit, rule, status, client_id, errand))


def record_of(
    visit: Visit, rule: str, status: int, client_id: str | None, errand: Errand | None
) -> Record:
    """What the ledger keeps of a step."""
    whose = _whose(errand.asker) if errand else None
    return Record(
        at=visit.now,
        request_id=visit.request_id,
        interaction=INTERACTION,
        status=status,
        rule=rule,
        errand=errand,
        client_id=client_id,
        address=visit.address or None,
        pat=whose,
    )


def _whose(asker: Asker) -> UUID | None:
    """The one inhabitant whom all that he asks is about, where there is one."""
    if isinstance(asker, Professional):
        return UUID(asker.only) if asker.only else None
    return None if isinstance(asker, System) else UUID(asker.whose)


def _read(visit: Visit) -> Visit:
    """A browser that only looks ahead is told nothing, and uses up nothing."""
    request = visit.request
    if request.method == "HEAD":
        raise Stopped("head")
    try:
        query = request.scope["query_string"].decode("ascii")
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST, errors="strict")
    except ValueError:
        raise Stopped("query-malformed") from None
    if len(dict(pairs)) < len(pairs):
        raise Stopped("query-duplicate")
    return Visit(request, dict(pairs), visit.request_id, visit.now)

"""What goes past /fhir leaves the same line, count and X-Request-Id as what goes there."""

import time
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from hub.security.request_id import request_id_of
from hub.telemetry.seen import CLIENT, NOBODY, Asked, Seen

_ID = "x-request-id"
_METHODS = frozenset({"GET", "HEAD", "POST"})
_UNANSWERED = 500


@dataclass(frozen=True, slots=True)
class WebDoor:
    """`web` with what is noted of each of its answers."""

    web: FastAPI
    seen: Seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] != "http":
            await self.web(scope, receive, send)
            return
        began, status = time.perf_counter(), _UNANSWERED
        request_id = request_id_of(Headers(scope=scope).get(_ID))
        scope = _named(scope, request_id)

        async def tell(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[_ID] = request_id
            await send(message)

        try:
            await self.web(scope, receive, tell)
        finally:
            self.seen.add(self._asked(scope, request_id), status, began)

    def _asked(self, scope: Scope, request_id: str) -> Asked:
        """The path only where it is one of ours."""
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        ours = {getattr(route, "path", None) for route in self.web.router.routes}
        route = scope["path"] if scope["path"] in ours else "other"
        return Asked(request_id, method, NOBODY, route, scope.get(CLIENT, NOBODY))


def _named(scope: Scope, request_id: str) -> Scope:
    """The request as if its caller had given it this id."""
    others = [(name, value) for name, value in scope["headers"] if name != _ID.encode()]
    return {**scope, "headers": [*others, (_ID.encode(), request_id.encode())]}

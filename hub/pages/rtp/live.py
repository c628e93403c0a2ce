"""The stream of an open page, and the policy of a page that has one.

https://html.spec.whatwg.org/multipage/server-sent-events.html
docs/decisions/0094-pages-of-the-transfer-point.md
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.responses import Response, StreamingResponse

from hub.errors import Unavailable
from hub.http.kept_apart import kept_apart
from hub.pages.rtp.streams import Stream
from hub.pages.rtp.visit import Visit

BEAT = 15.0
"""Seconds between two looks at the session; as often something is sent: no proxy hangs up then."""
_POLICY = kept_apart(
    "'self'", "style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'"
)["Content-Security-Policy"]
_BEGUN, _NEWS, _BEATS, _FULL, _ENDED, _CLOSED = (
    b"retry: 2000\n: \n\n", b"event: nieuw\ndata:\n\n", b":\n\n", b"event: vol\ndata:\n\n",
    b"event: einde\ndata:\n\n", b"event: straks\ndata:\n\n",
)  # fmt: skip


def moving(answer: Response) -> Response:
    """This page with the script that asks anew."""
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


async def listen(visit: Visit) -> Response:
    """Says when to ask anew, and nothing else, for as long as he is logged in.

    Raises:
        Unavailable: too many pages are open.
    """
    stream = visit.parts.streams.begin(visit.ura, visit.known.name)
    if stream is None:
        raise Unavailable("too many pages are open", headers={"Retry-After": "30"}, recorded=True)
    headers = {**kept_apart(), "X-Accel-Buffering": "no"}
    return StreamingResponse(_said(visit, stream), 200, headers, "text/event-stream")


async def _said(visit: Visit, stream: Stream) -> AsyncIterator[bytes]:
    streams = visit.parts.streams
    try:
        yield _BEGUN
        while not streams.closing and not stream.is_full:
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT):
                    await stream.wakes.wait()
            stream.wakes.clear()
            if not await _is_in(visit):
                yield _ENDED
                return
            news, stream.is_news = stream.is_news, False
            yield _NEWS if news else _BEATS
        yield _FULL if stream.is_full else _CLOSED
    finally:
        streams.leave(stream)


async def _is_in(visit: Visit) -> bool:
    """Whether the session holds still; that nobody asked does not make it longer."""
    sessions = visit.parts.viewer.parts.sessions
    session = await sessions.of(visit.secret, visit.parts.clock(), asked=False)
    return session is not None

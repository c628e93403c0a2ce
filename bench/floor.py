"""The least that a server can do, so that the generator's own ceiling is seen."""

from starlette.types import Receive, Scope, Send

BODY = b"{" + b" " * 1698 + b"}"  # as long as a typical wish
_HEADERS = [
    (b"content-type", b"application/fhir+json"),
    (b"content-length", str(len(BODY)).encode()),
]


async def app(scope: Scope, _receive: Receive, send: Send) -> None:
    """The same bytes, whatever is asked."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": BODY})

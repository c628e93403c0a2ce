"""A request as it comes over the wire, and the answer as it goes back."""

from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from hub.errors import Invalid, TimedOut, TooLarge
from hub.fhir.call import Answer
from hub.http.late import is_late

_MOST_DIGITS = 18
MOST_COUNTED = 6
TOKEN = b"access_token"
"""A parameter that no URL may have."""
HEAD = "HEAD"
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
_NO_STORE = (b"cache-control", b"no-store")
_CONTENT_TYPE = (b"content-type", b"application/fhir+json; charset=utf-8")


def method(scope: Scope) -> str:
    """A caller may write any word in its place, and it goes to the log and the ledger.

    HEAD is a GET in all but what goes over the line.
    """
    said: str = scope["method"]
    if said == HEAD:
        return "GET"
    return said if said in METHODS else "OTHER"


def address(scope: Scope) -> str | None:
    """Of the network, from which the call came as far as the connection tells."""
    peer = scope.get("client")
    return str(peer[0]) if peer else None


def segments(scope: Scope) -> tuple[str, ...]:
    """The parts of the path behind /fhir."""
    path = scope["path"].removeprefix("/fhir").strip("/")
    return tuple(path.split("/")) if path else ()


def pairs(query: bytes) -> tuple[tuple[str, str], ...]:
    """The parameters in a query or form; raises Invalid where they are not UTF-8."""
    try:
        parts = query.decode("ascii").split("&") if query else ()
        return tuple(pair for part in parts for pair in _pair(part))
    except ValueError:
        raise Invalid("the parameters are not percent-encoded UTF-8") from None


def _pair(part: str) -> tuple[tuple[str, str], ...]:
    """What names nobody is decoded once: a code with its system, and what comes along."""
    names_nobody = ("=http" in part and "identifier" not in part) or part.startswith("_include=")
    return _remembered(part) if names_nobody else _decoded(part)


def _decoded(part: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(part, keep_blank_values=True, errors="strict"))


_remembered = lru_cache(maxsize=4096)(_decoded)


def token_in_url() -> Invalid:
    """The refusal of what whoever keeps addresses has from now on.

    https://www.rfc-editor.org/rfc/rfc6750#section-2.3
    """
    return Invalid(
        "an access token never stands in a URL; send it in the header Authorization, and this one "
        "no more",
        rule="token-in-url",
    )


def proofs(scope: Scope) -> tuple[str, ...]:
    """The values of all its headers DPoP."""
    return tuple(value.decode("latin-1") for name, value in scope["headers"] if name == b"dpop")


def check_announced(length: str, largest: int) -> None:
    """Raise TooLarge where Content-Length alone says so, before a byte is read."""
    plain = length.isascii() and length.isdigit()
    if plain and (len(length) > _MOST_DIGITS or int(length) > largest):
        raise TooLarge(f"a request has at most {largest} bytes; send it in parts")


async def body(scope: Scope, receive: Receive, largest: int) -> bytes:
    """The whole body.

    Raises:
        TooLarge: more than `largest` bytes came. Invalid: the caller went away. TimedOut: it is
            too slow.
    """
    read = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Invalid("the request was broken off")
        read += message.get("body", b"")
        if len(read) > largest:
            raise TooLarge(f"a request has at most {largest} bytes; send it in parts")
        more = message.get("more_body", False)
        if more and is_late(scope):
            raise TimedOut(
                "the body did not come in time; send it again, faster or in parts",
                headers={"Connection": "close"},
            )
    return bytes(read)


async def reply(answer: Answer, request_id: str, send: Send, *, has_body: bool = True) -> None:
    """The answer, with the headers that every answer has; to HEAD these alone.

    https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2
    """
    headers = [(b"x-request-id", request_id.encode()), _NO_STORE]
    headers += [(key.lower().encode(), value.encode()) for key, value in answer.headers.items()]
    if answer.body and "Content-Type" not in answer.headers:
        headers.append(_CONTENT_TYPE)
    if answer.status not in {204, 304}:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if has_body else b""})

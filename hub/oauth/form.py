"""The form that a client sends: each parameter once, in the body and nowhere else.

https://www.rfc-editor.org/rfc/rfc6749#section-3.2
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from hub.http.late import is_late
from hub.oauth.refusals import InvalidRequest, Refusal, TooSlow

_FORM = "application/x-www-form-urlencoded"
LARGEST_FORM = 32_768
_MOST_PARAMETERS = 30


async def read_form(request: Request) -> tuple[Mapping[str, str], Refusal | None]:
    """The form, or an empty one with the reason why it can't be read."""
    try:
        return await form_of(request), None
    except Refusal as refusal:
        return {}, refusal


async def form_of(request: Request) -> Mapping[str, str]:
    """The same of a client that proves who it is within the form; raises Refusal."""
    if "authorization" in request.headers:
        raise InvalidRequest("other-credentials", "prove who you are by one assertion only")
    return await fields_of(request)


async def fields_of(request: Request) -> Mapping[str, str]:
    """Each parameter once; one without a value counts as absent. Raises Refusal."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise InvalidRequest("form-type", f"the body must be {_FORM}")
    if request.scope["query_string"]:
        raise InvalidRequest("form-query", "parameters go in the body, not in the URL")
    body = await body_of(request)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except ValueError:
        raise InvalidRequest("form-malformed", "the body is not a form") from None
    if len(dict(pairs)) < len(pairs):
        raise InvalidRequest("form-duplicate", "a parameter is there more than once")
    return {name: value for name, value in pairs if value}


async def body_of(request: Request, most: int = LARGEST_FORM) -> bytes:
    """All of it, as long as it comes in time; raises Refusal."""
    body, more = bytearray(), True
    while more:
        message = await request.receive()  # not by `stream`, which passes over that it is late
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if more and is_late(request.scope):
            raise TooSlow("form-slow", "the form did not come in time")
        if len(body) > most:
            raise InvalidRequest("form-large", f"the body is larger than {most} bytes")
    return bytes(body)

"""The ASGI application under /fhir: one way in and one way out for every interaction."""

import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

import msgspec
from starlette.types import Receive, Scope, Send

from hub.errors import (
    Fault,
    FhirError,
    Invalid,
    MethodNotAllowed,
    NotAcceptable,
    TooLarge,
    Unavailable,
    UnsupportedMediaType,
    operation_outcome,
)
from hub.interactions import refusal as refusals
from hub.interactions.batch import batch
from hub.interactions.body import parsed
from hub.interactions.call import Answer, Call
from hub.interactions.capabilities import capabilities
from hub.interactions.context import Hub
from hub.interactions.discovery import smart_configuration
from hub.interactions.request_id import request_id_of
from hub.interactions.routes import dispatch
from hub.interactions.transaction import transaction
from hub.search.result import FORMATS
from hub.security.tokens import bearer_token
from hub.storage.failures import FAILURES

LOG = logging.getLogger("hub.fhir")
MOST_DIGITS = 18
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
FORM = "application/x-www-form-urlencoded"
JSON = frozenset({"*/*", "application/*", "application/fhir+json", "application/json", "text/json"})


@dataclass(frozen=True, slots=True)
class FhirEndpoint:
    """Reads the request, knows the requester, dispatches, audits refusals and renders them."""

    hub: Hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, one answer; whatever goes wrong, it is an OperationOutcome."""
        headers = {key.decode(): value.decode("latin-1") for key, value in scope["headers"]}
        request_id = request_id_of(headers.get("x-request-id"))
        segments = _segments(scope)
        try:
            answer = await self._answer(scope, headers, segments, request_id, receive)
        except FhirError as refusal:
            answer = render(refusal)
        except FAILURES as failure:
            LOG.error("%s database: %s", request_id, whereabouts(failure))
            answer = render(_unavailable())
        # The last resort: whatever it is, the caller gets an OperationOutcome and no data.
        except Exception as fault:  # noqa: BLE001
            LOG.error("%s fault: %s", request_id, whereabouts(fault))
            answer = render(Fault("this server failed; tell its owner the X-Request-Id"))
        LOG.info(
            "%s %s %s %s",
            request_id,
            _method(scope),
            refusals.named_type(segments) or "-",
            answer.status,
        )
        await _send(answer, request_id, send)

    async def _answer(
        self,
        scope: Scope,
        headers: Mapping[str, str],
        segments: tuple[str, ...],
        request_id: str,
        receive: Receive,
    ) -> Answer:
        public = _public(self.hub, _method(scope), segments)
        if public is not None:
            return Answer(200, public)
        now = self.hub.clock()
        try:
            requester = self.hub.verifier.verify(bearer_token(headers.get("authorization")), now)
        except FhirError as refusal:
            await refusals.record(
                self.hub,
                refusals.stranger(request_id, now, _method(scope), segments, refusal),
            )
            raise
        call = Call(
            method=_method(scope),
            segments=segments,
            pairs=(),
            headers=headers,
            body=b"",
            request_id=request_id,
            now=now,
            requester=requester,
        )
        try:
            return await self._served(call, scope["query_string"], receive)
        except FhirError as refusal:
            await refusals.record_refusal(self.hub, call, refusal)
            raise
        except FAILURES:
            raise
        except Exception:
            await refusals.record_refusal(self.hub, call, Fault("unforeseen"))
            raise

    async def _served(self, call: Call, query: bytes, receive: Receive) -> Answer:
        pairs = _pairs(query)
        _accepts_json(call.headers, pairs)
        largest = self.hub.settings.max_body_bytes
        _check_announced(call.headers.get("content-length", ""), largest)
        call = replace(call, pairs=pairs, body=await _body(receive, largest))
        if not call.segments:
            return await self._bundle(call)
        if call.method == "POST" and call.segments[-1] == "_search":
            call = replace(call, pairs=_form(call))
        return await dispatch(self.hub, call)

    async def _bundle(self, call: Call) -> Answer:
        if call.method != "POST":
            raise MethodNotAllowed(
                "the base takes a Bundle by POST; /fhir/metadata says the rest",
                headers={"Allow": "POST"},
            )
        resource = parsed(call)
        if resource.get("resourceType") != "Bundle":
            raise Invalid("the base takes a Bundle; post another resource to its own type")
        if resource.get("type") == "transaction":
            return await transaction(self.hub, call, resource)
        if resource.get("type") == "batch":
            return await batch(self.hub, call, resource)
        raise Invalid(
            "the base takes a Bundle of type transaction or batch; a document goes to /fhir/Bundle",
            expression="Bundle.type",
        )


def render(refusal: FhirError) -> Answer:
    """The refusal as an OperationOutcome: the only place where one is made for the caller."""
    body = msgspec.json.encode(operation_outcome(refusal.issues))
    return Answer(refusal.status, body, refusal.headers)


def _public(hub: Hub, method: str, segments: tuple[str, ...]) -> bytes | None:
    """What may be read without a token."""
    if method != "GET":
        return None
    if segments == ("metadata",):
        return capabilities(hub.settings.public_url)
    if segments == (".well-known", "smart-configuration"):
        return msgspec.json.encode(smart_configuration(hub.settings.public_url))
    return None


def _method(scope: Scope) -> str:
    """A caller may write any word in its place, and it goes to the log and the audit."""
    method: str = scope["method"]
    return method if method in METHODS else "OTHER"


def _segments(scope: Scope) -> tuple[str, ...]:
    path = scope["path"].removeprefix("/fhir").strip("/")
    return tuple(path.split("/")) if path else ()


def _pairs(query: bytes) -> tuple[tuple[str, str], ...]:
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise Invalid("the parameters are not percent-encoded UTF-8") from None
    return tuple(pairs)


def _form(call: Call) -> tuple[tuple[str, str], ...]:
    """Parameters of a POST search stand in the body alone, so that none is smuggled past a check.

    https://hl7.org/fhir/R4/search.html#Introduction
    """
    if call.pairs:
        raise Invalid("a POST search has its parameters in the body, none in the URL")
    media_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != FORM:
        raise UnsupportedMediaType(f"a POST search is sent as {FORM}")
    return _pairs(call.body.strip())


def _accepts_json(headers: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> None:
    """`_format` goes before Accept. https://hl7.org/fhir/R4/http.html#parameters."""
    formats = [value for name, value in pairs if name == "_format"]
    if formats and FORMATS.issuperset(formats):
        return
    accepted = formats or headers.get("accept", "*/*").split(",")
    if not any(part.partition(";")[0].strip().lower() in JSON for part in accepted):
        raise NotAcceptable("this server writes application/fhir+json")


def _check_announced(length: str, largest: int) -> None:
    """Raise TooLarge where Content-Length alone says so, before a byte is read."""
    plain = length.isascii() and length.isdigit()
    if plain and (len(length) > MOST_DIGITS or int(length) > largest):
        raise TooLarge(f"a request has at most {largest} bytes; send it in parts")


async def _body(receive: Receive, largest: int) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Invalid("the request was broken off")
        body += message.get("body", b"")
        if len(body) > largest:
            raise TooLarge(f"a request has at most {largest} bytes; send it in parts")
        more = message.get("more_body", False)
    return bytes(body)


def whereabouts(failure: BaseException) -> str:
    """The kind of failure and the line it came from; never its text, which may hold data."""
    frames = traceback.extract_tb(failure.__traceback__)
    line = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "nowhere"
    return f"{type(failure).__name__} at {line}"


def _unavailable() -> Unavailable:
    return Unavailable(
        "the database did not confirm this; in a moment send it again, or look what is stored",
        headers={"Retry-After": "1"},
    )


async def _send(answer: Answer, request_id: str, send: Send) -> None:
    headers = {"X-Request-Id": request_id, "Cache-Control": "no-store", **answer.headers}
    if answer.body:
        headers["Content-Type"] = "application/fhir+json; charset=utf-8"
    if answer.status not in {204, 304}:
        headers["Content-Length"] = str(len(answer.body))
    raw = [(key.lower().encode(), value.encode()) for key, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": answer.body})

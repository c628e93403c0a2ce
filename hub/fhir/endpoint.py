"""The ASGI application under /fhir: one way in and one way out for every interaction."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import msgspec
from msgspec import structs
from starlette.types import Receive, Scope, Send

from hub.errors import (
    Fault,
    FhirError,
    Invalid,
    MethodNotAllowed,
    NotSupported,
    Unauthenticated,
    Unavailable,
    operation_outcome,
    whereabouts,
)
from hub.fhir import refusal as refusals
from hub.fhir import wire
from hub.fhir.as_bytes import as_binary, as_bytes, brings_bytes, wants_bytes
from hub.fhir.as_json import brings_xml, in_json
from hub.fhir.as_xml import in_xml
from hub.fhir.batch import batch
from hub.fhir.body import parsed
from hub.fhir.call import Answer, Call
from hub.fhir.capabilities import capabilities
from hub.fhir.coding import BEST, accepts_gzip, as_read, coded, decoded, deflated
from hub.fhir.definitions import definition
from hub.fhir.discovery import smart_configuration
from hub.fhir.formats import WRITTEN, Format, announced, require_format, require_r4
from hub.fhir.forms import OWN_FORMS, require_form
from hub.fhir.lane import is_large, is_urgent
from hub.fhir.language import spoken
from hub.fhir.notified_pull import as_kept, as_told
from hub.fhir.options import options
from hub.fhir.parameters import (
    OF_EVERY_CALL,
    PRETTY,
    is_pretty,
    laid_out,
    parts_of,
    refuse_unknown,
)
from hub.fhir.parts import Hub
from hub.fhir.posted import form
from hub.fhir.route_name import asked
from hub.fhir.routes import OF_ONE_TYPE, dispatch
from hub.fhir.terminology.operations import answered
from hub.fhir.transaction import pushed_again, transaction
from hub.fhir.types import DEFINED, allow
from hub.http.peer import certificate_of
from hub.languages.asked import ASKED
from hub.security.dpop import Asked
from hub.security.holders import Shown, by_scheme
from hub.security.places import Place
from hub.security.request_id import request_id_of
from hub.security.requester import Requester
from hub.security.tokens import BEARER, access_token
from hub.storage.failures import FAILURES
from hub.telemetry.seen import CLIENT
from hub.validation.line import LARGE
from profiles.resource.subset import subset

_LOG = logging.getLogger("hub.fhir")
OF_METADATA = OF_EVERY_CALL | {"mode", "_summary", "_elements"}


@dataclass(frozen=True, slots=True)
class FhirEndpoint:
    """Reads the request, knows the requester, dispatches, audits refusals and renders them.

    A door for another release of FHIR says otherwise what has no underscore, and nothing else.
    """

    hub: Hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, one answer; whatever goes wrong, it is an OperationOutcome."""
        began = time.perf_counter()
        headers = {key.decode(): value.decode("latin-1") for key, value in scope["headers"]}
        request_id = request_id_of(headers.get("x-request-id"))
        ASKED.set(spoken(headers.get("accept-language", "")))
        segments = wire.segments(scope)
        try:
            answer = await self._answer(scope, headers, segments, request_id, receive)
        except FhirError as refusal:
            answer = render(refusal)
        except FAILURES as failure:
            _LOG.error("%s database: %s", request_id, whereabouts(failure))
            answer = render(_unavailable())
        # The last resort: whatever it is, the caller gets an OperationOutcome and no data.
        except Exception as fault:  # noqa: BLE001
            _LOG.error("%s fault: %s", request_id, whereabouts(fault))
            answer = render(Fault("this server failed; tell its owner the X-Request-Id"))
        if scope.get(PRETTY):
            answer = laid_out(answer)
        is_xml = (scope.get(WRITTEN) or announced(headers, scope["query_string"])) == "xml"
        answer = await self.written(scope, answer, is_xml=is_xml)
        self.hub.seen.add(asked(scope, segments, request_id), answer.status, began)
        answer = await as_read(answer, headers)
        await wire.reply(answer, request_id, send, has_body=scope["method"] != wire.HEAD)

    async def turn_away(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """The answer to a connection that there is no room for."""
        segments = wire.segments(scope)
        began, request_id = time.perf_counter(), request_id_of(None)
        full = Unavailable(
            "too many are connected at this moment; send it again in a moment",
            headers={"Retry-After": "1", "Connection": "close"},
        )
        self.hub.seen.add(asked(scope, segments, request_id), full.status, began)
        await wire.reply(render(full), request_id, send)

    async def _answer(
        self,
        scope: Scope,
        headers: Mapping[str, str],
        segments: tuple[str, ...],
        request_id: str,
        receive: Receive,
    ) -> Answer:
        if scope["method"] == "OPTIONS":
            return self.options(segments)
        public = self.public(scope, headers, segments)
        if public is not None:
            return public
        now = self.hub.clock()
        try:
            if wire.TOKEN in scope["query_string"]:
                raise wire.token_in_url()
            shown = access_token(headers.get("authorization"))
            requester = self._verified(*shown, now)
            if requester.bound or shown[0] != BEARER or not self.hub.holders.bearers:
                await self._held(requester, scope, shown, now)
            if self.hub.stands is not None:
                await self.hub.stands(requester, scope)
            scope[CLIENT] = requester.client_id
        except FhirError as refusal:
            raise await self._stranger(refusal, scope, segments, request_id) from None
        call = Call(
            method=wire.method(scope),
            segments=segments,
            pairs=(),
            headers=headers,
            body=b"",
            errand=requester.errand(now, request_id, wire.address(scope)),
        )
        return await self._of_known(requester, call, scope, receive, shown[0])

    async def _of_known(
        self, requester: Requester, call: Call, scope: Scope, receive: Receive, scheme: str
    ) -> Answer:
        """The answer to who showed a token that is his, by this scheme; a refusal has its row."""
        try:
            self.hub.rates.spend(requester.client_id)
            place = self._place(requester, call)
            try:
                return await self._served(call, place, scope, receive)
            finally:
                place.leave()
        except FhirError as refusal:
            refusal.headers = by_scheme(scheme, refusal.headers)
            await refusals.record_refusal(self.hub, call, refusal)
            raise
        except FAILURES:
            raise
        except Exception:
            await refusals.record_refusal(self.hub, call, Fault("unforeseen"))
            raise

    async def _stranger(
        self, refusal: FhirError, scope: Scope, segments: tuple[str, ...], request_id: str
    ) -> FhirError:
        """What somebody is told who has no token that is his; the ledger has its row."""
        told = self.hub.rates.stranger(wire.address(scope) or "", refusal)
        if not told.recorded:
            row = refusals.stranger(request_id, self.hub.clock(), scope, segments, told)
            await refusals.record(self.hub, row)
        return told

    def _verified(self, scheme: str, token: str, now: datetime) -> Requester:
        """Whom the token names; raises Unauthenticated."""
        try:
            return self.hub.verifier.verify(token, now)
        except FhirError as refusal:
            refusal.headers = by_scheme(scheme, refusal.headers)
            raise

    async def _held(
        self, requester: Requester, scope: Scope, shown: tuple[str, str], now: datetime
    ) -> None:
        """Return where the caller holds what its token is bound to; raises Unauthenticated."""
        scheme, token = shown
        url = self.hub.fhir_url + scope["path"].removeprefix("/fhir")
        asked = Asked(scope["method"], url, token)
        came = Shown(scheme, certificate_of(scope), wire.proofs(scope), asked)
        try:
            await self.hub.holders.require(requester.bound, came, now)
        except Unauthenticated as refusal:
            refusal.claimed = requester.client_id
            raise

    def _place(self, requester: Requester, call: Call) -> Place:
        urgent = is_urgent(requester, call.method, call.segments)
        try:
            return self.hub.places.take(requester.client_id, urgent=urgent)
        except FhirError as full:
            raise self._told_seldom(full, requester.client_id) from None

    def _told_seldom(self, full: FhirError, client_id: str) -> FhirError:
        """Of those that there is no room for the ledger has one row a second of each client."""
        full.recorded = self.hub.rates.is_told(client_id)
        return full

    async def _served(self, call: Call, place: Place, scope: Scope, receive: Receive) -> Answer:
        pairs = wire.pairs(scope["query_string"])
        scope[WRITTEN] = self.form(call, pairs)
        scope[PRETTY] = is_pretty(pairs)
        largest = self.hub.settings.max_body_bytes
        wire.check_announced(call.headers.get("content-length", ""), largest)
        self.require_release(call.headers.get("content-type", ""))
        body = await decoded(await wire.body(scope, receive, largest), call.headers, largest)
        if pairs or body:
            call = structs.replace(call, pairs=pairs, body=body, sent=len(body))
        if call.segments and call.method == "POST" and call.segments[-1] == "_search":
            call = structs.replace(call, pairs=form(call))
            scope[WRITTEN] = self.form(call, call.pairs)
            scope[PRETTY] = is_pretty(call.pairs)
        if len(body) <= LARGE:  # else it waits in a line of its own
            large = is_large(call.pairs, self.hub.settings.page_size)
            try:
                await place.turn(len(body), large=large)
            except FhirError as full:
                raise self._told_seldom(full, call.errand.client.client_id) from None
        if place.in_lane or self.hub.access.mitz is not None:
            errand = structs.replace(call.errand, urgent=place.in_lane, place=place)
            call = structs.replace(call, errand=errand)
        return await self.done(await self.read(call))

    def options(self, segments: tuple[str, ...]) -> Answer:
        """Which methods an address takes."""
        return options(segments)

    def public(
        self, scope: Scope, headers: Mapping[str, str], segments: tuple[str, ...]
    ) -> Answer | None:
        """What is told to who shows no token; None where one is asked for."""
        return _public(self.hub, scope, headers, segments)

    def form(self, call: Call, pairs: Sequence[tuple[str, str]]) -> Format:
        """What the answer is written in; raises NotAcceptable."""
        return require_form(call, pairs)

    def require_release(self, content_type: str) -> None:
        """Raise UnsupportedMediaType where a body is of another release of FHIR."""
        require_r4(content_type)

    async def written(self, scope: Scope, answer: Answer, *, is_xml: bool) -> Answer:
        """The answer as it goes over the line."""
        return await in_xml(self.hub, scope, answer) if is_xml else answer

    async def read(self, call: Call) -> Call:
        """The same call with a body in JSON of R4, whatever it came in; raises FhirError."""
        if brings_xml(call):
            call = await in_json(self.hub, call)
        if brings_bytes(call):
            return as_binary(call, self.hub.settings.max_body_bytes)
        return as_kept(call, self.hub.fhir_url) if self.hub.pulls else call

    async def done(self, call: Call) -> Answer:
        """What was asked; raises FhirError."""
        answer = await self._asked(call)
        return as_told(answer, self.hub.fhir_url) if self.hub.pulls else answer

    async def _asked(self, call: Call) -> Answer:
        if not call.segments:
            return await self._bundle(call)
        answer = await dispatch(self.hub, call)
        return as_bytes(call, answer) if wants_bytes(call) else answer

    async def _bundle(self, call: Call) -> Answer:
        if call.method != "POST":
            raise MethodNotAllowed(
                f"{OF_ONE_TYPE}; the base takes a Bundle by POST",
                headers=allow(["POST"]),
            )
        known = await pushed_again(self.hub, call)
        if known is not None:
            return known
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


def _public(
    hub: Hub, scope: Scope, headers: Mapping[str, str], segments: tuple[str, ...]
) -> Answer | None:
    """What may be read without a token."""
    if not hub.tells or wire.method(scope) != "GET" or wire.TOKEN in scope["query_string"]:
        return None
    if segments == ("metadata",):
        return _metadata(hub, scope, headers)
    if segments == (".well-known", "smart-configuration"):
        return Answer(
            200,
            msgspec.json.encode(smart_configuration(hub.announced)),
            {"Content-Type": "application/json"},
        )
    if segments[:1] and segments[0] in DEFINED and segments[-1] not in OWN_FORMS:
        pairs = wire.pairs(scope["query_string"])
        scope[WRITTEN], scope[PRETTY] = require_format(headers, pairs), is_pretty(pairs)
        return answered(hub, segments, pairs) or definition(hub, segments, pairs)
    return None


def _metadata(hub: Hub, scope: Scope, headers: Mapping[str, str]) -> Answer:
    """https://hl7.org/fhir/R4/http.html#capabilities."""
    pairs = wire.pairs(scope["query_string"])
    refuse_unknown(pairs, OF_METADATA, what="metadata")
    if {value for name, value in pairs if name == "mode"} - {"full"}:
        raise NotSupported("metadata is told in full: leave mode out, or send mode=full")
    scope[PRETTY], part = is_pretty(pairs), parts_of("CapabilityStatement", pairs).part
    said = capabilities(hub.settings.public_url, hub.catalogue)
    whole = Answer(200, subset(said, part) if part else said)
    as_it_is = scope[PRETTY] or announced(headers, scope["query_string"]) == "xml"
    if as_it_is or not accepts_gzip(headers.get("accept-encoding", "")):
        return whole
    return coded(whole, _in_few_bytes(whole.body))


@lru_cache(maxsize=8)
def _in_few_bytes(said: bytes) -> bytes:
    return deflated(said, BEST)


def _unavailable() -> Unavailable:
    return Unavailable(
        "the database did not confirm this; in a moment send it again, or look what is stored",
        headers={"Retry-After": "1"},
    )

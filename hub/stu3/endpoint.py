"""The ASGI application under /stu3: every step of the door of R4, spoken in STU3.

docs/decisions/0091-the-door-for-stu3.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from hub.errors import NotAcceptable, NotSupported, UnsupportedMediaType
from hub.fhir import wire
from hub.fhir.as_xml import XML
from hub.fhir.call import Answer, Call
from hub.fhir.endpoint import FhirEndpoint
from hub.fhir.formats import WRITTEN, Format, require_format, require_r4
from hub.fhir.forms import require_form
from hub.fhir.parts import Hub
from hub.fhir.types import allow
from hub.stu3.capabilities import capabilities, capabilities_xml
from hub.stu3.formats import without_release
from hub.stu3.leaving import in_xml, refusal_left
from hub.stu3.routes import done, methods_at

DOOR = "/stu3"
_AS = "/fhir"
_WRITES = "this door writes application/fhir+json and application/fhir+xml, of fhirVersion 3.0"
_READS = "this door reads FHIR STU3: send it as fhirVersion=3.0, or send R4 to /fhir"


@dataclass(frozen=True, slots=True)
class Stu3Endpoint(FhirEndpoint):
    """What another release is asked, read and told otherwise."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, as if it came under /fhir."""
        path, headers = scope["path"][len(DOOR) :], without_release(scope["headers"])
        # By its own name: two arguments of super() are what a dataclass with slots needs.
        await FhirEndpoint.__call__(
            self, {**scope, "path": _AS + path, "headers": headers}, receive, send
        )

    def options(self, segments: tuple[str, ...]) -> Answer:
        """Those of this door."""
        return Answer(HTTPStatus.NO_CONTENT, b"", allow(methods_at(segments)))

    def public(
        self, scope: Scope, headers: Mapping[str, str], segments: tuple[str, ...]
    ) -> Answer | None:
        """What it does; no definition of R4."""
        if wire.method(scope) != "GET" or segments != ("metadata",):
            return None
        if wire.TOKEN in scope["query_string"]:
            return None
        scope[WRITTEN] = require_format(headers, wire.pairs(scope["query_string"]))
        url = self.hub.settings.public_url
        if scope[WRITTEN] == "xml":
            return Answer(HTTPStatus.OK, capabilities_xml(url), XML)
        return Answer(HTTPStatus.OK, capabilities(url))

    def form(self, call: Call, pairs: Sequence[tuple[str, str]]) -> Format:
        """Of STU3."""
        try:
            return require_form(call, pairs)
        except NotAcceptable:
            raise NotAcceptable(_WRITES) from None

    def require_release(self, content_type: str) -> None:
        """Of STU3."""
        try:
            require_r4(content_type)
        except UnsupportedMediaType:
            raise UnsupportedMediaType(_READS) from None

    async def written(self, scope: Scope, answer: Answer, *, is_xml: bool) -> Answer:
        """A refusal is in R4 yet."""
        del scope
        if answer.status >= HTTPStatus.BAD_REQUEST:
            answer = refusal_left(answer)
        return await in_xml(self.hub, answer) if is_xml else answer

    async def read(self, call: Call) -> Call:
        """As it came: what it means depends on what it is for."""
        return call

    async def done(self, call: Call) -> Answer:
        """What was asked, in STU3."""
        if not call.segments:
            raise NotSupported("the base takes no Bundle in STU3; send one to /fhir, in R4")
        return await done(self.hub, call)


def stu3_door(hub: Hub) -> Stu3Endpoint:
    """Beside the hub's own: the same parts, under an address of its own."""
    return Stu3Endpoint(replace(hub, door=DOOR))

"""A Binary by its own media type: what is sent so becomes one, and it is read back as it was.

https://hl7.org/fhir/R4/binary.html#rest
"""

import base64
import re
from collections.abc import Mapping, Sequence

import msgspec
from msgspec import structs

from hub.errors import Invalid, NotAcceptable, TooLarge
from hub.fhir.call import Answer, Call
from hub.fhir.formats import JSON_TYPES, XML_TYPES
from hub.fhir.posted import FORM

KIND = "Binary"
CONTEXT = "x-security-context"
"""The header by which it says to whose record it belongs, as securityContext."""
_RESOURCES = JSON_TYPES | XML_TYPES | {FORM}
_MEDIA_TYPE = re.compile(
    r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+(?:; ?[\w-]+=[\w\"'./+-]+)*", re.IGNORECASE
)
_AS_RESOURCE = frozenset({"_format", "_summary", "_elements"})
# What somebody else sent is never run, or shown as a page of the hub's.
_AS_FILE = {
    "Content-Disposition": "attachment",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


class _Reference(msgspec.Struct):
    reference: str = ""


class _Binary(msgspec.Struct):
    contentType: str = "application/octet-stream"  # noqa: N815 - as FHIR names it
    data: str = ""
    securityContext: _Reference = msgspec.field(default_factory=_Reference)  # noqa: N815 - likewise


_BINARY = msgspec.json.Decoder(_Binary)


def brings_bytes(call: Call) -> bool:
    """Whether it writes a Binary by sending what it holds, and no resource."""
    if call.segments[:1] != (KIND,) or not call.body:
        return False
    shape = {"POST": 1, "PUT": 2}.get(call.method)
    media_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    return len(call.segments) == shape and bool(media_type) and media_type not in _RESOURCES


def as_binary(call: Call, largest: int) -> Call:
    """The same call as if it had brought the resource.

    Raises:
        Invalid: a media type that is none. TooLarge: as base64.
    """
    said = call.headers.get("content-type", "").strip()
    if _MEDIA_TYPE.fullmatch(said) is None:
        raise Invalid("Content-Type is a media type, such as application/pdf")
    resource: dict[str, object] = {"resourceType": KIND}
    if call.method == "PUT":
        resource["id"] = call.segments[1]
    resource["contentType"] = said
    if context := call.headers.get(CONTEXT, "").strip():
        resource["securityContext"] = {"reference": context}
    resource["data"] = base64.b64encode(call.body).decode()
    body = msgspec.json.encode(resource)
    if len(body) > largest:
        raise TooLarge(f"as base64 this has more than {largest} bytes; send it in parts")
    headers = {**call.headers, "content-type": "application/fhir+json"}
    return structs.replace(call, body=body, headers=headers, sent=max(call.sent, len(body)))


def wants_bytes(call: Call, pairs: Sequence[tuple[str, str]] | None = None) -> bool:
    """Whether a Binary is read without a word that the resource is meant.

    `pairs` are the parameters, where the call has not got them yet.
    """
    if call.segments[:1] != (KIND,) or call.method != "GET" or not _names_one(call.segments):
        return False
    asked = call.pairs if pairs is None else pairs
    if any(name in _AS_RESOURCE for name, _ in asked):
        return False
    return _RESOURCES.isdisjoint(_accepted(call.headers))


def as_bytes(call: Call, answer: Answer) -> Answer:
    """What a Binary holds, by its own media type.

    Raises:
        NotAcceptable: who asks takes another alone.
    """
    if answer.status != 200:  # noqa: PLR2004 - of all else there is nothing in it
        return answer
    binary = _BINARY.decode(answer.body)
    own = binary.contentType.partition(";")[0].strip().lower()
    taken = _accepted(call.headers)
    if taken and taken.isdisjoint({"*/*", f"{own.partition('/')[0]}/*", own}):
        raise NotAcceptable(
            "this Binary is of another media type; take any, or application/fhir+json to see which"
        )
    is_one = _MEDIA_TYPE.fullmatch(binary.contentType)
    named = binary.contentType if is_one else "application/octet-stream"
    headers = {**answer.headers, "Content-Type": named, **_AS_FILE}
    context = binary.securityContext.reference
    if context and context.isascii() and context.isprintable():
        headers["X-Security-Context"] = context
    return Answer(answer.status, base64.b64decode(binary.data), headers)


def _names_one(segments: Sequence[str]) -> bool:
    """`Binary/id` or `Binary/id/_history/version`."""
    match segments:
        case [_, name] | [_, name, "_history", _]:
            return not name.startswith(("$", "_"))
        case _:
            return False


def _accepted(headers: Mapping[str, str]) -> frozenset[str]:
    listed = headers.get("accept", "").split(",")
    return frozenset(one.partition(";")[0].strip().lower() for one in listed) - {""}

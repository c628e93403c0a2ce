"""A body that is sent as XML becomes, at the door, the JSON that it means.

docs/decisions/0047-xml-at-the-door.md
"""

import msgspec
from msgspec import structs

from hub.errors import Invalid, TooLarge, Unprocessable, UnsupportedMediaType
from hub.fhir.call import Call
from hub.fhir.formats import XML_TYPES
from hub.fhir.parts import Hub
from profiles.text.parse import Malformed
from profiles.xml.read import Unknown, read_xml

_JSON = "application/fhir+json"
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_CHARSETS = frozenset({"charset=utf-8", 'charset="utf-8"'})


async def in_json(hub: Hub, call: Call) -> Call:
    """The same call as if it had brought JSON, each number with the digits that it came with.

    Raises:
        Invalid: no XML that FHIR allows. Unprocessable: with what FHIR R4 does not have. TooLarge:
            as JSON.
    """
    body = await hub.translation.of(_json_of, call.body, len(call.body))
    largest = hub.settings.max_body_bytes
    if len(body) > largest:
        raise TooLarge(f"as JSON this has more than {largest} bytes; send it in parts")
    headers = {**call.headers, "content-type": _JSON}
    return structs.replace(call, body=body, headers=headers, sent=max(call.sent, len(body)))


def brings_xml(call: Call) -> bool:
    """Whether it brings a resource in XML.

    Raises:
        UnsupportedMediaType: in other characters than UTF-8.
    """
    said = call.headers.get("content-type", "")
    if "xml" not in said.lower() or call.method not in _WITH_BODY or not call.body:
        return False
    media_type, *parameters = (part.strip().lower() for part in said.split(";"))
    if media_type not in XML_TYPES:
        return False
    if not {one for one in parameters if one.startswith("charset")} <= _CHARSETS:
        raise UnsupportedMediaType("send XML in UTF-8: application/fhir+xml; charset=utf-8")
    return True


def _json_of(body: bytes) -> bytes:
    try:
        return msgspec.json.encode(read_xml(body, _as_written))
    except Unknown as wrong:
        raise Unprocessable(str(wrong), issues=[wrong.issue], rule="VALIDATION") from None
    except Malformed as wrong:
        raise Invalid(str(wrong), issues=[wrong.issue]) from None


def _as_written(digits: str) -> msgspec.Raw:
    return msgspec.Raw(digits.encode())

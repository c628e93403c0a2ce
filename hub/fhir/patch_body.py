"""What a patch is sent as: JSON Patch, or a FHIRPath Patch in Parameters; alone or in a Bundle.

https://hl7.org/fhir/R4/http.html#patch
"""

import base64
import binascii
from contextlib import suppress
from dataclasses import replace
from typing import Any

import msgspec

from hub.errors import FhirError, Invalid, Unprocessable, UnsupportedMediaType
from hub.fhir.body import MEDIA_TYPES, parsed
from hub.fhir.call import Call
from profiles.patch.failed import MalformedPatch, PatchFailed
from profiles.patch.result import patched
from profiles.text.parse import Malformed, parse, parse_list

JSON = "application/fhir+json"
JSON_PATCH = "application/json-patch+json"
PLAIN_JSON = "application/json"
FORMATS = (JSON_PATCH, JSON, "application/fhir+xml")
"""Of what a patch may be sent in; in XML its Parameters are, and no XML Patch."""
ACCEPT_PATCH = {"Accept-Patch": ", ".join(FORMATS)}
"""https://www.rfc-editor.org/rfc/rfc5789#section-3.1"""

Patch = dict[str, Any] | list[Any]
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class _Binary(msgspec.Struct):
    resourceType: str  # noqa: N815 - FHIR's name
    contentType: str = ""  # noqa: N815 - likewise
    data: str = ""


_BINARY = msgspec.json.Decoder(_Binary)


def patch_of(call: Call) -> Patch:
    """The patch in the body.

    Raises:
        UnsupportedMediaType: announced as something else. Invalid: not JSON, or none.
    """
    media_type = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == JSON_PATCH:
        return _listed(call.body)
    if media_type not in MEDIA_TYPES:
        raise UnsupportedMediaType(
            "send a JSON Patch as application/json-patch+json, or Parameters with a FHIRPath Patch "
            "as application/fhir+json or application/fhir+xml",
            headers=ACCEPT_PATCH,
        )
    tree = parsed(call)
    if media_type == PLAIN_JSON and "resourceType" not in tree:
        return _members(tree)
    return _parameters(tree, "")


def patch_in(resource: Any, at: str) -> Patch:
    """The patch that an entry of a Bundle has for a resource.

    https://hl7.org/fhir/R4/http.html#transaction

    Raises:
        Invalid: neither a Binary with a JSON Patch, nor Parameters.
    """
    if not isinstance(resource, dict) or resource.get("resourceType") != "Binary":
        return _parameters(resource, at)
    if resource.get("contentType") != JSON_PATCH:
        raise Invalid(
            "a Binary holds a JSON Patch, with application/json-patch+json as its contentType",
            expression=f"{at}.contentType",
        )
    try:
        return _listed(base64.b64decode(str(resource.get("data")), validate=True))
    except (binascii.Error, ValueError):
        raise Invalid("the data of a Binary are base64", expression=f"{at}.data") from None


def sent_as(media_type: str, body: bytes) -> tuple[str, bytes]:
    """What an entry of a batch would be as a call of its own: the content of a Binary, as its type.

    What is no Binary that can be read stays what it is, to be refused as that.
    """
    with suppress(msgspec.DecodeError, ValueError):
        binary = _BINARY.decode(body)
        if binary.resourceType == "Binary":
            return binary.contentType, base64.b64decode(binary.data, validate=True)
    return media_type, body


def with_patch(body: bytes, patch: Patch, at: str = "") -> bytes:
    """The stored resource with the patch applied; `at` is where an entry's stands.

    Raises:
        Invalid: it is no patch. Unprocessable: it does not fit the resource.
    """
    try:
        return _ENCODER.encode(patched(parse(body), patch))
    except PatchFailed as failed:
        raise _refused(failed, at) from None
    except (OverflowError, RecursionError):
        raise Invalid("the patch has a number that no resource can hold", expression=at) from None


def _refused(failed: PatchFailed, at: str) -> FhirError:
    issue = replace(failed.issue, expression=at) if at else failed.issue
    if isinstance(failed, MalformedPatch):
        return Invalid(str(failed), issues=[issue], rule="PATCH")
    return Unprocessable(str(failed), issues=[issue], rule="PATCH")


def _listed(body: bytes) -> list[Any]:
    try:
        return parse_list(body)
    except Malformed as wrong:
        raise Invalid(str(wrong), issues=[wrong.issue]) from None


def _members(tree: dict[str, Any]) -> list[Any]:
    """As a library sends it that R4 does not know: members that stand for those of the resource.

    Of an object nobody can tell whether it stands for the whole, or is merged into what is there.
    """
    told = {name for name, value in tree.items() if isinstance(value, dict)}
    if told or not tree:
        raise Invalid(
            "in plain JSON a patch has texts, numbers and lists, each for the whole of a member; "
            "send a JSON Patch as application/json-patch+json",
            expression=min(told, default=""),
        )
    return [_member(name, value) for name, value in tree.items()]


def _member(name: str, value: Any) -> dict[str, Any]:
    path = "/" + name.replace("~", "~0").replace("/", "~1")
    if value is None:
        return {"op": "remove", "path": path}
    return {"op": "add", "path": path, "value": value}


def _parameters(resource: Any, at: str) -> dict[str, Any]:
    if not isinstance(resource, dict) or resource.get("resourceType") != "Parameters":
        raise Invalid(
            "a patch is Parameters with a FHIRPath Patch, or a JSON Patch",
            expression=at or "resourceType",
        )
    return resource

"""An entry of a Bundle as the call that it is by itself, and an answer as the entry of one.

https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.request
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec
from msgspec import structs

from hub.fhir.call import Answer, Call
from hub.fhir.headers import PASSED_ON
from hub.fhir.patch_body import sent_as

HEAD = "HEAD"


def call_of(call: Call, request: Mapping[str, Any], body: bytes) -> Call:
    """The call that an entry is; HEAD is a GET of which `entry_of` leaves out what was read."""
    path, _, query = str(request.get("url", "")).partition("?")
    method = str(request.get("method", ""))
    headers = {
        "prefer": _preferred(call),
        "accept": "application/fhir+json",
        "content-type": "application/fhir+json",
        **{name: str(request[key]) for key, name in PASSED_ON.items() if key in request},
    }
    if method == "PATCH":
        headers["content-type"], body = sent_as(headers["content-type"], body)
    return structs.replace(
        call,
        method="GET" if method == HEAD else method,
        segments=tuple(unquote(part) for part in path.strip("/").split("/")),
        pairs=tuple(parse_qsl(query, keep_blank_values=True)),
        headers=headers,
        body=body,
    )


def _preferred(call: Call) -> str:
    """What is written comes back in an entry where that is asked for, as in a transaction."""
    asked = call.headers.get("prefer", "")
    return asked if "return=" in asked else f"{asked}, return=minimal"


def entry_of(answer: Answer, method: str = "") -> bytes:
    """The answer to an entry of this method."""
    response: dict[str, Any] = {"status": f"{answer.status} {HTTPStatus(answer.status).phrase}"}
    for name, key in (("ETag", "etag"), ("Location", "location")):
        if name in answer.headers:
            response[key] = answer.headers[name]
    is_resource = answer.body and answer.status < HTTPStatus.BAD_REQUEST and not answer.is_outcome
    if answer.body and not is_resource:
        response["outcome"] = msgspec.Raw(answer.body)
    elif answer.beside:
        response["outcome"] = answer.beside
    tail = msgspec.json.encode({"response": response})
    if is_resource and method != HEAD:
        return b'{"resource":' + answer.body + b"," + tail[1:]
    return tail

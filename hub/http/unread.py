"""What is told of a request that could not be read, or is longer than one may be.

Nobody knows yet who asks, or what: so it is an OperationOutcome, of which any client has a reader.
"""

from collections.abc import Mapping
from http import HTTPStatus

import msgspec

from hub.errors import operation_outcome
from profiles.issue import Issue

LONGEST_URL = 65_536
LARGEST_HEAD = 65_536
"""Bytes of all headers together."""
TOLD: Mapping[int, Issue] = {
    400: Issue(
        "fatal",
        "structure",
        "",
        "this is no HTTP/1.1 request: check its first line and its headers, and that "
        "Content-Length says how long its body is",
    ),
    414: Issue(
        "fatal",
        "too-long",
        "",
        f"a URL has at most {LONGEST_URL} bytes; send a search as POST Type/_search, with its "
        "parameters in the body",
    ),
    431: Issue(
        "fatal",
        "too-long",
        "",
        f"the headers of a request have at most {LARGEST_HEAD} bytes together; send fewer, or "
        "shorter ones",
    ),
}


def unread(status: int) -> bytes:
    """The whole answer, behind which the connection is closed."""
    body = msgspec.json.encode(operation_outcome([TOLD[status]]))
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "content-type: application/fhir+json; charset=utf-8",
        f"content-length: {len(body)}",
        "cache-control: no-store",
        "connection: close",
        "\r\n",
    )
    return "\r\n".join(head).encode() + body

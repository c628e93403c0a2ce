"""What a stored resource names of the hub's own, read off its bytes.

https://hl7.org/fhir/R4/references.html#literal
"""

import json
import re
from collections.abc import Iterable, Iterator

from hub.search.context import LISTED
from profiles.search.references import local_literal

_REFERENCE = re.compile(rb'"reference"\s*:\s*("(?:[^"\\]|\\.)*")')
_ESCAPED = b"\\u"


def named_in(bodies: Iterable[bytes]) -> list[tuple[str, str]]:
    """Type and id of each, once, in order."""
    found = dict.fromkeys(url for body in bodies for url in _urls(body))
    return list(dict.fromkeys(one for url in found if (one := local_literal(url))))


def in_directory(bodies: Iterable[bytes]) -> list[tuple[str, str]]:
    """Those of the directory alone."""
    return [one for one in named_in(bodies) if one[0] in LISTED]


def _urls(body: bytes) -> Iterator[str]:
    if _ESCAPED in body:  # by which the name of a member can be written otherwise
        body = json.dumps(json.loads(body), ensure_ascii=False).encode()
    for text in _REFERENCE.findall(body):
        yield json.loads(text)

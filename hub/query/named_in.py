"""What a stored resource names of the directory, read off its bytes.

https://hl7.org/fhir/R4/references.html#literal
"""

import json
import re
from collections.abc import Iterable, Iterator

from hub.search.context import LISTED
from profiles.search.references import local_literal

_REFERENCE = re.compile(rb'"reference"\s*:\s*("(?:[^"\\]|\\.)*")')
_ESCAPED = b"\\u"


def in_directory(bodies: Iterable[bytes]) -> set[tuple[str, str]]:
    """Type and id of each, once."""
    found = {url for body in bodies for url in _urls(body)}
    named = (local_literal(url) for url in found)
    return {one for one in named if one and one[0] in LISTED}


def _urls(body: bytes) -> Iterator[str]:
    if _ESCAPED in body:  # by which the name of a member can be written otherwise
        body = json.dumps(json.loads(body), ensure_ascii=False).encode()
    for text in _REFERENCE.findall(body):
        yield json.loads(text)

"""Which release of FHIR a call says that it speaks: STU3 here, or it says none.

https://hl7.org/fhir/STU3/http.html#version-parameter
"""

import re
from collections.abc import Iterable

_RELEASE = re.compile(rb"(?i);\s*fhirversion=\s*\"?([^;,\"\s]*)\"?")
_STU3 = frozenset({b"3.0", b"3.0.0", b"3.0.1", b"3.0.2"})
_NAMING = frozenset({b"accept", b"content-type"})
_OTHER = b";fhirVersion=other"
"""What the door of R4 takes for another release than its own, as each other is here."""

Headers = Iterable[tuple[bytes, bytes]]


def without_release(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The same, with no word of STU3, which goes without saying; another release stays another."""
    return [(name, _plain(said) if name in _NAMING else said) for name, said in headers]


def _plain(said: bytes) -> bytes:
    return _RELEASE.sub(lambda found: b"" if found[1] in _STU3 else _OTHER, said)

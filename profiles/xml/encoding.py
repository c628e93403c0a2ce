"""In which characters an XML body is written: UTF-8, and no other.

https://hl7.org/fhir/R4/http.html#mime-type
"""

import codecs

from profiles.text.parse import Malformed

_UTF_8 = frozenset({"utf-8", "utf8"})
_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def plain(data: bytes) -> bytes:
    """The same without the mark that XML allows UTF-8 to begin with.

    Raises:
        Malformed: it is of another encoding, or nothing at all.
    """
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith(_MARKS) or b"\0" in data[:4]:
        raise Malformed("The body is UTF-16 or UTF-32; send UTF-8.")
    if not data.strip():
        raise Malformed("The body is empty; send one resource, <…/>.")
    return data


def require_declared(version: str, encoding: str | None) -> None:
    """Raise Malformed where the XML declaration says another version or encoding."""
    if version != "1.0":
        raise Malformed('The body declares another XML than 1.0; write <?xml version="1.0"?>.')
    if encoding is not None and encoding.lower() not in _UTF_8:
        raise Malformed('The body declares another encoding than UTF-8; send encoding="UTF-8".')

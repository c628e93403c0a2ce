"""JSON or XML: told by what is in a file, not by what it is called."""

from adapters.core.json import load
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.text.parse import Malformed
from profiles.xml.read import read_xml

_MARK = b"\xef\xbb\xbf"
_NEITHER = "this is neither JSON nor XML; a FHIR resource is one of the two, in UTF-8"


def read(content: bytes) -> JsonObject:
    """The resource in these bytes. Raises InvalidRecord."""
    match content.removeprefix(_MARK).lstrip()[:1]:
        case b"{":
            return load(content)
        case b"<":
            return _of_xml(content)
        case _:
            raise InvalidRecord([Issue("fatal", "structure", "", _NEITHER)])


def _of_xml(content: bytes) -> JsonObject:
    try:
        return read_xml(content)
    except Malformed as fault:
        raise InvalidRecord([fault.issue]) from None

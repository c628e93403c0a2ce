"""JSON or XML, STU3 or R4: told by what is in a file, not by what it is called."""

from dataclasses import dataclass, field

from adapters.core.json import load
from adapters.vvt.release import Release, release_of
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.stu3 import read_stu3
from profiles.text.parse import Malformed
from profiles.xml.read import read_xml

_MARK = b"\xef\xbb\xbf"
_NEITHER = "this is neither JSON nor XML; a FHIR resource is one of the two, in UTF-8"
_MEDIA_TYPES = {b"{": "application/fhir+json", b"<": "application/fhir+xml"}


@dataclass(frozen=True, slots=True)
class Read:
    """One resource as a tree, what release it speaks, and in what format it was written."""

    content: bytes = field(repr=False)
    tree: JsonObject = field(repr=False)
    release: Release
    media_type: str


def read(content: bytes) -> Read:
    """The resource in these bytes. Raises InvalidRecord."""
    begins = content.removeprefix(_MARK).lstrip()[:1]
    media_type = _MEDIA_TYPES.get(begins)
    if media_type is None:
        raise InvalidRecord([Issue("fatal", "structure", "", _NEITHER)])
    if begins == b"{":
        tree = load(content)
        return Read(content, tree, release_of(tree), media_type)
    tree = _of_xml(content)
    return Read(content, tree, release_of(tree), media_type)


def _of_xml(content: bytes) -> JsonObject:
    """By the release that knows all of its elements; of two by the one whose marks it bears.

    XML says nowhere which release it speaks. Raises InvalidRecord, with what the reader says that
    came furthest.
    """
    found: dict[Release, JsonObject] = {}
    faults: list[Malformed] = []
    for release, reader in ((Release.STU3, read_stu3), (Release.R4, read_xml)):
        try:
            found[release] = reader(content)
        except Malformed as fault:
            faults.append(fault)
    if not found:
        furthest = max(faults, key=lambda fault: (fault.place.line, fault.place.column))
        raise InvalidRecord([furthest.issue])
    spoken = [release for release, tree in found.items() if release_of(tree) is release]
    return found[spoken[0]] if spoken else next(iter(found.values()))

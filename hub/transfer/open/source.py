"""What an offer is built from: the full request, its patient, and the records that it names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from profiles.resource.read import codes, element, objects, words
from profiles.resource.surroundings import Resource


@dataclass(frozen=True, slots=True)
class Source:
    """`records` are found by the reference that names them; `composition` is the document's."""

    request: Resource
    patient: Resource
    composition: Resource | None = None
    records: Mapping[str, Resource] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A record, and the code of the section that names it; none where the request does."""

    section: str | None
    record: Resource


def by_reference(bundle: Mapping[str, Any]) -> Mapping[str, Resource]:
    """The records of a Bundle, by fullUrl and by Type/id."""
    found: dict[str, Resource] = {}
    for entry in objects(bundle.get("entry")):
        record = element(entry, "resource")
        if words(record, "resourceType"):
            found[f"{record['resourceType']}/{record.get('id')}"] = record
            found[words(entry, "fullUrl")] = record
    return found


def named_records(source: Source) -> Iterator[Place]:
    """The records that the request names, then those of the document's sections."""
    for place in _places(source):
        if place.record["resourceType"] not in _SEEN_ELSEWHERE:
            yield place


def lost_references(source: Source) -> Iterator[tuple[Resource, str]]:
    """What names a record that is not here: the resource and its element."""
    for holder, element_, _, reference in _references(source):
        if found(source, reference) is None:
            yield holder, element_


def _places(source: Source) -> Iterator[Place]:
    for _, _, section, reference in _references(source):
        record = found(source, reference)
        if record is not None:
            yield Place(section, record)


def _references(source: Source) -> Iterator[tuple[Resource, str, str | None, Resource]]:
    request = source.request
    for name, section in (("reasonReference", REFERRAL), ("supportingInfo", None)):
        for reference in objects(request.get(name)):
            yield request, name, section, reference
    if source.composition:
        for section_ in _sections(source.composition):
            code = next(iter(codes(section_.get("code"))), None)
            for reference in objects(section_.get("entry")):
                yield source.composition, "section.entry", code, reference


def _sections(composition: Resource) -> Iterator[Resource]:
    for top in objects(composition.get("section")):
        yield top
        yield from objects(top.get("section"))


REFERRAL = "52870002"
_SEEN_ELSEWHERE = frozenset({"Composition", "Patient"})
"""Of which something is told, in a resource that is made by itself."""


def found(source: Source, reference: Mapping[str, Any]) -> Resource | None:
    """The record that a reference leads to."""
    record = source.records.get(words(reference, "reference"))
    return record if record and words(record, "resourceType") else None


def is_of_another(record: Resource, source: Source) -> bool:
    """Whether it is about somebody else: a relative, a child, or who is in it by mistake."""
    whose = _subject(record, source)
    holders = (source.request, source.composition or {})
    asked = {subject for one in holders if (subject := _subject(one, source))}
    return "focus" in record or bool(whose and whose not in asked)


def _subject(record: Resource, source: Source) -> str:
    """Type and id of who a record is about, in whichever way he is called."""
    subject = element(record, "subject")
    patient = found(source, subject)
    name = f"{patient['resourceType']}/{patient.get('id')}" if patient else ""
    return name or "/".join(words(subject, "reference").split("/")[-2:])


def unnamed_records(source: Source, named: Iterable[Place]) -> Iterator[Resource]:
    """The records that nothing of what is read names, each once."""
    once = {id(record): record for record in source.records.values()}
    for place in named:
        once.pop(id(place.record), None)
    yield from (one for one in once.values() if words(one, "resourceType") not in _SEEN_ELSEWHERE)


def elements_of_sections(composition: Resource) -> Iterator[str]:
    """What stands in the sections beside a code and the records that they name."""
    for section in _sections(composition):
        yield from (name for name in section if name not in _OF_SECTION)


_OF_SECTION = frozenset({"code", "entry", "section"})

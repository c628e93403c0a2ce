"""What is known before the talk: who stands by him is filled in, and a decision never is.

What was decided earlier is told beside its question, so that nobody signs what was not said now.
http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-populate
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from profiles import systems
from profiles.pzp.form.identity import name_parts
from profiles.pzp.form.options import EMAIL_USES, RELATIONS, ROLES
from profiles.pzp.form.question import NO, YES
from profiles.pzp.form.response import filled
from profiles.pzp.form.said import ROWS, Said, tidy
from profiles.pzp.reading.fact import Subject, Topic
from profiles.pzp.reading.read import read
from profiles.pzp.reading.shown import Contact, Reading
from profiles.pzp.reading.words import decision, table
from profiles.pzp.sheet.days import day_said
from profiles.resource.read import objects, pairs, words

Trees = Mapping[str, Mapping[str, Any]]

ASKED = {
    Subject.CAPACITY: "1651",
    Subject.GOAL: "999",
    Subject.RESUSCITATION: "1386",
    Subject.VENTILATION: "1387",
    Subject.INTENSIVE_CARE: "1390",
    Subject.HOSPITAL: "1393",
    Subject.ANTIBIOTICS: "1396",
    Subject.BLOOD: "1399",
    Subject.OTHER_LIMIT: "1402",
    Subject.ICD: "1006",
    Subject.ICD_OFF: "1005",
    Subject.CARE_WISHES: "1190",
    Subject.PLACE_OF_DEATH: "1191",
    Subject.EUTHANASIA: "1193",
    Subject.DONOR: "1435",
    Subject.SENSE_OF_PURPOSE: "1196",
    Subject.WILL: "1197",
    Subject.TOLD: "1200",
}
"""Where what was said earlier of a subject is told."""


@dataclass(frozen=True, slots=True)
class Known:
    """`said` is filled in; `earlier` are sentences by the path of the question that they are about.

    `unsure` are names of contact persons of whom the form asks one, and several are known;
    `origins` are the addresses of who was filled in, by path.
    """

    said: Said
    earlier: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def response(self) -> dict[str, Any]:
        """What is filled in, as a QuestionnaireResponse that nobody finished."""
        return {**filled(self.said), "status": "in-progress"}


def known(resources: Iterable[Mapping[str, Any]], at: datetime) -> Known:
    """What the resources of one inhabitant tell at a moment."""
    listed = list(resources)
    reading = read(listed, at)
    trees = {f"{one.get('resourceType')}/{one.get('id')}": one for one in listed}
    represents = [one for one in reading.contacts if one.represents]
    first = [one for one in reading.contacts if one.is_first]
    found: dict[str, tuple[str, ...]] = {}
    others: dict[str, tuple[str, ...]] = {}
    if len(represents) == 1:
        found |= _representative(represents[0], trees)
        if len(first) == 1:
            is_same = first[0] is represents[0]
            found["984"] = (YES if is_same else NO,)
            others |= {} if is_same else _person(first[0], trees, _FIRST)
    origins = {path: _address(represents[0]) for path in found}
    origins |= {path: _address(first[0]) for path in others}
    unsure = [*(represents if len(represents) > 1 else ()), *(first if len(first) > 1 else ())]
    names = dict.fromkeys(one.name for one in unsure if one.name)
    said = tidy({**found, **others})
    return Known(said, dict(_earlier(reading)), tuple(names), origins)


def _address(contact: Contact) -> str:
    return next(iter(contact.addresses), "")


def _earlier(reading: Reading) -> Iterator[tuple[str, tuple[str, ...]]]:
    told: dict[str, list[str]] = {}
    for topic in reading.topics:
        if (path := ASKED.get(topic.subject)) is not None:
            told.setdefault(path, []).extend(_sentences(topic))
    yield from ((path, tuple(lines)) for path, lines in told.items() if lines)


def _sentences(topic: Topic) -> Iterator[str]:
    """Of all that may hold; what is history is no guide to what is asked now."""
    for fact in topic.now:
        called = f"{fact.called}: " if topic.subject is Subject.OTHER_LIMIT and fact.called else ""
        claimed = f" ({table()['claimed']})" if fact.is_claimed else ""
        yield f"{called}{decision(fact)}, {day_said(fact.date)}{claimed}"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The questions of one person: each number with its kind and use, each address with its use."""

    name: tuple[str, str, str]
    phone: tuple[str, str, str]
    email: tuple[str, str]
    relation: str


_REPRESENTATIVE = _Asked(("973", "974", "975"), ("976", "977", "978"), ("980", "981"), "983")
_FIRST = _Asked(("985", "986", "987"), ("988", "989", "990"), ("992", "993"), "995")
_USES = {"home": "HP", "work": "WP", "temp": "TMP"}
_ROLE = "982"


def _representative(contact: Contact, trees: Trees) -> dict[str, tuple[str, ...]]:
    offered = {one.key for one in ROLES} - {"24", "01", "09"}
    return {
        **_person(contact, trees, _REPRESENTATIVE),
        _ROLE: tuple(one for one in contact.roles if one in offered),
    }


def _person(contact: Contact, trees: Trees, asked: _Asked) -> dict[str, tuple[str, ...]]:
    person = next((one for name in contact.addresses if _is_he(one := trees.get(name, {}))), {})
    given, prefix, own = name_parts(person)
    if not own:
        given, prefix, own = "", "", contact.name
    offered = {one.key for one in RELATIONS} - {"OTH"}
    related = [one for one in contact.relations if one in offered]
    said = dict(zip(asked.name, (given, prefix, own), strict=True))
    said[asked.relation] = related[0] if len(related) == 1 else ""
    said |= dict(_phones(person, contact, asked)) | dict(_emails(person, contact, asked))
    return {path: (text,) for path, text in said.items() if text}


def _is_he(tree: Mapping[str, Any]) -> bool:
    return tree.get("resourceType") == "RelatedPerson"


def _phones(
    person: Mapping[str, Any], contact: Contact, asked: _Asked
) -> Iterator[tuple[str, str]]:
    number, kind, use = asked.phone
    points = {words(one, "value"): one for one in objects(person.get("telecom"))}
    for row, value in enumerate(contact.phones[:ROWS]):
        point = points.get(value, {})
        yield f"{number}.{row}", value
        yield f"{kind}.{row}", _kind_of(point)
        yield f"{use}.{row}", _USES.get(words(point, "use"), "")


def _kind_of(point: Mapping[str, Any]) -> str:
    """The kind of telephone, where it is told as the zib has it."""
    beside = point.get("_system")
    extensions = objects(beside.get("extension")) if isinstance(beside, Mapping) else ()
    said = [
        code
        for one in extensions
        if one.get("url") == f"{systems.NICTIZ}ext-CodeSpecification"
        for _, code in pairs(one.get("valueCodeableConcept"))
    ]
    return said[0] if len(said) == 1 else ""


def _emails(
    person: Mapping[str, Any], contact: Contact, asked: _Asked
) -> Iterator[tuple[str, str]]:
    address, use = asked.email
    points = {words(one, "value"): one for one in objects(person.get("telecom"))}
    offered = {one.key for one in EMAIL_USES}
    for row, value in enumerate(contact.emails[:ROWS]):
        yield f"{address}.{row}", value
        code = _USES.get(words(points.get(value, {}), "use"), "")
        yield f"{use}.{row}", code if code in offered else ""

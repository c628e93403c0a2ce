"""Who stands by the inhabitant: contact persons, and who decides for him by the role he was given.

https://fhir.iknl.nl/fhir/StructureDefinition/ACP-ContactPerson
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from profiles import systems
from profiles.pzp.contradiction.dated import has_passed
from profiles.pzp.reading.answers import Answers
from profiles.pzp.reading.fact import Standing
from profiles.pzp.reading.form import yes_or_no
from profiles.pzp.reading.record import Record, Tree, local, name_of, source
from profiles.pzp.reading.shown import Contact
from profiles.pzp.reading.written import not_understood, plain
from profiles.resource.read import element, objects, pairs, words

FIRST = "01"
REPRESENTING = frozenset({"24", "03", "15", "310141000146103"})
"""Legal representative, curator, mentor, and who has a written mandate."""
_ROLES = frozenset({systems.CONTACT_ROLE, systems.SNOMED})
_NO_PHONES = frozenset({"email", "fax", "url"})
_LINK = f"{systems.HL7}patient-relatedPerson"
# The questions of a person in the form: names, phones, e-mails, relation.
_REPRESENTATIVE = (("973", "974", "975"), "976", "980", "983")
_FIRST_CONTACT = (("985", "986", "987"), "988", "992", "995")
_ROLE, _ROLE_TEXTS, _IS_FIRST = "982", ("411",), "984"


def contacts(record: Record, at: datetime) -> Iterator[Contact]:
    """Every RelatedPerson, and who stands in a Patient without one."""
    for person in record.of("RelatedPerson"):
        record.used.add(id(person))
        yield _contact(record, person, person, _standing(person, at))
    for patient in record.of("Patient"):
        for one in objects(patient.get("contact")):
            if not _is_linked(record, patient, one):
                yield _contact(record, one, patient, _standing(one, at))


def form_contacts(answers: Answers) -> Iterator[Contact]:
    """The representative and the first contact person of a form."""
    roles = [one for answer in answers.of(_ROLE) for one in _role(answer)]
    roles += [text for one in _ROLE_TEXTS if (text := answers.text(one))]
    is_first = any(yes_or_no(one) for one in answers.of(_IS_FIRST))
    known = ["24", *roles, *([FIRST] if is_first else [])]
    for asked, said in ((_REPRESENTATIVE, known), (_FIRST_CONTACT, [FIRST])):
        names, phones, emails, relation = asked
        name = " ".join(filter(None, (answers.text(one) for one in names)))
        numbers = [answers.text(one) for one in (phones, emails)]
        related = [one for answer in answers.of(relation) for one in _role(answer)]
        if name or any(numbers) or related or (said is known and roles):
            yield _of(name, said, related, *(tuple(filter(None, (one,))) for one in numbers))


def merged(found: Iterable[Contact]) -> list[Contact]:
    """One person whom one source names twice, once."""
    by_name: dict[object, Contact] = {}
    for number, one in enumerate(sorted(found, key=_order)):
        name = " ".join(one.name.casefold().split())
        key = (one.source, name, one.standing) if name else number
        other = by_name.get(key)
        by_name[key] = one if other is None else _both(other, one)
    return sorted(by_name.values(), key=_order)


def _order(one: Contact) -> tuple[object, ...]:
    return (not one.represents, not one.is_first, one.name, one.source, one.addresses, one.phones,
            one.roles, one.relations, one.emails, one.standing)  # fmt: skip


def _both(one: Contact, other: Contact) -> Contact:
    """Both of all that is a list, and the name of the first."""

    def union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted({*first, *second}))

    return replace(
        one,
        roles=union(one.roles, other.roles),
        relations=union(one.relations, other.relations),
        phones=union(one.phones, other.phones),
        emails=union(one.emails, other.emails),
        addresses=union(one.addresses, other.addresses),
        represents=one.represents or other.represents,
        is_first=one.is_first or other.is_first,
    )


def _of(
    name: str,
    roles: Iterable[str],
    relations: Iterable[str],
    phones: Iterable[str],
    emails: Iterable[str],
) -> Contact:
    known = set(roles)
    return Contact(
        name=name,
        roles=tuple(sorted(known)),
        relations=tuple(sorted(set(relations))),
        phones=tuple(sorted(set(phones))),
        emails=tuple(sorted(set(emails))),
        represents=not known.isdisjoint(REPRESENTING),
        is_first=FIRST in known,
    )


def _contact(record: Record, person: Tree, inside: Tree, standing: Standing) -> Contact:
    roles, relations = set[str](), set[str]()
    related = person.get("relationship")
    for concept in objects(related if isinstance(related, list) else [related]):
        said = pairs(concept)
        known = {code for system, code in said if system in _ROLES}
        kin = {code for system, code in said if system == systems.ROLE_CODE}
        roles |= known
        relations |= kin
        if text := words(concept, "text") or ("" if known or kin else plain(concept)):
            roles.add(text)
    numbers = [one for one in objects(person.get("telecom")) if words(one, "use") != "old"]
    mail = [words(one, "value") for one in numbers if words(one, "system") == "email"]
    calls = [words(one, "value") for one in numbers if words(one, "system") not in _NO_PHONES]
    roles.update(not_understood(person))
    name = person.get("name")
    named = {"name": [name]} if isinstance(name, dict) else person
    found = _of(name_of(named), roles, relations, filter(None, calls), filter(None, mail))
    return replace(
        found, standing=standing, source=source(inside), addresses=(record.address(inside),)
    )


def _standing(person: Tree, at: datetime) -> Standing:
    ended = has_passed(words(element(person, "period"), "end"), at)
    return Standing.ENDED if ended or person.get("active") is False else Standing.IN_FORCE


def _is_linked(record: Record, patient: Tree, contact: Tree) -> bool:
    """Whether it only repeats a RelatedPerson that is in the record."""
    links = [
        element(one, "valueReference")
        for one in objects(contact.get("extension"))
        if one.get("url") == _LINK
    ]
    return any(
        record.look(one, patient) is not None
        for one in links
        if local(words(one, "reference")).startswith("RelatedPerson/")
    )


def _role(answer: Tree) -> list[str]:
    coding = answer.get("valueCoding")
    found = pairs({"coding": [coding]}) if isinstance(coding, dict) else ()
    return [code for _, code in found] or [text for text in (plain(answer),) if text]

"""Who it is, who decides for him, and whom to call."""

import re
from collections.abc import Iterator

from profiles.pzp.reading.shown import Contact, Person
from profiles.pzp.reading.words import table as reading_words
from profiles.pzp.sheet.days import day_said
from profiles.pzp.sheet.line import Lines
from profiles.pzp.sheet.shown import Banner, Mate
from profiles.pzp.sheet.words import said, table

_NOT_DIALLED = re.compile(r"[^0-9+]")
_FEWEST = len("112")


def banner(person: Person) -> Banner:
    """Of one Patient; what is not known of him is said to be so."""
    age = ""
    if person.age is not None:
        age = said("person", "age-at-death" if person.died else "age", years=person.age)
    digits = person.bsn.lstrip("•")
    return Banner(
        name=person.name or said("person", "nameless"),
        born=said("person", "born", day=day_said(person.birth))
        if person.birth
        else said("person", "born-unknown"),
        age=age,
        gender=str(table()["gender"].get(person.gender, person.gender)),
        bsn=said("person", "bsn", digits=digits) if digits else said("person", "bsn-unknown"),
        died=_died(person.died),
    )


def _died(written: str) -> str:
    if not written:
        return ""
    if written == "true":
        return said("person", "died-undated")
    return said("person", "died", day=day_said(written))


def mate(contact: Contact, lines: Lines) -> Mate:
    """A contact person; roles and relations in words, or as they are written."""
    return Mate(
        name=contact.name or said("person", "nameless"),
        roles=", ".join(_named("role", contact.roles)),
        relations=", ".join(_named("relation", contact.relations)),
        phones=tuple((one, dialled(one)) for one in contact.phones),
        emails=contact.emails,
        represents=contact.represents,
        source=lines.source(contact.source),
        marks=tuple(filter(None, (str(reading_words()["standing"][contact.standing]),))),
        addresses=contact.addresses,
    )


def dialled(number: str) -> str:
    """What a telephone dials for a number as it is written; empty where that is none."""
    found = _NOT_DIALLED.sub("", number.replace("(0)", ""))
    return found if sum(one.isdigit() for one in found) >= _FEWEST else ""


def _named(group: str, codes: tuple[str, ...]) -> Iterator[str]:
    for one in codes:
        yield str(table()[group].get(one, one))

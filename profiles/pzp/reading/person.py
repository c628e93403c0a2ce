"""Who it is: name, age, sex, the last digits of the BSN, and whether he has died.

https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Patient
"""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from profiles import systems
from profiles.pzp.reading.record import Record, Tree, name_of
from profiles.pzp.reading.shown import Person
from profiles.pzp.reading.written import not_understood
from profiles.resource.read import objects, words

_HERE = ZoneInfo("Europe/Amsterdam")
_SHOWN = 3


def persons(record: Record, at: datetime) -> Iterator[Person]:
    """Every Patient: more than one is for a person to see."""
    for patient in record.of("Patient"):
        record.used.add(id(patient))
        birth = words(patient, "birthDate")
        yield Person(
            name=name_of(patient),
            birth=birth,
            age=_age(birth, _died(patient), at.astimezone(_HERE).date()),
            gender=words(patient, "gender"),
            bsn=_masked(patient),
            died=_died(patient),
            address=record.address(patient),
            unread=tuple(not_understood(patient)),
        )


def _died(patient: Tree) -> str:
    if patient.get("deceasedBoolean") is True:
        return "true"
    return words(patient, "deceasedDateTime")


def _age(birth: str, died: str, today: date) -> int | None:
    """On this day, or on that of the death; None where either is not known to the day."""
    try:
        born = date.fromisoformat(birth)
        until = date.fromisoformat(died[:10]) if died else today
    except ValueError:
        return None
    before = (until.month, until.day) < (born.month, born.day)
    return until.year - born.year - before


def _masked(patient: Tree) -> str:
    found = [
        words(one, "value")
        for one in objects(patient.get("identifier"))
        if one.get("system") == systems.BSN_SYSTEM
    ]
    number = next(iter(sorted(filter(None, found))), "")
    return "•" * max(0, len(number) - _SHOWN) + number[-_SHOWN:] if len(number) > _SHOWN else ""

"""Of whom a record is: his name as it is kept, in full, and his day of birth."""

from dataclasses import dataclass

import msgspec

from hub.pages.days import date_said
from hub.pages.words import Words
from hub.query.own_record import OwnRecord
from profiles.resource.read import objects, words


@dataclass(frozen=True, slots=True)
class Whose:
    """In words; what was not written down says so."""

    name: str
    born: str


def whose_in(record: OwnRecord, said: Words) -> Whose:
    """The inhabitant whose record this is."""
    patient = msgspec.json.decode(record.patient.body) if record.patient else {}
    named = next(iter(objects(patient.get("name"))), {})
    given = " ".join(one for one in named.get("given", ()) if type(one) is str)
    name = words(named, "text") or f"{given} {words(named, 'family')}".strip()
    return Whose(
        name or said("start.whose.no-name"),
        date_said(words(patient, "birthDate"), said) or said("start.whose.no-day"),
    )

"""The patient without identity: what enough inhabitants share with him.

Profile transfer-anonymous-patient.
"""

import re
from typing import Any

from hub.transfer.open.cell import WIDTHS, Person, span, widened
from hub.transfer.open.coarse import read_day
from hub.transfer.open.coding import Json
from hub.transfer.open.left_out import Ledger
from hub.transfer.open.setting import Facts, Setting
from hub.transfer.open.status import is_modified
from hub.transfer.open.unopenable import Unopenable
from profiles.resource.read import objects
from profiles.resource.surroundings import Resource

_GENDERS = frozenset({"male", "female", "other", "unknown"})
_POSTCODE = re.compile(r"([1-9][0-9]{3})(?: ?[A-Za-z]{2})?")
_AT_HOME = frozenset({None, "home"})
_HERE = frozenset({None, "NL", "NLD", "Nederland"})
_TOLD = frozenset({"id", "gender", "birthDate", "address"})


def person(source: Resource, setting: Setting, facts: Facts, ledger: Ledger) -> Person:
    """What may be told of a patient; what is told less exactly than asked is written down.

    Raises: Unopenable.
    """
    if is_modified(source):
        raise Unopenable("Patient.modifierExtension")
    gender, birth, place = _gender(source), _birth_year(source), _postcode(source)
    widths = WIDTHS[setting.birth]
    told = widened(birth, gender, place, facts.cells, widths, setting.fewest)
    ledger.rest(source, _TOLD)
    asked = birth is None or (told.first, told.last) == span(birth, widths[0])
    for element, as_asked, has in (
        ("gender", told.gender == gender, gender),
        ("birthDate", asked, birth),
        ("address.postalCode", told.postcode == place, place),
    ):
        if has is None and element.split(".")[0] in source:
            ledger.add(source, element, "unreadable")
        elif not as_asked:
            ledger.add(source, element, "small-cell")
    return told


def anonymous(told: Person, name: str) -> Json:
    """The Patient; a year of birth only where it is one year, because a date can't say more."""
    patient: Json = {"resourceType": "Patient", "id": name}
    if told.gender:
        patient["gender"] = told.gender
    if told.first is not None and told.first == told.last:
        patient["birthDate"] = f"{told.first:04}"
    if told.postcode:
        patient["address"] = [{"postalCode": told.postcode}]
    return patient


def _gender(source: Resource) -> str | None:
    gender: Any = source.get("gender")
    return gender if type(gender) is str and gender in _GENDERS else None


def _birth_year(source: Resource) -> int | None:
    day = read_day(source.get("birthDate"))
    return day.first.year if day else None


def _postcode(source: Resource) -> str | None:
    """Of where he lives; none where his addresses don't agree."""
    found = set()
    for address in objects(source.get("address")):
        use, country, code = (address.get(name) for name in ("use", "country", "postalCode"))
        match = _POSTCODE.fullmatch(code) if type(code) is str else None
        if match and _is_one_of(use, _AT_HOME) and _is_one_of(country, _HERE):
            found.add(match[1])
    return found.pop() if len(found) == 1 else None


def _is_one_of(value: Any, allowed: frozenset[str | None]) -> bool:
    return (value is None or type(value) is str) and value in allowed

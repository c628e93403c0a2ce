"""What is needed, as a request for a transfer says it.

https://hl7.org/fhir/R4/servicerequest.html
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from hub.transfer.matching.need import Need
from profiles.resource.read import element, objects, pairs, words

_BASE = "https://example.org/rtp/CodeSystem/"
_POSTCODE_4 = 4
_YEAR, _MONTH_AND_DAY = 4, len("-11-22")


class NoNeed(ValueError):
    """Nothing can be looked for: the kind of care or the day is not told."""


def need_of(request: Mapping[str, Any], patient: Mapping[str, Any] | None, today: date) -> Need:
    """What a ServiceRequest asks; without a patient beside it, of the one that it contains.

    What the request does not say, such as wishes and the indication, is for who knows it to add.

    Raises:
        NoNeed: without one kind of care and the day on which it is wanted.
    """
    care = care_type_of(request)
    start = _day(words(element(request, "occurrencePeriod"), "start"))
    if care is None or start is None:
        raise NoNeed("a request says one kind of care, and on which day it is wanted")
    details = list(objects(request.get("orderDetail")))
    handling = {code for one in details for code in _codes(one)}
    who = patient or _contained(request)
    return Need(
        care,
        start,
        handling=frozenset(handling),
        besides=tuple(_besides(details)),
        sex=words(who, "gender") or None,
        age=_age(words(who, "birthDate"), today),
        home=_home(who),
    )


def care_type_of(request: Mapping[str, Any]) -> str | None:
    """The one kind of care that is asked for."""
    care = [code for system, code in pairs(request.get("code")) if system == f"{_BASE}care-type"]
    return care[0] if len(care) == 1 else None


def home_of(request: Mapping[str, Any]) -> str | None:
    """The four digits of the postcode of the one that it contains."""
    return _home(_contained(request))


def _codes(detail: Mapping[str, Any]) -> list[str]:
    return [code for system, code in pairs(detail) if system == f"{_BASE}matching-need"]


def _besides(details: list[dict[str, Any]]) -> Iterator[str]:
    """As it is written: its text, or the words of a code that is not ours."""
    for one in details:
        if _codes(one):
            continue
        codings = objects(one.get("coding"))
        said = (words(coding, "display") or words(coding, "code") for coding in codings)
        yield words(one, "text") or ", ".join(filter(None, said)) or "?"


def _contained(request: Mapping[str, Any]) -> Mapping[str, Any]:
    found = objects(request.get("contained"))
    return next((one for one in found if one.get("resourceType") == "Patient"), {})


def _home(patient: Mapping[str, Any]) -> str | None:
    for address in objects(patient.get("address")):
        postcode = words(address, "postalCode")[:_POSTCODE_4]
        if len(postcode) == _POSTCODE_4 and postcode.isascii() and postcode.isdigit():
            return postcode
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[: _YEAR + _MONTH_AND_DAY])
    except ValueError:
        return None


def _age(born: str, today: date) -> int | None:
    """In whole years; of who was born in a year that alone is told, what he is in this one."""
    day = _day(born)
    if day is not None:
        return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    year = born[:_YEAR]
    return (
        today.year - int(year) if len(year) == _YEAR and year.isascii() and year.isdigit() else None
    )

"""What is told as a range: the age, where a year of birth would tell too much, and the weight."""

from collections.abc import Iterable
from decimal import Decimal
from math import isfinite
from typing import Any

from hub.transfer.open.coding import Json, concept, label
from hub.transfer.open.source import Place
from hub.transfer.open.status import why_not
from hub.transfer.open.work import Work
from profiles.resource.read import element, has
from profiles.resource.surroundings import Resource
from profiles.systems import LOINC, SNOMED

_UCUM = "http://unitsofmeasure.org"
_AGE = concept((SNOMED, "424144002"), "Leeftijd")
# As zib LichaamsGewicht has it; what is told is a class, and so no vital sign with a value.
_WEIGHED = (LOINC, "29463-7")
_WEIGHT = concept((SNOMED, "27113001"), "Gewichtsklasse")
_READ = frozenset({"id", "status", "code", "subject", "valueQuantity"})
_LIGHTEST, _HEAVIEST = 1, 700


def age(work: Work, year: int) -> Json | None:
    """How old the patient is, at least and at most, in a year; nothing where one year is told."""
    first, last = work.person.first, work.person.last
    if first is None or last is None or first == last:
        return None
    youngest, oldest = max(year - last - 1, 0), max(year - first, 0)
    return _measured(work, _AGE, _range(youngest, oldest, "a", "jaar"))


def is_weight(record: Resource) -> bool:
    """Whether it says what the patient weighs."""
    return record["resourceType"] == "Observation" and has(record.get("code"), _WEIGHED)


def weight(places: Iterable[Place], work: Work) -> Json | None:
    """The heaviest class that was weighed: a bed has to carry it."""
    kilograms = [found for place in places if (found := _kilograms(place.record, work))]
    if not kilograms:
        return None
    heaviest, bounds = max(kilograms), sorted(work.setting.weight_classes)
    low = max((bound for bound in bounds if bound <= heaviest), default=None)
    high = min((bound for bound in bounds if bound > heaviest), default=None)
    return _measured(work, _WEIGHT, _range(low, high, "kg", "kg")) if bounds else None


def _kilograms(record: Resource, work: Work) -> float | None:
    why, said = why_not(record), element(record, "valueQuantity")
    value: Any = said.get("value")
    # The hub reads a decimal as Decimal, so that none of its digits is lost.
    is_number = type(value) is int or (type(value) in {float, Decimal} and isfinite(value))
    is_weight_of_one = is_number and _LIGHTEST <= value <= _HEAVIEST
    is_kilograms = (said.get("system"), said.get("code")) == (_UCUM, "kg")
    if why or not (is_weight_of_one and is_kilograms) or "comparator" in said:
        work.ledger.add(record, "", why or "unreadable")
        return None
    work.ledger.rest(record, _READ)
    return float(value)


def _measured(work: Work, code: Json, told: Json) -> Json:
    return {
        "resourceType": "Observation",
        "meta": label(),
        "status": "final",
        "code": code,
        "subject": work.to_patient(),
        "valueRange": told,
    }


def _range(low: int | None, high: int | None, code: str, unit: str) -> Json:
    ends = {"low": low, "high": high}
    return {
        end: {"value": value, "unit": unit, "system": _UCUM, "code": code}
        for end, value in ends.items()
        if value is not None
    }

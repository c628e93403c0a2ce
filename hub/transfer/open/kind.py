"""Which list a record's code has to stand on, and under which section it is told."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.transfer.open.coding import concepts
from hub.transfer.open.source import REFERRAL, Place
from hub.transfer.open.told import STOMA, Told, Words
from profiles.resource.read import any_has, has
from profiles.resource.surroundings import Resource
from profiles.systems import SNOMED

HISTORY, PROBLEMS = "417662000", "86644006"
LEGAL, ALERTS, RESTRICTIONS = "365867006", "308813009", "225317005"
NUTRITION, EXCRETION = "300893006", "106019003"

_LEGAL_STATUS, _RESTRICTION = (SNOMED, "303186005"), (SNOMED, RESTRICTIONS)
_NURSING_PROCEDURE = (SNOMED, "9632001")
_OF_DEVICES = frozenset({NUTRITION, EXCRETION})


@dataclass(frozen=True, slots=True)
class Kind:
    """`is_condition` is what a region counts patients of."""

    section: str
    words: Callable[[Told], Words]
    is_condition: bool = False


_REFERRAL = Kind(REFERRAL, lambda told: told.conditions, is_condition=True)
_HISTORY = Kind(HISTORY, lambda told: told.conditions, is_condition=True)
_PROBLEM = Kind(PROBLEMS, lambda told: {**told.conditions, **told.problems}, is_condition=True)
_LEGAL = Kind(LEGAL, lambda told: told.legal)
_ALERT = Kind(ALERTS, lambda told: told.alerts)
_RESTRICTED = Kind(RESTRICTIONS, lambda told: told.restrictions)
_PROCEDURE = Kind(PROBLEMS, lambda told: told.procedures)
_STOMA = Kind(EXCRETION, lambda told: told.stomas)
_CONDITIONS = {None: _REFERRAL, REFERRAL: _REFERRAL, HISTORY: _HISTORY, PROBLEMS: _PROBLEM}


def kind_of(place: Place) -> Kind | None:
    """What is told of such a record where it is named there; nothing of one that is on no list."""
    choose = _BY_TYPE.get(place.record["resourceType"])
    return choose(place.section, place.record) if choose else None


def _condition(section: str | None, record: Resource) -> Kind | None:
    if any_has(record.get("category"), _LEGAL_STATUS):
        return _LEGAL
    return _CONDITIONS.get(section)


def _procedure(_: str | None, record: Resource) -> Kind | None:
    categories = list(concepts(record.get("category")))
    if any_has(categories, _RESTRICTION):
        return _RESTRICTED
    return _PROCEDURE if any_has(categories, _NURSING_PROCEDURE) else None


def _observation(_: str | None, record: Resource) -> Kind | None:
    return _STOMA if has(record.get("code"), STOMA) else None


def _device_use(section: str | None, _: Resource) -> Kind | None:
    if section not in _OF_DEVICES:
        return None
    return Kind(section, lambda told: told.devices)


_BY_TYPE: dict[str, Callable[[str | None, Resource], Kind | None]] = {
    "Condition": _condition,
    "DeviceUseStatement": _device_use,
    "Flag": lambda *_: _ALERT,
    "Observation": _observation,
    "Procedure": _procedure,
}

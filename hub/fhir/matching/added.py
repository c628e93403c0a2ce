"""What who looks for a place knows beside the request: wishes, indications, the last day."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hub.errors import Invalid
from hub.fhir.operation_input import day_of
from hub.transfer.matching.need import Need, Wish
from hub.transfer.matching.wished import KINDS

_NEAR = "wish-near"
_WISHES = {name: kind for name, kind in KINDS.items() if name != _NEAR}
_SETS = {"indication": "indications", "client-of": "client_of", "excluded": "excluded"}
_ONCE = {"legal-status": "legal_status", "partner": "partner", "insurer": "insurer"}
_LATEST, _AMOUNT = "latest", "amount"
TAKEN = frozenset({*_WISHES, _NEAR, *_SETS, *_ONCE, _LATEST, _AMOUNT})


def added(pairs: Iterable[tuple[str, str]]) -> Callable[[Need], Need]:
    """What they make of a need; raises Invalid where one can't be read."""
    said: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        if value:
            said[name].append(value)
    changes: dict[str, Any] = {
        element: frozenset(said[name]) for name, element in _SETS.items() if name in said
    }
    for name, element in _ONCE.items():
        if name in said:
            changes[element] = _one(name, said[name])
    if _LATEST in said:
        changes["latest"] = day_of({_LATEST: _one(_LATEST, said[_LATEST])}, _LATEST)
    if _AMOUNT in said:
        changes["amount"] = _number(_AMOUNT, _one(_AMOUNT, said[_AMOUNT]))
    changes["wishes"] = tuple(_wishes(said))
    return lambda need: replace(need, **_in_time(changes, need))


def _in_time(changes: Mapping[str, Any], need: Need) -> Mapping[str, Any]:
    latest: date | None = changes.get("latest")
    if latest is not None and latest < need.start:
        raise Invalid("latest is no day before the one on which the place is wanted")
    return changes


def _wishes(said: Mapping[str, Sequence[str]]) -> Iterable[Wish]:
    for name, kind in _WISHES.items():
        for value in said.get(name, ()):
            yield Wish(kind, value)
    for value in said.get(_NEAR, ()):
        postcode, _, within = value.partition("|")
        yield Wish("near", postcode, _number(_NEAR, within))


def _one(name: str, values: Sequence[str]) -> str:
    if len(values) > 1:
        raise Invalid(f"say {name} once")
    return values[0]


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) < len("10000")):
        raise Invalid(
            f"{name} has a whole number in it: hours a week, or kilometres behind a postcode, "
            "as 1354|5"
        )
    return int(text)

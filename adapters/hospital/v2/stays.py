"""Where somebody was during a visit, bed by bed, from what was told of the moves.

https://hl7.org/fhir/R4/encounter-definitions.html#Encounter.location
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.hospital.v2.facts import Move, Visit


@dataclass(frozen=True, slots=True)
class Stay:
    """At a place from `start` to `end`; empty where that is not known or not so yet."""

    place: tuple[str, ...]
    start: str = ""
    end: str = ""


def stays_of(visit: Visit) -> list[Stay]:
    """In their order; the last one without an end is where the person is now."""
    stays: list[Stay] = []
    for move in _moves(visit):
        stays = _after(stays, move, tuple(move.place))
    return stays


def _moves(visit: Visit) -> Sequence[Move]:
    """The moves, and the place of the latest snapshot where it was told."""
    place = visit.stated.get("place")
    if place is None or any(move.at == place.at for move in visit.moves):
        return visit.moves
    start = visit.stated.get("start")
    began = str(start.value or "") if start else ""
    snapshot = Move(place.at, "A08", place.value, began)
    return sorted([*visit.moves, snapshot], key=lambda one: (one.at, one.event))


def _after(stays: list[Stay], move: Move, place: tuple[str, ...]) -> list[Stay]:
    match move.event:
        case "A02":
            return [*_closed(stays, move.when), Stay(place, move.when)]
        case "A12":
            return _at(_reopened(stays[:-1]), place)
        case "A03" | "A11":
            return _closed(stays, move.when)
        case "A13":
            return _at(_reopened(stays), place)
        case "A08":
            # The place alone is told, and no move: the sender has put it right.
            return [*stays[:-1], replace(stays[-1], place=place)] if stays else _began(move, place)
        case _:
            return stays if stays and stays[-1].place == place else _began(move, place)


def _began(move: Move, place: tuple[str, ...]) -> list[Stay]:
    return [Stay(place, move.when)] if place else []


def _closed(stays: list[Stay], when: str) -> list[Stay]:
    if not stays or stays[-1].end:
        return stays
    return [*stays[:-1], replace(stays[-1], end=when)]


def _reopened(stays: list[Stay]) -> list[Stay]:
    return [*stays[:-1], replace(stays[-1], end="")] if stays else []


def _at(stays: list[Stay], place: tuple[str, ...]) -> list[Stay]:
    """What is said of where the person is now, holds."""
    if not place or (stays and stays[-1].place == place):
        return stays
    return [*stays[:-1], Stay(place)] if stays else [Stay(place)]

"""Codes that are written anew: what a source calls them stays with the source."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from hub.transfer.open.told import Words
from profiles.packages.package import shipped
from profiles.resource.read import Pair, objects, pairs
from profiles.systems import OBSERVATION_VALUE, SNOMED

Json = dict[str, Any]

_OWN = "https://example.org/rtp/CodeSystem/"
CARE_TYPE, MATCHING_NEED = f"{_OWN}care-type", f"{_OWN}matching-need"
ADVANCE_NOTICE = (SNOMED, "721915006")


def concept(pair: Pair, words: str | None = None) -> Json:
    """A CodeableConcept of one coding, with our own words for it."""
    coding = {"system": pair[0], "code": pair[1]}
    return {"coding": [coding | ({"display": words} if words else {})]}


def listed(source: Any, words: Words) -> Pair | None:
    """The first coding of a CodeableConcept that is on the list."""
    return next((pair for pair in pairs(source) if pair in words), None)


def any_pair(source: Any) -> Pair | None:
    """What the desk is told was left out."""
    return next(iter(pairs(source)), None)


def concepts(source: Any) -> Iterator[Json]:
    """The CodeableConcepts of a list, or the one."""
    yield from objects(source if type(source) is list else [source])


@cache
def own_words(system: str) -> Mapping[Pair, str]:
    """The codes of one of our own code systems, each with its words."""
    return {
        (system, one["code"]): one["display"]
        for package in shipped()
        for resource in package.resources
        if resource.get("url") == system
        for one in resource["concept"]
    }


def label() -> Json:
    """That it is of a person whose name was taken away: a new one each time it is asked."""
    return {"security": [{"system": OBSERVATION_VALUE, "code": "PSEUDED"}]}

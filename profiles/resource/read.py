"""Reads parts of a JSON tree that may be of any shape; what is not as expected is not there."""

from collections.abc import Mapping, Sequence
from typing import Any

Pair = tuple[str, str]


def objects(value: Any) -> Sequence[dict[str, Any]]:
    """The objects of a list."""
    return [one for one in value if type(one) is dict] if type(value) is list else ()


def numbered(value: Any) -> Sequence[tuple[int, dict[str, Any]]]:
    """The objects of a list, each with its place in it."""
    if type(value) is not list:
        return ()
    return [(place, one) for place, one in enumerate(value) if type(one) is dict]


def element(node: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside an object."""
    found = node.get(name)
    return found if type(found) is dict else {}


def words(node: Mapping[str, Any], name: str) -> str:
    """A string inside an object, without the space around it."""
    found = node.get(name)
    return found.strip() if type(found) is str else ""


def pairs(concept: Any) -> Sequence[Pair]:
    """System and code of each coding of a CodeableConcept."""
    if type(concept) is not dict:
        return ()
    return [
        (coding["system"], coding["code"])
        for coding in objects(concept.get("coding"))
        if type(coding.get("system")) is str and type(coding.get("code")) is str
    ]


def codes(concept: Any) -> Sequence[str]:
    """The code of each coding of a CodeableConcept, of whatever system."""
    codings = objects(concept.get("coding")) if type(concept) is dict else ()
    return [coding["code"] for coding in codings if type(coding.get("code")) is str]


def has(concept: Any, pair: Pair) -> bool:
    """Whether a CodeableConcept has this coding."""
    codings = concept.get("coding") if type(concept) is dict else None
    if type(codings) is list:
        system, code = pair
        for coding in codings:
            if (
                type(coding) is dict
                and coding.get("code") == code
                and coding.get("system") == system
            ):
                return True
    return False


def any_has(concepts: Any, pair: Pair) -> bool:
    """Whether one of several CodeableConcepts has this coding."""
    if type(concepts) is list:
        for concept in concepts:
            if has(concept, pair):
                return True
    return False


def profiles_said(resource: Mapping[str, Any]) -> list[str]:
    """The canonicals in meta.profile."""
    meta = resource.get("meta")
    listed = meta.get("profile") if type(meta) is dict else None
    return [one for one in listed if type(one) is str] if type(listed) is list else []


def says(text: str) -> bool:
    """Whether a text has at least one letter or digit."""
    return any(character.isalnum() for character in text)

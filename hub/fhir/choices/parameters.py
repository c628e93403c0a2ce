"""Parts of FHIR Parameters, as the operations on choices make them.

https://hl7.org/fhir/R4/parameters.html
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from consent.choices.catalogue import Text
from profiles.systems import URA_SYSTEM

Part = dict[str, Any]


def parts(name: str, listed: Iterable[Part]) -> Part:
    """One parameter of several parts."""
    return {"name": name, "part": list(listed)}


def parameters(listed: Iterable[Part]) -> dict[str, Any]:
    """The whole of them."""
    return {"resourceType": "Parameters", "parameter": list(listed)}


def words(text: Text) -> list[Part]:
    """A choice in words, each piece by its name."""
    return [
        {"name": name, "valueString": said}
        for name, said in asdict(text).items()
        if said and name != "about_source"
    ]


def organization(ura: str, names: Mapping[str, str]) -> dict[str, Any]:
    """A Reference by URA, with what it calls itself."""
    named: dict[str, Any] = {"identifier": {"system": URA_SYSTEM, "value": ura}}
    return {**named, "display": names[ura]} if names.get(ura) else named


def filled(values: Mapping[str, str], names: Mapping[str, str]) -> Iterable[Part]:
    """What is filled in in a choice."""
    for name, value in values.items():
        if name == "kind":
            yield {"name": name, "valueCode": value}
        else:
            yield {"name": name, "valueReference": organization(value, names)}

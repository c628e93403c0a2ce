"""What bears another name in the other release: code systems, profiles, extensions.

The tables beside this file have a line a thing: its name in STU3, a tab, its name in R4.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_V3_OLD, _V3 = "http://hl7.org/fhir/v3/", "http://terminology.hl7.org/CodeSystem/v3-"
_V2_OLD, _V2 = "http://hl7.org/fhir/v2/", "http://terminology.hl7.org/CodeSystem/v2-"
_PZP_OLD, _PZP = "https://api.iknl.nl/docs/pzp/stu3/", "https://api.iknl.nl/docs/pzp/r4/"
_PREFIXES = ((_V3_OLD, _V3), (_V2_OLD, _V2))


def system(url: str, *, is_up: bool) -> str:
    """A code system in the other release; itself where it has one name in both."""
    return _renamed(url, "systems.tsv", _PREFIXES, is_up=is_up)


def extension(node: Mapping[str, Any], *, is_up: bool, refers_to: str = "") -> str:
    """The URL of an extension in the other release; itself where it has one in both.

    `node` is as it is in that release, where it `refers_to` a type. What its definition in R4 does
    not allow as its value stays under the name of STU3.
    """
    url: str = node["url"]
    allowed = _values().get(url)
    if is_up and allowed is not None:
        codings = node.get("valueCodeableConcept", {}).get("coding", ())
        found = {str(one.get("code")) for one in codings}
        found |= {f">{refers_to}"} if "valueReference" in node else set()
        if not found <= allowed:
            return url
    return _renamed(url, "extensions.tsv", ((_PZP_OLD, _PZP),), is_up=is_up)


def profile(url: str, *, is_up: bool) -> str:
    """The canonical of a profile in the other release; itself where none is known there.

    Empty where R4 has that name for something else.
    """
    return _renamed(url, "profiles.tsv", ((_PZP_OLD, _PZP),), is_up=is_up)


def resource(node: Mapping[str, Any], *, is_up: bool) -> str:
    """The type in the other release."""
    del is_up
    return str(node["resourceType"])


def _renamed(url: str, table: str, prefixes: tuple[tuple[str, str], ...], *, is_up: bool) -> str:
    found = _table(table, is_up=is_up).get(url)
    if found is not None:
        return found
    for old, new in prefixes:
        here, there = (old, new) if is_up else (new, old)
        if url.startswith(here):
            return there + url.removeprefix(here)
    return url


@cache
def _values() -> Mapping[str, frozenset[str]]:
    """The codes, or >types, that the definition of an extension allows in R4, where it says so."""
    lines = files("profiles.stu3").joinpath("extensions.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {row[0]: frozenset(row[2].split(" ")) for row in rows if len(row) > 2}  # noqa: PLR2004 - the third cell


@cache
def _table(name: str, *, is_up: bool) -> Mapping[str, str]:
    """Where two of the source are one in the target, the first line is for the way back."""
    found: dict[str, str] = {}
    for line in files("profiles.stu3").joinpath(name).read_text("utf-8").splitlines():
        old, new = line.split("\t")[:2]
        here, there = (old, new) if is_up else (new, old)
        found.setdefault(here, there)
    return found

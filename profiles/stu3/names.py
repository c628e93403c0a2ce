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


def extension(url: str, *, is_up: bool) -> str:
    """The URL of an extension in the other release; itself where it has one in both."""
    return _renamed(url, "extensions.tsv", ((_PZP_OLD, _PZP),), is_up=is_up)


def profile(url: str, *, is_up: bool) -> str:
    """The canonical of a profile in the other release; itself where none is known there."""
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
def _table(name: str, *, is_up: bool) -> Mapping[str, str]:
    """Where two of the source are one in the target, the first line is for the way back."""
    found: dict[str, str] = {}
    for line in files("profiles.stu3").joinpath(name).read_text("utf-8").splitlines():
        old, _, new = line.partition("\t")
        here, there = (old, new) if is_up else (new, old)
        found.setdefault(here, there)
    return found

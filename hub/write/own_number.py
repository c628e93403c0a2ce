"""The numbers by which a source itself knows a person, beside his BSN or in place of it.

docs/decisions/0075-who-has-no-bsn.md
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from hub.search.index import identifier_key
from profiles import systems

_NATIONAL = ("fhir.nl/fhir/namingsystem/", "urn:oid:2.16.528.1.1007.")
"""Numbers of persons, professionals and organisations that no source gives out itself."""
_BSN_ELSEWISE = ("fhir.nl/fhir/namingsystem/bsn", "urn:oid:2.16.840.1.113883.2.4.6.3")
_AGB = "urn:oid:2.16.840.1.113883.2.4.6.1"


class OwnNumber(NamedTuple):
    """System and value, neither of them blank."""

    system: str
    value: str

    @property
    def key(self) -> str:
        """The index key by which it is found."""
        return identifier_key(self.system, self.value)


def identifiers_of(patient: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Each that is an object, whatever is in it."""
    listed = patient.get("identifier")
    return [one for one in (listed if isinstance(listed, list) else []) if isinstance(one, Mapping)]


def own_numbers(identifiers: Iterable[Mapping[str, Any]]) -> tuple[OwnNumber, ...]:
    """Those of a system of its own that are in use, in the order in which they stand."""
    found = (
        OwnNumber(one["system"], one["value"])
        for one in identifiers
        if _is_filled(one.get("system"))
        and _is_filled(one.get("value"))
        and one.get("use") != "old"
    )
    return tuple(dict.fromkeys(one for one in found if not _is_national(one.system)))


def is_own(number: OwnNumber) -> bool:
    """Whether a source may give it out itself."""
    return not _is_national(number.system)


def is_bsn_misnamed(identifiers: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a BSN stands under another writing of its system than the one that it is found by."""
    return any(
        one["system"] != systems.BSN_SYSTEM and _bare(one["system"]) in _BSN_ELSEWISE
        for one in identifiers
        if _is_filled(one.get("system")) and _is_filled(one.get("value"))
    )


def are_of_two(some: Iterable[OwnNumber], others: Iterable[OwnNumber]) -> bool:
    """Whether these are of two persons: in one system, which tells them apart, none is the same."""
    mine, theirs = _by_system(some), _by_system(others)
    return any(mine[system].isdisjoint(theirs[system]) for system in mine.keys() & theirs.keys())


def _by_system(numbers: Iterable[OwnNumber]) -> dict[str, set[str]]:
    listed: dict[str, set[str]] = {}
    for one in numbers:
        listed.setdefault(one.system, set()).add(one.value)
    return listed


def _is_filled(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())


def _is_national(system: str) -> bool:
    return _bare(system).startswith((*_NATIONAL, *_BSN_ELSEWISE, _AGB))


def _bare(system: str) -> str:
    text = system.strip().lower().rstrip("/")
    return text.removeprefix("https://").removeprefix("http://").removeprefix("www.")

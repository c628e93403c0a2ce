"""Who gives care: XCN, by AGB where VEKTIS gave the number out, else by the site's own number."""

from adapters.hospital.v2.message import Repetition
from adapters.hospital.v2.names import name_of
from adapters.hospital.v2.site import Site
from profiles import systems
from profiles.identifiers import AGB, UZI, InvalidIdentifier
from profiles.invalid import JsonObject

_AGB = frozenset({"VEKTIS", "AGB", "2.16.840.1.113883.2.4.6.1"})
_UZI = frozenset({"UZI", "CIBG", "2.16.528.1.1007.3.1"})


def professional(one: Repetition, site: Site) -> JsonObject | None:
    """`system`, `value` and `name`; without a number the name alone; None where nothing is said."""
    number, authority = one(1), {one(9).upper(), one(9, 2).upper()}
    name = name_of(one, 2)
    said: JsonObject = {}
    if number:
        said = {"system": _system(number, authority, one(9) or one(9, 2), site), "value": number}
    if name:
        said["name"] = {key: part for key, part in name.items() if key != "use"}
    return said or None


def _system(number: str, authority: set[str], written: str, site: Site) -> str:
    """By its authority, never by its length; what is no such number is the site's own."""
    try:
        if not _AGB.isdisjoint(authority):
            AGB(number)
            return systems.AGB_SYSTEM
        if not _UZI.isdisjoint(authority):
            UZI(number)
            return systems.UZI_PERSON
    except InvalidIdentifier:
        return site.system("staff", written)
    return site.system("staff", written)


def shown(who: JsonObject) -> str:
    """The name, or nothing."""
    name = who.get("name", {})
    return str(name.get("text") or name.get("family") or "")

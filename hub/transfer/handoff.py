"""How much a nursing handoff holds: of the sections that each one has, how many say something.

transfer.md of the standards, 1.5 and 2.8. https://hl7.org/fhir/R4/composition.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from profiles import systems
from profiles.resource.read import element, objects, pairs

SECTIONS = frozenset({
    "302147001", "185362004", "275645009", "365512000", "108329005", "405623001",
    "52870002", "417662000", "420134006", "308813009", "363788007", "300893006",
})  # fmt: skip
"""Of the smallest handoff that eOverdracht has: who it is about, from whom, to whom, home, social
context, who is responsible, diagnosis, history, allergies, alerts, vital signs, nutrition."""
_NONE_KNOWN = ("http://terminology.hl7.org/CodeSystem/list-empty-reason", "nilknown")


@dataclass(frozen=True, slots=True)
class Held:
    """So many sections were `filled`, of so many that were `asked`."""

    filled: int
    asked: int = len(SECTIONS)


def held_in(composition: Mapping[str, Any]) -> Held:
    """What this handoff holds; that there is known to be nothing is something."""
    said = {
        code
        for section in _sections(composition)
        for system, code in pairs(section.get("code"))
        if system == systems.SNOMED and code in SECTIONS and _says(section)
    }
    return Held(len(said))


def _sections(node: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for section in objects(node.get("section")):
        yield section
        yield from _sections(section)


def _says(section: Mapping[str, Any]) -> bool:
    text = element(section, "text")
    if section.get("entry") or (text.get("div") and text.get("status") != "empty"):
        return True
    if _NONE_KNOWN in pairs(section.get("emptyReason")):
        return True
    return any(map(_says, objects(section.get("section"))))

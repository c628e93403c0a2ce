"""The two releases between which is converted, each with its table of elements."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from profiles.r4 import tables
from profiles.r4.element_table import ElementRow, ElementTable

TEXTS = frozenset(
    {"string", "markdown", "uri", "url", "canonical", "code", "id", "oid", "uuid", "System.String"}
)
_WHOLES = frozenset({"integer", "positiveInt", "unsignedInt"})
_AMOUNTS = frozenset({"Quantity", "Age", "Count", "Distance", "Duration"})
_FAMILIES = (TEXTS, _WHOLES, _AMOUNTS, frozenset({"BackboneElement", "Element", ""}))


@dataclass(frozen=True, slots=True)
class Release:
    """A release of FHIR; `version` is as it stands in the URL of an extension for its elements.

    https://hl7.org/fhir/R4/versions.html#extensions
    """

    name: str
    version: str
    table: ElementTable

    def row(self, path: str, name: str) -> ElementRow | None:
        """The element of a name, which ends in [x] for a choice, under a type or backbone."""
        return next((one for one in self.table.elements(path) if one.name == name), None)


@cache
def stu3() -> Release:
    """STU3 (3.0.2), of what is converted. https://hl7.org/fhir/STU3/."""
    text = files("profiles.stu3").joinpath("elements.tsv").read_text("utf-8")
    return Release("STU3", "3.0", ElementTable(text.splitlines()))


@cache
def r4() -> Release:
    """R4 (4.0.1). https://hl7.org/fhir/R4/."""
    return Release("R4", "4.0", tables.table())


def targets_of(row: ElementRow) -> frozenset[str]:
    """The types that a reference there may be to; none where it may be to any."""
    return frozenset() if "Resource" in row.targets else row.targets


def fitting(kind: str, value: object, row: ElementRow) -> str | None:
    """The type under which a value of one release stands at an element of the other, if any does.

    What has the same form in JSON fits: a uri in a canonical, an Age in a Quantity.
    """
    if kind in row.types or (not row.types and kind in {"BackboneElement", ""}):
        return kind
    if kind == "date" and "dateTime" in row.types:
        return "dateTime"
    if kind == "dateTime" and "date" in row.types and "T" not in str(value):
        return "date"
    for family in _FAMILIES:
        if kind in family:
            found = [one for one in row.types if one in family]
            if found and (len(found) == 1 or kind in TEXTS):
                return _nearest(kind, found)
    if kind in {"BackboneElement", "Element"} and not row.types:
        return kind
    return None


def _nearest(kind: str, found: list[str]) -> str:
    wanted = "uri" if kind in {"url", "canonical", "uuid", "oid"} else "string"
    return wanted if wanted in found else found[0]

"""Our resources beside the guide's examples of the same talk, element by element."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

JsonObject = dict[str, Any]

PAGE = Path(__file__).parent / "national_example.md"
ABSENT = "–"
_COLUMNS = 6
_RESOURCE_IDENTIFIER = "RI"
_SWITCHING_OFF = re.compile(r"SNOMED CT - (\d+)")


class Difference(NamedTuple):
    resource: str
    path: str
    ours: str
    theirs: str


def differences(
    ours: Iterable[tuple[str, JsonObject]], theirs: Iterable[tuple[str, JsonObject]]
) -> set[Difference]:
    """Every leaf that differs; both sides are pairs of the resource's address and the resource.

    Ids, resource identifiers and references are compared by what they name.
    """
    left, right = _by_label(ours), _by_label(theirs)
    found = set()
    for label in left.keys() | right.keys():
        if label not in left or label not in right:
            there = ("present", ABSENT) if label in left else (ABSENT, "present")
            found.add(Difference(label, "(resource)", *there))
            continue
        found |= set(_of_leaves(label, left[label], right[label]))
    return found


def listed(page: Path = PAGE, *, with_context: bool = False) -> set[Difference]:
    """The rows of the table; with context only those that the context leaves."""
    rows = [line.strip("|").split("|") for line in page.read_text().splitlines()]
    cells = [[cell.strip() for cell in row] for row in rows if len(row) == _COLUMNS]
    return {
        Difference(resource, path.strip("`"), ours, theirs)
        for resource, path, ours, theirs, export, _ in cells
        if path.startswith("`") and not (with_context and export == "yes")
    }


def label(resource: JsonObject) -> str:
    """The resource's type, with the code that tells it from its siblings."""
    kind = resource["resourceType"]
    if kind == "Consent":
        return f"{kind} {_treatment(resource['provision']['code'][0])}"
    if kind == "Observation":
        return f"{kind} {resource['code']['coding'][0]['code']}"
    return str(kind)


def _treatment(concept: JsonObject) -> str:
    named = _SWITCHING_OFF.search(concept.get("text", ""))
    return named[1] if named else concept["coding"][0]["code"]


def _by_label(side: Iterable[tuple[str, JsonObject]]) -> dict[str, JsonObject]:
    pairs = list(side)
    names = {address: label(resource) for address, resource in pairs}
    assert len(set(names.values())) == len(pairs)
    return {label(resource): _renamed(resource, names) for _, resource in pairs}


def _renamed(element: Any, names: dict[str, str]) -> Any:
    if isinstance(element, list):
        return [_renamed(item, names) for item in element]
    if not isinstance(element, dict):
        return element
    renamed = {name: _renamed(value, names) for name, value in element.items() if name != "id"}
    if isinstance(renamed.get("reference"), str):
        renamed["reference"] = names[renamed["reference"]]
    if _is_resource_identifier(renamed):
        renamed |= {"system": "(own)", "value": "(own)"}
    return renamed


def _is_resource_identifier(element: JsonObject) -> bool:
    kind = element.get("type")
    codings = kind.get("coding", []) if isinstance(kind, dict) else []
    return any(coding.get("code") == _RESOURCE_IDENTIFIER for coding in codings)


def _of_leaves(name: str, ours: JsonObject, theirs: JsonObject) -> Iterator[Difference]:
    left, right = dict(_leaves(ours)), dict(_leaves(theirs))
    for path in left.keys() | right.keys():
        if left.get(path) != right.get(path):
            yield Difference(name, path, _shown(left.get(path)), _shown(right.get(path)))


def _leaves(element: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(element, dict):
        for name, value in element.items():
            yield from _leaves(value, f"{path}.{name}" if path else name)
    elif isinstance(element, list):
        for number, item in enumerate(element):
            yield from _leaves(item, f"{path}[{number}]")
    else:
        yield path, element


def _shown(value: Any) -> str:
    """Free text is not repeated in the page: it is the guide's, not ours."""
    if value is None:
        return ABSENT
    if isinstance(value, str):
        return "(text)" if " " in value else value
    return json.dumps(value)

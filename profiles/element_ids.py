"""The ids of a profile's elements, where a publisher left them out or wrote others."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def with_ids(
    elements: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each ElementDefinition with its id: path with slice names, `Patient.name:official.given`.

    https://hl7.org/fhir/R4/elementdefinition.html#id
    """
    last: dict[str, str] = {}
    for element in elements:
        path: str = element["path"]
        stated: str = element.get("id", "")
        found = stated if _fits(stated, path) else _derived(element, last)
        last[path] = found
        yield found, element


def _fits(stated: str, path: str) -> bool:
    return stated.count(".") == path.count(".") and stated.startswith(path.partition(".")[0])


def _derived(element: Mapping[str, Any], last: Mapping[str, str]) -> str:
    above, _, name = element["path"].rpartition(".")
    step = f"{last.get(above, above)}.{name}" if above else name
    return f"{step}:{element['sliceName']}" if "sliceName" in element else step

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
        found = stated if _fits(stated, element) else _derived(element, last)
        last[path] = found
        yield found, element


def _fits(stated: str, element: Mapping[str, Any]) -> bool:
    path, last = element["path"], stated.rpartition(".")[2]
    names_slice = ":" in last or element.get("sliceName", last) == last
    is_as_deep = stated.count(".") == path.count(".")
    return is_as_deep and names_slice and stated.startswith(path.partition(".")[0])


def _derived(element: Mapping[str, Any], last: Mapping[str, str]) -> str:
    above, _, name = element["path"].rpartition(".")
    step = f"{last.get(above, above)}.{name}" if above else name
    return f"{step}:{element['sliceName']}" if "sliceName" in element else step

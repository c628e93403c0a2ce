"""References that lead out of a document: said with the whole address, or by their name alone."""

from dataclasses import dataclass, field
from typing import Any

from adapters.vvt.document import names
from profiles.invalid import JsonObject

_ELSEWHERE = ("http://", "https://", "urn:oid:", "#")
_NAMED_ONLY = "reference-out-of-the-document"


@dataclass(slots=True)
class _Seen:
    """What is inside, the server of the entry that is looked at, and whether one was cut."""

    inside: frozenset[str] = field(repr=False)
    base: str = field(default="", repr=False)
    cut: bool = False


def settled(bundle: JsonObject) -> tuple[JsonObject, tuple[str, ...]]:
    """The document without a reference that its reader would look for in the hub.

    A relative one out of it becomes the address at the server that the entry is of, as FHIR reads
    it; where no server is told, its display is kept, or what type it names.
    https://hl7.org/fhir/R4/bundle.html#references
    """
    seen = _Seen(
        frozenset(
            name for entry in bundle["entry"] for name in names(entry["fullUrl"], entry["resource"])
        )
    )
    entries = []
    for place, entry in enumerate(bundle["entry"]):
        resource = entry["resource"]
        seen.base = _base(entry)
        # What the Composition of a document names has to be in it: that is told otherwise.
        is_opening = place == 0 and bundle.get("type") == "document"
        kept = resource if is_opening else _walked(resource, seen)
        entries.append({**entry, "resource": kept})
    return {**bundle, "entry": entries}, (_NAMED_ONLY,) if seen.cut else ()


def _base(entry: JsonObject) -> str:
    url = entry["fullUrl"]
    before, found, _ = url.rpartition(f"/{entry['resource'].get('resourceType')}/")
    return f"{before}/" if found and before.startswith(("http://", "https://")) else ""


def _walked(node: Any, seen: _Seen) -> Any:
    if isinstance(node, list):
        return [_walked(one, seen) for one in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("reference"), str):
        return _reference(node, seen)
    return {name: _walked(value, seen) for name, value in node.items()}


def _reference(node: JsonObject, seen: _Seen) -> JsonObject:
    named = node["reference"]
    if named.split("/_history/")[0] in seen.inside or named.startswith(_ELSEWHERE):
        return node
    if seen.base and not named.startswith("urn:"):
        return {**node, "reference": f"{seen.base}{named}"}
    seen.cut = True
    kept = {name: value for name, value in node.items() if name != "reference"}
    return kept if "display" in kept else {**kept, "display": named.partition("/")[0]}

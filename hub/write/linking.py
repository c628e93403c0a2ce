"""The texts in a resource that may name something of this request, and the tree with new ones."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hub.storage.narrated import has_links, narrated
from profiles.resource.references import Place, is_document, is_reference

# Where an entry of the bundle may be named too. https://hl7.org/fhir/R4/http.html#trules
_NAMES = frozenset({"url", "uri", "valueUri", "valueUrl", "valueUuid"})
_DIV = "div"
_LINKING = _NAMES | {"reference", _DIV}
_URN = "urn:uuid:"


class Naming(NamedTuple):
    """One such text; `is_reference` is whether it must name something."""

    place: Place
    text: str
    is_reference: bool


def namings_of(resource: Mapping[str, Any]) -> Sequence[Naming]:
    """Every one, in order; what a document inside holds is its own affair."""
    found: list[Naming] = []
    root = resource.get("resourceType")
    _walk(resource, (None, root if type(root) is str else "Resource"), found, is_kept=False)
    return found


def _walk(node: Mapping[str, Any], place: Place, found: list[Naming], *, is_kept: bool) -> None:
    for name, value in node.items():
        kind = type(value)
        if kind is str:
            if name in _LINKING and (
                name == "reference" or value.startswith(_URN) or (name == _DIV and has_links(value))
            ):
                must = name == "reference" and not is_kept and is_reference(node, place)
                found.append(Naming((place, name), value, must))
        elif kind is dict:
            _walk(value, (place, name), found, is_kept=is_kept)
        elif kind is list:
            _walk_list(
                value, (place, name), found, is_kept or (name == "entry" and is_document(node))
            )


def _walk_list(values: list[Any], place: Place, found: list[Naming], is_kept: bool) -> None:  # noqa: FBT001 - handed down at every level
    for index, one in enumerate(values):
        if type(one) is dict:
            _walk(one, (place, index), found, is_kept=is_kept)


def relinked(
    resource: dict[str, Any], namings: Sequence[Naming], links: Mapping[str, str]
) -> dict[str, Any]:
    """The resource with these texts swapped, copied where one is: the draft stays as asked."""
    copies: dict[int, Any] = {}
    whole = resource
    for (around, name), text, _ in namings:
        target = narrated(text, links) if name == _DIV else links.get(text, text)
        if target == text:
            continue
        if whole is resource:
            whole = resource.copy()
        _copy(around, whole, copies)[name] = target
    return whole


def _copy(place: Place, whole: dict[str, Any], copies: dict[int, Any]) -> Any:
    """What stands at a place in the copied resource, itself copied once."""
    outer, step = place
    if outer is None:
        return whole
    found = copies.get(id(place))
    if found is None:
        holder = _copy(outer, whole, copies)
        found = copies[id(place)] = holder[step] = holder[step].copy()
    return found

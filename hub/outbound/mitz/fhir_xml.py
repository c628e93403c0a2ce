"""A notification in FHIR's XML as FHIR's JSON, for Mitz may send either.

Only lists of what a notification holds are known here: what else repeats is told twice, and then
read by nobody. https://hl7.org/fhir/R4/xml.html
"""

from typing import Any

from hub.outbound.xml import Element, NotXml

FHIR = "http://hl7.org/fhir"
XHTML = "http://www.w3.org/1999/xhtml"
_MANY = frozenset(
    {
        *("entry", "extension", "modifierExtension", "coding", "category", "actor", "purpose"),
        *("identifier", "profile", "organization", "performer", "policy", "contained"),
    }
)
_MANY_OF = {("Organization", "type")}


def as_json(element: Element) -> dict[str, Any]:
    """The resource. Raises NotXml where it is none of FHIR's."""
    kind = _local(element)
    return {"resourceType": kind, **_members(element, kind)}


def _members(element: Element, kind: str = "") -> dict[str, Any]:
    found: dict[str, Any] = dict(element.attributes)
    for child in element.children:
        if child.name.startswith(f"{XHTML} "):
            continue  # the narrative, which no machine reads
        name = _local(child)
        if name in _MANY or (kind, name) in _MANY_OF:
            found.setdefault(name, []).append(_value(child))
        elif name in found:
            raise NotXml("an element stands twice")
        else:
            found[name] = _value(child)
    return found


def _value(element: Element) -> Any:
    """A primitive, a resource, or an object; a primitive that bears more is an object."""
    if element.attributes.keys() == {"value"} and not element.children:
        return element.attributes["value"]
    inner = element.children[0] if len(element.children) == 1 else None
    if _local(element) in {"resource", "contained"} and inner is not None:
        return as_json(inner)
    return _members(element)


def _local(element: Element) -> str:
    space, _, local = element.name.partition(" ")
    if space != FHIR or not local:
        raise NotXml("not an element of FHIR")
    return local

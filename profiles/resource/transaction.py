"""Transaction Bundles whose entries are conditional updates on business identifiers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard
from urllib.parse import quote
from uuid import UUID, uuid5

from profiles import systems
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue

# Fixed for ever: another namespace would give every record another id at the hub.
_NAMESPACE = UUID("6f0c4a52-7d0e-5b55-9a53-0f6a2d1c8e11")

# Systems that name one person or organisation; elsewhere the source's own identifier comes first.
_PREFERRED = {
    "Patient": (systems.BSN_SYSTEM,),
    "Organization": (systems.URA_SYSTEM, systems.AGB_SYSTEM),
    "Practitioner": (systems.UZI_PERSON, systems.AGB_SYSTEM, systems.BIG),
}
_RESOURCE_IDENTIFIER = "RI"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A business identifier: system and value, both filled."""

    system: str
    value: str


def deterministic_uuid(*parts: str) -> str:
    """A UUID that is the same for the same parts, for ids and `fullUrl`s of records without one."""
    return str(uuid5(_NAMESPACE, "".join(f"{len(part)}:{part}" for part in parts)))


def full_url(*parts: str) -> str:
    """`urn:uuid:…` for an entry, the same each time the same record is mapped.

    https://hl7.org/fhir/R4/bundle.html#bundle-unique
    """
    return f"urn:uuid:{deterministic_uuid(*parts)}"


def business_identifier(resource: JsonObject) -> Identifier | None:
    """The identifier by which the source itself knows this resource, if it has one.

    A BSN names a Patient only: a RelatedPerson with a BSN may stand beside several inhabitants.
    A Device is named by a resource identifier only: its other numbers often name the product.
    """
    kind = resource["resourceType"]
    held = resource.get("identifier")
    found = [item for item in (held if isinstance(held, list) else [held]) if _complete(item)]
    for system in _PREFERRED.get(kind, ()):
        for item in found:
            if item["system"] == system:
                return Identifier(system, item["value"])
    own = [item for item in found if _is_resource_identifier(item)]
    if kind != "Device":
        own += [item for item in found if kind == "Patient" or item["system"] != systems.BSN_SYSTEM]
    return Identifier(own[0]["system"], own[0]["value"]) if own else None


def conditional_update(resource: JsonObject, by: Identifier, url: str) -> JsonObject:
    """An entry `PUT Type?identifier=system|value`; `url` is the entry's `fullUrl`.

    The source's own `id` stays behind: with it, a hub that knows no match would have to create
    under that id, which another source may use. https://hl7.org/fhir/R4/http.html#cond-update
    """
    token = quote(f"{_escaped(by.system)}|{_escaped(by.value)}", safe="")
    nameless = {key: value for key, value in resource.items() if key != "id"}
    return _entry(nameless, f"{resource['resourceType']}?identifier={token}", url)


def update(resource: JsonObject, url: str) -> JsonObject:
    """An entry `PUT Type/id` with the id that the resource has; `url` is the entry's `fullUrl`.

    https://hl7.org/fhir/R4/http.html#upsert
    """
    return _entry(resource, f"{resource['resourceType']}/{resource['id']}", url)


def transaction(entries: Iterable[JsonObject]) -> JsonObject:
    """The entries as one transaction.

    https://hl7.org/fhir/R4/http.html#transaction
    """
    return {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)}


def linked_transaction(named: Iterable[tuple[frozenset[str], JsonObject]]) -> JsonObject:
    """The entries as one transaction, the references between them by `fullUrl`.

    Each entry comes with the references by which the others mean it; a Bundle within keeps its
    own. Raises InvalidRecord when two entries would be one resource at the hub, and differ.
    """
    named = list(named)
    targets = {name: entry["fullUrl"] for names, entry in named for name in names}
    entries: dict[str, JsonObject] = {}
    for _, entry in named:
        kind = entry["resource"]["resourceType"]
        linked = entry
        if kind != "Bundle":
            linked = {**entry, "resource": relinked(entry["resource"], targets)}
        if entries.setdefault(entry["request"]["url"], linked) != linked:
            text = f"two of {kind} in the record have the same identifier or id, and differ"
            raise InvalidRecord([Issue("error", "duplicate", "", text)])
    return transaction(entries.values())


def relinked(element: Any, targets: Mapping[str, str]) -> Any:
    """A copy of the element with every literal reference found in `targets` replaced."""
    if isinstance(element, list):
        return [relinked(item, targets) for item in element]
    if not isinstance(element, dict):
        return element
    return {
        key: targets.get(_unversioned(value), value)
        if key == "reference" and isinstance(value, str)
        else relinked(value, targets)
        for key, value in element.items()
    }


def references(element: Any) -> Iterable[str]:
    """Every literal reference within the element, without a version."""
    if isinstance(element, list):
        for item in element:
            yield from references(item)
    elif isinstance(element, dict):
        for key, value in element.items():
            if key == "reference" and isinstance(value, str):
                yield _unversioned(value)
            else:
                yield from references(value)


def _entry(resource: JsonObject, request_url: str, url: str) -> JsonObject:
    request = {"method": "PUT", "url": request_url}
    return {"fullUrl": url, "resource": resource, "request": request}


def _complete(item: Any) -> TypeGuard[JsonObject]:
    if not isinstance(item, dict):
        return False
    system, value = item.get("system"), item.get("value")
    return isinstance(system, str) and isinstance(value, str) and bool(system and value)


def _is_resource_identifier(item: JsonObject) -> bool:
    kind = item.get("type")
    codings = kind.get("coding") if isinstance(kind, dict) else None
    return isinstance(codings, list) and any(
        isinstance(coding, dict)
        and coding.get("system") == systems.IDENTIFIER_TYPE
        and coding.get("code") == _RESOURCE_IDENTIFIER
        for coding in codings
    )


def _escaped(text: str) -> str:
    """The characters that separate search values, made literal.

    https://hl7.org/fhir/R4/search.html#escaping
    """
    return re.sub(r"([\\$,|])", r"\\\1", text)


def _unversioned(reference: str) -> str:
    return reference.split("/_history/", 1)[0]

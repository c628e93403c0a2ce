"""A transfer Task of an ECD as the hub keeps it: with whom it names, and what it hands over.

https://hl7.org/fhir/R4/task.html
"""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from adapters.vvt.document import Kind, kind_of
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.resource.read import element, objects, words
from profiles.resource.transaction import (
    business_identifier,
    conditional_update,
    deterministic_uuid,
    full_url,
    linked_transaction,
    references,
    relinked,
    update,
)

PEOPLE = frozenset(
    {
        "HealthcareService", "Location", "Organization", "Patient", "Practitioner",
        "PractitionerRole",
    }
)  # fmt: skip
_OPEN_TO_NOTICE = frozenset({"requested", "received", "accepted", "on-hold", "in-progress"})
_OPEN_TO_HANDOFF = frozenset({"in-progress"})
_NOT_BROUGHT = "Task.input: what it names was not brought, and is kept by its name"
_UNKNOWN = "Task: somebody whom it names could not be read, and is kept by his address"


@dataclass(frozen=True, slots=True)
class Known:
    """How something at the ECD is called at the hub, and, of people, the entry to send along."""

    reference: str = field(repr=False)
    entry: JsonObject | None = field(default=None, repr=False)
    names: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def at_hub(self) -> str:
        """The reference that means it in a later transaction too: its id, or its identifier."""
        return str(self.entry["request"]["url"]) if self.entry else self.reference


@dataclass(frozen=True, slots=True)
class Named:
    """A document that a Task hands over: its address, what it is, and whether it is open now."""

    address: str = field(repr=False)
    kind: Kind
    is_open: bool


def documents(task: JsonObject, base: str) -> Iterator[Named]:
    """What the Task hands over, told by the code of each input; STU3 and R4 alike.

    The notice may be read until the transfer ends, the handoff once its receiver is chosen.
    """
    status = task.get("status")
    for one in objects(task.get("input")):
        kind = kind_of({"type": one.get("type")})
        named = words(element(one, "valueReference"), "reference")
        if kind is None or "Composition/" not in named:
            continue
        address = urljoin(f"{base}/", named).partition("/_history/")[0]
        is_open = status in (_OPEN_TO_HANDOFF if kind is Kind.HANDOFF else _OPEN_TO_NOTICE)
        yield Named(address, kind, is_open)


def named(resource: JsonObject, base: str) -> list[str]:
    """The addresses of all that it names at the ECD."""
    found = (urljoin(f"{base}/", one) for one in references(resource))
    return [one for one in dict.fromkeys(found) if one.startswith(f"{base}/")]


def people(resource: JsonObject, base: str) -> list[str]:
    """Of these, of people and places: of a Task himself, who asks, and who takes over."""
    return [one for one in named(resource, base) if one.rsplit("/", 2)[-2] in PEOPLE]


def made(
    task: JsonObject, address: str, known: Callable[[str], Known | None]
) -> tuple[JsonObject, tuple[str, ...]]:
    """The Task, in R4, as a transaction; and what of it is not as it was.

    Raises InvalidRecord where nobody knows of whom it is.
    """
    base = address.rsplit("/", 2)[0]
    places: dict[str, str] = {}
    along: dict[str, Known] = {}
    notes: dict[str, None] = {}
    for named in dict.fromkeys(references(task)):
        found = known(named)
        if found is not None:
            places[named] = found.reference
            along |= _closure(found, known)
    if words(element(task, "for"), "reference") not in places:
        text = "the inhabitant of this Task can't be read at the ECD, nor was he in a document"
        raise InvalidRecord([Issue("error", "not-found", "Task.for", text)])
    own = entry_of(relinked(task, places), address)
    people_along = [(one.names, one.entry) for one in along.values() if one.entry is not None]
    linked = linked_transaction([*people_along, (frozenset(), own)])
    inside = {*places.values(), *(entry["fullUrl"] for entry in linked["entry"])}
    entries = [
        {**entry, "resource": _kept(entry["resource"], inside, base, notes)}
        for entry in linked["entry"]
    ]
    return {**linked, "entry": entries}, tuple(notes)


def entry_of(resource: JsonObject, address: str) -> JsonObject:
    """What was read by itself, under the identifier that it has, else by its place."""
    kind = resource["resourceType"]
    by = business_identifier(resource)
    if by is not None:
        return conditional_update(resource, by, full_url(kind, by.system, by.value))
    own_id = deterministic_uuid("ecd", address)
    return update({**resource, "id": own_id}, full_url(kind, own_id))


def _closure(first: Known, known: Callable[[str], Known | None]) -> dict[str, Known]:
    """It, and what it refers to, near or far, as far as that is known."""
    found: dict[str, Known] = {}
    ahead: Sequence[Known] = [first]
    while ahead:
        new = [one for one in ahead if one.entry is not None and one.reference not in found]
        found |= {one.reference: one for one in new}
        named = [name for one in new for name in references(one.entry and one.entry["resource"])]
        ahead = [one for name in dict.fromkeys(named) if (one := known(name)) is not None]
    return found


def _kept(node: Any, inside: Container[str], base: str, notes: dict[str, None]) -> Any:
    """The same without a relative reference that the hub would look for among its own."""
    if isinstance(node, list):
        return [_kept(one, inside, base, notes) for one in node]
    if not isinstance(node, dict):
        return node
    named = node.get("reference")
    if not isinstance(named, str):
        return {name: _kept(value, inside, base, notes) for name, value in node.items()}
    if named in inside or named[:1] == "#":
        return node
    if "Composition/" in named:
        notes[_NOT_BROUGHT] = None
        rest = {name: value for name, value in node.items() if name != "reference"}
        return rest if "display" in rest else {**rest, "display": "Composition"}
    notes[_UNKNOWN] = None
    return {**node, "reference": urljoin(f"{base}/", named)}

"""What came of an Encounter is about whom that is about, in what is passed on whole.

https://hl7.org/fhir/R4/bundle.html#references
"""

from collections.abc import Iterator
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Fault, Faults
from profiles.resource.surroundings import Resource, Surroundings, others_in
from profiles.search.references import local_literal

_WRITTEN = frozenset({"batch", "transaction"})
"""Of these each write is looked at by itself, with what is stored already."""
_CAME_OF = ("encounter", "context")
_WHOSE = ("subject", "patient")
_TEXT = (
    "This Encounter is of another subject than this resource; refer to the one that it came of, or "
    "correct whose it is."
)


def encounters(node: Any, _: Context) -> Faults:
    """Each reference to an Encounter of somebody else in the Bundle."""
    entries, kind = node.get("entry"), node.get("type")
    if type(entries) is not list or (type(kind) is str and kind in _WRITTEN):
        return None
    others = None
    faults = []
    for index, entry in enumerate(entries):
        resource: Any = entry.get("resource") if type(entry) is dict else None
        for name, reference in _named(resource):
            others = others or others_in(node)
            around = Surroundings(resource, others)
            encounter = around.resolve(reference)
            if encounter is not None and _differ(_whose(around), _whose_of(encounter, others)):
                path = ("reference", name, "resource", index, "entry")
                faults.append(Fault("business-rule", _TEXT, *path))
    return faults or None


def _named(resource: Any) -> Iterator[tuple[str, str]]:
    for name in _CAME_OF if type(resource) is dict else ():
        said = resource.get(name)
        reference = said.get("reference") if type(said) is dict else None
        if type(reference) is str:
            yield name, reference


def _whose_of(encounter: Resource, others: Any) -> Any:
    if encounter.get("resourceType") != "Encounter":
        return None
    return _whose(Surroundings(encounter, others))


def _whose(around: Surroundings) -> Any:
    """The Patient who was sent along, or his Type/id; None where that can't be told."""
    for name in _WHOSE:
        said = around.resource.get(name)
        reference = said.get("reference") if type(said) is dict else None
        if type(reference) is str:
            return around.resolve(reference) or local_literal(reference)
    return None


def _differ(one: Any, other: Any) -> bool:
    """Who is known by a name alone may be the one who was sent along by another."""
    return type(one) is type(other) and one is not None and one != other

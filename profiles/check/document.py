"""A document holds what its Composition refers to: else it is whole for its sender alone.

https://hl7.org/fhir/R4/documents.html#bundle
"""

from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Fault, Faults
from profiles.resource.composition import parts
from profiles.resource.surroundings import Surroundings, others_in

_TEXT = (
    "What a document refers to is in it; send this resource along as an entry of the Bundle, by "
    "the fullUrl that this reference names."
)


def document(node: Any, _: Context) -> Faults:
    """Each reference of the Composition that leads to nothing in the Bundle."""
    if node.get("type") != "document":
        return None
    entries = node.get("entry")
    first = entries[0] if type(entries) is list and entries else None
    composition = first.get("resource") if type(first) is dict else None
    if type(composition) is not dict or composition.get("resourceType") != "Composition":
        return None
    around = Surroundings(composition, others_in(node))
    faults = [
        Fault("not-found", _TEXT, "reference", *reversed(path), "resource", 0, "entry")
        for path, one in parts(composition)
        if type(one.get("reference")) is str and around.resolve(one["reference"]) is None
    ]
    return faults or None

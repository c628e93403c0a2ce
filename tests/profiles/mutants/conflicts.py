"""Elements that exclude each other: what goes when the other is grown."""

from profiles.element import Element
from tests.profiles.mutants.places import Place, Tree, at, json_names, r4_element, replaced, without

HL7 = "http://hl7.org/fhir/StructureDefinition/"
# By the R4 path of what comes: R4's invariants, and the rule that a decision is said once.
GOES: dict[str, tuple[str, ...]] = {
    "Observation.value[x]": ("dataAbsentReason",),
    "Observation.dataAbsentReason": ("value[x]",),
}
RESOLVED = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
            "code": "resolved",
        }
    ]
}


# An invariant asks the first of these where the second comes.
PARTS = {
    f"{HL7}humanname-own-prefix": f"{HL7}humanname-own-name",
    f"{HL7}humanname-partner-prefix": f"{HL7}humanname-partner-name",
}
MORE_WILLS = "http://nictiz.nl/fhir/StructureDefinition/ext-TreatmentDirective2.AdvanceDirective"


def resolved(tree: Tree, place: Place, element: Element) -> Tree:
    """A copy without what excludes an element that is about to come; choices change their type."""
    path = f"{place.table}.{element.name}"
    leaving = {name for other in GOES.get(path, ()) for name in written(place, other)}
    if element.name.endswith("[x]"):
        leaving |= written(place, element.name)
    if path == "Consent.modifierExtension" and "type" in (at(tree, ("provision",)) or {}):
        tree = without(tree, ("provision",), {"type"})
    if path == "Consent.provision.type" and "modifierExtension" in tree:
        tree = without(tree, (), {"modifierExtension"})
    if path == "Condition.abatement[x]":
        tree = tree | {"clinicalStatus": RESOLVED}
    tree = _accompanied(tree, place, {url for kind in element.types for url in kind.profiles})
    there = at(tree, place.inside)
    if isinstance(there, dict) and leaving & set(there):
        return without(tree, place.inside, leaving)
    return tree


def _accompanied(tree: Tree, place: Place, extensions: set[str]) -> Tree:
    there = at(tree, (*place.inside, "extension")) or []
    for url in extensions & set(PARTS):
        part = {"url": PARTS[url], "valueString": "Hartman"}
        if not any(one["url"] == part["url"] for one in there):
            return replaced(tree, (*place.inside, "extension"), [*there, part])
    if MORE_WILLS in extensions and not any(name.startswith("source") for name in tree):
        return tree | {"sourceReference": {"reference": "Consent/made"}}
    return tree


def written(place: Place, name: str) -> set[str]:
    element = r4_element(place, name)
    names = json_names(element) if element is not None else ()
    return {prefix + one for one in names for prefix in ("", "_")}

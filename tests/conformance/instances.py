"""One instance of each type of R4 with a value for every element that may stand beside the others.

Made from the shipped tables (profiles/r4), so that a search parameter finds something and a format
loses nothing unseen. The values are of an invented practice in Almere.
"""

import copy
from typing import Any

from profiles.r4.element_table import ElementRow
from profiles.r4.tables import elements, value_sets
from tests.conformance.exceptions import AGAIN, INSTEAD, LEFT_OUT
from tests.conformance.values import DATATYPES, NAMED, OWN_CODES, PRIMITIVES

Tree = dict[str, Any]
ELSEWHERE = "https://zorgplein.example/fhir"
OF_ANY = frozenset(
    {"id", "meta", "implicitRules", "text", "contained", "extension", "modifierExtension"}
)
"""Elements of any resource, that say nothing of this one."""
META: Tree = {
    "security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "PSY"}],
    "tag": [{"system": OWN_CODES, "code": "ommetje"}],
}
_OF_THEMSELVES = {"BackboneElement", "Element"}
_DEEPEST = 4


def an_instance(kind: str, patient: str = f"{ELSEWHERE}/Patient/vlinderhof") -> Tree:
    """A new one; where a reference may be to a Patient it is to this one."""
    meta = META | {"profile": [f"http://hl7.org/fhir/StructureDefinition/{kind}"]}
    return {"resourceType": kind, "meta": meta} | _members(kind, patient, 0)


def _members(path: str, patient: str, depth: int) -> Tree:
    tree: Tree = {}
    for row in elements(path):
        if not row.is_required and (_is_left_out(row, path) or depth >= _DEEPEST):
            continue
        name, kind = next(iter(row.json_names().items()))
        one = _value(row, kind, patient, depth)
        if one != {}:
            tree[name] = [one] * (1 + (row.path in AGAIN)) if row.is_list else one
    return tree


def _is_left_out(row: ElementRow, path: str) -> bool:
    """By a rule of R4, or because it is what it is part of once more."""
    again = row.same_as and path.startswith(row.same_as)
    return row.name in OF_ANY or row.path in LEFT_OUT or bool(again)


def _value(row: ElementRow, kind: str, patient: str, depth: int) -> Any:
    if row.path in INSTEAD:
        return copy.deepcopy(INSTEAD[row.path])
    if kind == "Reference":
        return _reference(row, patient)
    pairs = sorted(value_sets().get(row.value_set or row.advised, ()))
    if pairs and kind in {"code", "Coding", "CodeableConcept"}:
        return _coded(kind, *pairs[0])
    if kind in PRIMITIVES:
        return NAMED.get(row.name, PRIMITIVES[kind]) if kind == "string" else PRIMITIVES[kind]
    if kind in DATATYPES:
        return copy.deepcopy(DATATYPES[kind])
    return _members(
        row.same_as or (row.path if kind in _OF_THEMSELVES else kind), patient, depth + 1
    )


def _coded(kind: str, system: str, code: str) -> Any:
    coding = {"system": system, "code": code}
    return {"code": code, "Coding": coding, "CodeableConcept": {"coding": [coding]}}[kind]


def _reference(row: ElementRow, patient: str) -> Tree:
    if "Patient" in row.targets:
        return {"reference": patient}
    kind = min(row.targets - {"Resource"}, default="Basic")
    return {"reference": f"{ELSEWHERE}/{kind}/{kind.lower()}-zeekraal", "display": kind}

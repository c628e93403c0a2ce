"""Valid instances of every type of R4, drawn from the shipped tables, and ways to spoil them."""

import copy
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from profiles.r4.element_table import ElementRow
from profiles.r4.tables import elements, resource_types, value_sets

Tree = Any
Trail = tuple[str | int, ...]

PRIMITIVE: dict[str, Any] = {
    "base64Binary": "aGFsbG8=",
    "boolean": True,
    "canonical": "http://example.org/canonical|1",
    "code": "text",
    "date": "2026-02-28",
    "dateTime": "2026-02-28T12:00:00+01:00",
    "decimal": Decimal("72.50"),
    "id": "an-id",
    "instant": "2026-02-28T12:00:00.123Z",
    "integer": -3,
    "markdown": "*text*\n",
    "oid": "urn:oid:2.16.840.1.113883.2.4",
    "positiveInt": 1,
    "string": "text",
    "time": "12:00:00",
    "unsignedInt": 0,
    "uri": "http://example.org/uri",
    "url": "http://example.org/url",
    "uuid": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520",
    "xhtml": '<div xmlns="http://www.w3.org/1999/xhtml">text</div>',
    "System.String": "text",
}
# What invariants ask beside the elements that are required.
ALSO: dict[str, Tree] = {
    "AllergyIntolerance": {"clinicalStatus": {"coding": [
        {"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical",
         "code": "active"}]}},
    "Appointment": {"start": "2026-02-28T12:00:00Z", "end": "2026-02-28T12:30:00Z"},
    "AppointmentResponse": {"participantType": [{"text": "text"}]},
    "Appointment.participant": {"type": [{"text": "text"}]},
    "CapabilityStatement": {
        "kind": "instance",
        "implementation": {"description": "text"},
        "rest": [{"mode": "server"}],
    },
    "Consent": {"policyRule": {"text": "text"}},
    "CoverageEligibilityResponse.insurance.item": {"category": {"text": "text"}},
    "DataRequirement.codeFilter": {"path": "code"},
    "DataRequirement.dateFilter": {"path": "date"},
    "EventDefinition": {"trigger": [{"type": "named-event", "name": "text"}]},
    "Expression": {"expression": "true"},
    "Extension": {"valueString": "text"},
    "ImmunizationRecommendation.recommendation": {"vaccineCode": [{"text": "text"}]},
    "InsurancePlan": {"name": "text"},
    "Linkage": {"item": [
        {"type": "source", "resource": {"display": "text"}},
        {"type": "alternate", "resource": {"display": "text"}}]},
    "MolecularSequence": {"coordinateSystem": 0},
    "NutritionOrder": {"oralDiet": {"instruction": "text"}},
    "Organization": {"name": "text"},
    "OperationDefinition.parameter": {"type": "code"},
    "Parameters.parameter": {"valueString": "text"},
    "Ratio": {
        "numerator": {"value": 1},
        "denominator": {"value": 2},
    },
    "RequestGroup.action": {"resource": {"display": "text"}},
    "StructureDefinition": {"type": "Patient", "differential": {"element": [
        {"id": "Patient", "path": "Patient"}]}, "baseDefinition": "http://example.org/base"},
    "TerminologyCapabilities": {"kind": "requirements", "description": "text"},
}  # fmt: skip
TEXTS = {"Extension.url": "http://example.org/extension", "Reference.reference": "Patient/1"}
FILLED: dict[str, Tree] = {
    "Resource": {"resourceType": "Basic", "id": "basic", "code": {"text": "text"}},
    "contained": {"resourceType": "Basic", "id": "basic", "code": {"text": "see #basic"}},
}


def minimal(path: str) -> Tree:
    """The least that is valid at a type or a backbone element."""
    tree: dict[str, Tree] = {"resourceType": path} if path in resource_types() else {}
    for element in elements(path):
        if element.is_required:
            name, kind = next(iter(element.json_names().items()))
            tree[name] = valued(element, kind)
    tree |= copy.deepcopy(ALSO.get(path, {}))
    return tree or {"extension": [{"url": "http://example.org/extension", "valueCode": "code"}]}


def valued(element: ElementRow, kind: str) -> Tree:
    """One valid value of an element, in a list where it repeats."""
    one = _one(element, kind)
    return [one] if element.is_list else one


def _one(element: ElementRow, kind: str) -> Tree:
    pairs = sorted(value_sets().get(element.value_set or element.advised, ()))
    coding = {"system": pairs[0][0], "code": pairs[0][1]} if pairs else {}
    if element.path in TEXTS or (element.name, kind) == ("name", "string"):
        return TEXTS.get(element.path, "Text")
    if pairs and kind in {"code", "Coding", "CodeableConcept"}:
        return {"code": pairs[0][1], "Coding": coding, "CodeableConcept": {"coding": [coding]}}[
            kind
        ]
    if kind in PRIMITIVE:
        return PRIMITIVE[kind]
    if kind == "Resource":
        return FILLED["contained" if element.name == "contained" else "Resource"]
    if kind in {"BackboneElement", "Element"}:
        return minimal(element.path)
    return minimal(kind or element.same_as)


def consent() -> Tree:
    """A treatment wish as a Consent: nested, with choices, companions and references."""
    return {
        "resourceType": "Consent",
        "id": "wish",
        "meta": {"profile": ["http://example.org/profile"], "tag": [{"code": "a"}]},
        "text": {"status": "generated", "div": PRIMITIVE["xhtml"]},
        "contained": [{"resourceType": "Device", "id": "icd", "manufacturer": "text"}],
        "extension": [
            {"url": "http://example.org/a", "valueReference": {"reference": "Encounter/1"}},
            {"url": "http://example.org/b", "extension": [{"url": "c", "valueDecimal": 1}]},
        ],
        "modifierExtension": [{"url": "http://example.org/m", "valueCode": "other"}],
        "identifier": [{"system": "http://example.org/ids", "value": "1"}],
        "status": "active",
        "_status": {"extension": [{"url": "http://example.org/s", "valueBoolean": False}]},
        "scope": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/consentscope",
                    "code": "treatment",
                }
            ]
        },
        "category": [{"text": "text"}, {"text": "text"}],
        "patient": {"reference": "Patient/1", "type": "Patient"},
        "dateTime": "2026-02-28",
        "sourceReference": {"reference": "QuestionnaireResponse/1"},
        "policy": [{"uri": "http://example.org/law"}],
        "provision": {
            "type": "permit",
            "period": {"start": "2026-01", "end": "2026-01-02"},
            "actor": [
                {"role": {"text": "text"}, "reference": {"reference": "#icd"}},
                {"role": {"text": "text"}, "reference": {"display": "text"}},
            ],
            "provision": [{"provision": [{"code": [{"text": "text"}]}]}],
        },
    }


def places(tree: Tree, trail: Trail = ()) -> Iterator[Trail]:
    """The trails of everything inside a tree."""
    steps: list[Any] = []
    if isinstance(tree, dict):
        steps = list(tree)
    elif isinstance(tree, list):
        steps = list(range(len(tree)))
    for step in steps:
        yield (*trail, step)
        yield from places(tree[step], (*trail, step))


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["#", "#x"])
)
TREES = st.recursive(
    SCALARS | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "extension", "url", "coding", "reference", "resourceType", "_x", ""])
        | st.text(max_size=4),
        inner,
        max_size=3,
    ),
    max_leaves=8,
)  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn, whole: Tree) -> Tree:
    """`whole` with some of its values replaced, removed, doubled or given a companion."""
    tree = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 4))):
        trails = list(places(tree))
        if not trails:
            break
        *outer, last = draw(st.sampled_from(trails))
        node = tree
        for step in outer:
            node = node[step]
        _spoil(draw, node, last)
    return tree


def _spoil(draw: st.DrawFn, node: Tree, last: str | int) -> None:
    way = draw(st.sampled_from(["replace", "remove", "wrap", "add"]))
    if way == "replace":
        node[last] = draw(TREES)
    elif way == "remove":
        del node[last]
    elif way == "wrap":
        node[last] = [node[last], draw(TREES)]
    elif isinstance(node, dict):
        node[draw(st.sampled_from([f"_{last}", "value", "valueString", "contained"]))] = draw(TREES)
    else:
        node.append(draw(TREES))

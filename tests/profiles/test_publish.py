import json

from profiles.check.structure import check_structure
from profiles.definitions import shipped_definitions
from profiles.publish import with_snapshot
from tests.profiles.structures import (
    OURS,
    definitions,
    element,
    profile,
    sliced_by,
    typed,
    walked,
)

RULE = {"key": "a-1", "severity": "error", "human": "one", "expression": "true"}


def served(*elements, base="Observation"):
    known = definitions(profile("it", base, *elements))
    found = with_snapshot(known, OURS + "it")["snapshot"]["element"]
    return {each["id"]: each for each in found}


def test_an_unknown_canonical_has_no_snapshot():
    assert with_snapshot(definitions(), OURS + "it") is None


def test_a_snapshot_that_was_published_is_served_as_it_came():
    it = profile("it", "Patient") | {"snapshot": {"element": [element("Patient")]}}
    assert with_snapshot(definitions(it), OURS + "it") == it


def test_what_a_differential_says_is_in_the_snapshot():
    found = served(
        element("Observation", constraint=[RULE]),
        element("Observation.category", slicing=sliced_by("value", "$this"), min=1, short="kind"),
        element("Observation.category:one", max="1", patternCodeableConcept={"text": "one"}),
        element("Observation.value[x]", type=typed("string"), maxLength=9),
        element("Observation.issued", minValueInstant="2026-01-01T00:00:00Z"),
        element("Observation.encounter", type=typed("Reference", targets=(OURS + "enc",))),
    )
    assert next(iter(found)) == "Observation"
    assert found["Observation"]["constraint"] == [RULE | {"source": OURS + "it"}]
    category = found["Observation.category"]
    assert (category["min"], category["max"], category["short"]) == (1, "*", "kind")
    assert category["base"] == {"path": "Observation.category", "min": 0, "max": "*"}
    assert category["slicing"]["discriminator"] == [{"type": "value", "path": "$this"}]
    one = found["Observation.category:one"]
    assert (one["sliceName"], one["path"], one["max"]) == ("one", "Observation.category", "1")
    assert one["patternCodeableConcept"] == {"text": "one"}
    assert found["Observation.value[x]"]["type"] == [{"code": "string"}]
    assert found["Observation.value[x]"]["maxLength"] == 9
    assert found["Observation.issued"]["minValueInstant"] == "2026-01-01T00:00:00Z"
    assert found["Observation.encounter"]["type"] == [
        {"code": "Reference", "targetProfile": [OURS + "enc"]}
    ]


def test_what_r4_says_is_in_the_snapshot():
    found = served(element("Observation.status", patternCode="final"))
    assert found["Observation.status"]["patternCode"] == "final"
    assert found["Observation.status"]["isModifier"] is True
    assert found["Observation.status"]["binding"]["strength"] == "required"
    assert found["Observation.id"]["type"][0]["code"].endswith("fhirpath/System.String")
    assert found["Observation.extension"]["base"]["path"] == "DomainResource.extension"
    reference = found["Observation.component.referenceRange"]
    assert reference["contentReference"] == "#Observation.referenceRange"
    assert "type" not in reference
    assert "Observation.code.coding" not in found


def test_the_value_of_a_primitive_has_a_type_of_fhirpath():
    found = served(element("Patient.birthDate.extension:a", max="1"), base="Patient")
    kind = found["Patient.birthDate.value"]["type"][0]
    assert kind["code"] == "http://hl7.org/fhirpath/System.Date"
    assert kind["extension"][0]["valueUrl"] == "date"


def test_what_is_served_is_valid_by_r4_and_grows_into_the_same_tree():
    known = shipped_definitions()
    for structure in known.resources("StructureDefinition"):
        whole = with_snapshot(known, structure["url"])
        assert not check_structure(json.loads(json.dumps(whole, default=float))), structure["url"]
        again = definitions(
            *(each for each in known.resources("StructureDefinition") if each is not structure),
            whole,
            prefer_snapshots=True,
        )
        there = {node.id: said(node) for node in walked(again.tree(structure["url"]))}
        for node in walked(known.tree(structure["url"])):
            assert there[node.id] == said(node), node.id


def said(node):
    return (node.min, node.max, node.types, node.fixed, node.pattern, node.binding, node.slicing)

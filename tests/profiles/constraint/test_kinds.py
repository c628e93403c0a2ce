"""Elements of every kind: content references, resources in resources, limits, invariants."""

import pytest

from tests.profiles.constraint.authored import (
    BASE,
    HL7,
    element,
    errors,
    findings,
    profile,
    validator,
)

QUESTIONNAIRE = {"resourceType": "Questionnaire", "status": "draft"}
ITEM = {"linkId": "1", "type": "group"}


def test_what_is_asked_of_a_repeated_structure_is_asked_at_its_depth():
    deep = profile("Questionnaire", element("Questionnaire.item.item.text", min=1))
    asked = QUESTIONNAIRE | {
        "item": [ITEM | {"item": [ITEM | {"linkId": "2", "type": "display"}]}],
    }

    assert errors(asked, deep) == ["Questionnaire.item[0].item[0].text"]


def test_the_entries_of_a_document_are_sliced_by_the_type_of_their_resource():
    document = profile(
        "Bundle",
        element(
            "Bundle.entry",
            slicing={"discriminator": [{"type": "type", "path": "resource"}], "rules": "open"},
        ),
        element("Bundle.entry", "patient", min=1, max="1"),
        element(
            "Bundle.entry.resource",
            id="Bundle.entry:patient.resource",
            type=[{"code": "Patient", "profile": [BASE + "named"]}],
        ),
    )
    named = profile("Patient", element("Patient.name", min=1), name="named")
    basic = {"resourceType": "Basic", "code": {"text": "x"}}
    patient = {"resourceType": "Patient", "active": True}

    def bundle(*resources):
        entries = [{"fullUrl": f"urn:uuid:{n}", "resource": one} for n, one in enumerate(resources)]
        return {"resourceType": "Bundle", "type": "collection", "entry": entries}

    assert errors(bundle(basic), document, named) == ["Bundle.entry"]
    assert errors(bundle(basic, patient), document, named) == ["Bundle.entry[1].resource.name"]
    full = patient | {"name": [{"family": "A"}]}
    assert errors(bundle(basic, full), document, named) == []
    assert errors(bundle(full, full), document, named) == ["Bundle.entry[1]"]


def test_a_contained_resource_is_told_what_its_profile_misses():
    holding = profile(
        "Observation",
        element("Observation.contained", type=[{"code": "Patient", "profile": [BASE + "named"]}]),
    )
    named = profile("Patient", element("Patient.name", min=1), name="named")
    observation = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "x"},
        "subject": {"reference": "#p"},
        "contained": [{"resourceType": "Patient", "id": "p", "active": True}],
    }

    assert errors(observation, holding, named) == ["Observation.contained[0].name"]


def test_a_contained_resource_refers_to_its_neighbour():
    asks = profile(
        "Observation",
        element(
            "Observation.subject", type=[{"code": "Reference", "targetProfile": [BASE + "named"]}]
        ),
        name="about",
    )
    named = profile("Patient", element("Patient.name", min=1), name="named")
    inner = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"text": "x"},
        "subject": {"reference": "#p"},
        "meta": {"profile": [asks["url"]]},
    }
    outer = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "x"},
        "hasMember": [{"reference": "#o"}],
        "contained": [inner, {"resourceType": "Patient", "id": "p", "active": True}],
    }
    plain = profile("Observation", element("Observation"), name="plain")

    assert errors(outer, plain, asks, named) == ["Observation.contained[0].subject"]


@pytest.mark.parametrize(
    ("facet", "good", "bad"),
    [
        ({"maxLength": 3}, "abc", "abcd"),
        ({"fixedString": "abc"}, "abc", "ABC"),
        ({"patternString": "abc"}, "abc", "ab"),
    ],
    ids=["maxLength", "fixed", "pattern"],
)
def test_a_text_is_held_to_what_the_profile_says(facet, good, bad):
    limited = profile("Patient", element("Patient.name.family", **facet))
    patient = {"resourceType": "Patient"}

    assert errors(patient | {"name": [{"family": good}]}, limited) == []
    assert errors(patient | {"name": [{"family": bad}]}, limited) == ["Patient.name[0].family"]


@pytest.mark.parametrize(
    ("facet", "good", "bad"),
    [
        ({"minValueInteger": 1}, 1, 0),
        ({"maxValueInteger": 10}, 10, 11),
        ({"fixedInteger": 1}, 1, 2),
    ],
    ids=["least", "greatest", "fixed"],
)
def test_a_number_is_held_to_what_the_profile_says(facet, good, bad):
    limited = profile("Observation", element("Observation.value[x]", **facet))
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}

    assert errors(observation | {"valueInteger": good}, limited) == []
    assert errors(observation | {"valueInteger": bad}, limited) == [
        "Observation.value.ofType(integer)"
    ]


def test_a_value_is_of_the_types_that_the_profile_leaves():
    texts = profile("Observation", element("Observation.value[x]", type=[{"code": "string"}]))
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}

    assert errors(observation | {"valueString": "x"}, texts) == []
    assert errors(observation | {"valueInteger": 1}, texts) == ["Observation.value.ofType(integer)"]
    assert errors(observation, texts) == []


def test_a_required_choice_is_asked_for_by_its_stem():
    valued = profile("Observation", element("Observation.value[x]", min=1))
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}

    assert errors(observation, valued) == ["Observation.value"]
    assert errors(observation | {"valueInteger": 1}, valued) == []


def stated(expression, severity="error", path="Patient.name"):
    constraint = {
        "key": "our-1",
        "severity": severity,
        "human": "A family name needs a text.",
        "expression": expression,
    }
    return profile("Patient", element(path, constraint=[constraint]))


def test_an_invariant_is_judged_of_each_element_it_stands_on():
    patient = {
        "resourceType": "Patient",
        "name": [{"family": "A"}, {"family": "B", "text": "B"}, {"text": "C"}],
    }

    assert findings(patient, stated("family.exists() implies text.exists()")) == [
        ("error", "Patient.name[0]")
    ]
    assert ("warning", "Patient.name[0]") in findings(
        patient, stated("family.exists() implies text.exists()", "warning")
    )


def test_an_invariant_that_can_not_be_evaluated_says_so_once():
    patient = {"resourceType": "Patient", "name": [{"family": "A"}, {"family": "B"}]}

    assert findings(patient, stated("family.weigh() > 3")) == [("information", "Patient.name[0]")]


def test_a_profile_for_another_type_is_refused():
    patient = {"resourceType": "Patient", "active": True}

    assert errors(patient, profile("Observation", element("Observation.value[x]", min=1))) == [
        "Patient.meta.profile"
    ]


def test_a_profile_on_an_unknown_one_can_not_be_judged_by_and_says_so():
    lost = profile("Patient", element("Patient.name", min=1), base=BASE + "lost")

    assert findings({"resourceType": "Patient", "active": True}, lost) == [
        ("warning", "Patient.meta.profile")
    ]


def test_a_datatype_profile_that_is_unknown_is_said_once():
    unknown = profile(
        "Patient",
        element("Patient.name", type=[{"code": "HumanName", "profile": [HL7 + "no-such-name"]}]),
    )
    patient = {"resourceType": "Patient", "name": [{"family": "A"}, {"family": "B"}]}

    assert findings(patient, unknown) == [("information", "Patient.name[0]")]


def test_who_declares_only_the_type_of_r4_is_judged_as_if_nothing_were_declared():
    nl_core = "http://nictiz.nl/fhir/StructureDefinition/nl-core-Patient"
    ours = profile("Patient", element("Patient.name", min=1)) | {"url": nl_core}
    declaring = {"resourceType": "Patient", "meta": {"profile": [HL7 + "Patient"]}}

    found = validator(ours).validate(declaring)

    assert [(one.severity, one.expression) for one in found] == [("error", "Patient.name")]

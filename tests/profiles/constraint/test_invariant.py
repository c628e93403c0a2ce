"""Invariants on every kind of element, and what they see around it."""

import pytest

from tests.profiles.constraint.authored import (
    BASE,
    element,
    errors,
    extension,
    findings,
    profile,
    validator,
)

SCT = "http://codes.example/numbers"


def coded(code):
    return {"coding": [{"system": SCT, "code": code}]}


def observation(**more):
    return {"resourceType": "Observation", "status": "final", "code": coded("1")} | more


def stated(expression):
    one = {"key": "our-1", "severity": "error", "human": expression, "expression": expression}
    return {"constraint": [one]}


def on(path, expression, **facets):
    return profile("Observation", element(path, **stated(expression), **facets))


def test_one_on_a_slice_is_asked_of_its_members_only():
    sliced = profile(
        "Observation",
        element(
            "Observation.category",
            slicing={"discriminator": [{"type": "pattern", "path": "$this"}], "rules": "open"},
        ),
        element(
            "Observation.category",
            "a",
            patternCodeableConcept=coded("a"),
            **stated("text.exists()"),
        ),
    )

    assert errors(observation(category=[coded("b"), coded("a")]), sliced) == [
        "Observation.category[1]"
    ]


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("valueString", "x", "string"),
        ("valueQuantity", {"value": 1}, "Quantity"),
        ("valueBoolean", False, "boolean"),
    ],
)
def test_one_on_a_choice_is_asked_of_whatever_type(name, value, kind):
    never = on("Observation.value[x]", "false")

    assert errors(observation(**{name: value}), never) == [f"Observation.value.ofType({kind})"]


def test_one_on_a_typed_slice_of_a_choice_is_asked_of_that_type():
    sliced = profile(
        "Observation",
        element(
            "Observation.value[x]",
            slicing={"discriminator": [{"type": "type", "path": "$this"}], "rules": "open"},
        ),
        element("Observation.value[x]", "valueQuantity", type=[{"code": "Quantity"}])
        | stated("value > 3"),
    )

    assert errors(observation(valueQuantity={"value": 1}), sliced) == [
        "Observation.value.ofType(Quantity)"
    ]
    assert errors(observation(valueString="x"), sliced) == []


def test_one_on_a_primitive_sees_its_value_and_what_stands_beside_it():
    short = profile("Patient", element("Patient.name.given", **stated("$this.length() < 3")))
    why = "https://a.nl/why"
    beside = profile(
        "Patient",
        element("Patient.birthDate", **stated(f"extension('{why}').exists()")),
    )
    reason = {"extension": [{"url": why, "valueCode": "unknown"}]}

    assert errors({"resourceType": "Patient", "name": [{"given": ["A", "Ann"]}]}, short) == [
        "Patient.name[0].given[1]"
    ]
    assert errors({"resourceType": "Patient", "birthDate": "2020"}, beside) == ["Patient.birthDate"]
    assert errors({"resourceType": "Patient", "_birthDate": reason}, beside) == []


def test_the_variables_are_the_resource_and_what_contains_it():
    inner = {"resourceType": "Observation", "id": "o", "status": "final", "code": coded("2")}
    outer = observation(
        hasMember=[{"reference": "#o"}],
        contained=[inner | {"meta": {"profile": [BASE + "our-Observation"]}}],
    )

    def failing(expression):
        return errors(outer, on("Observation.code", expression))

    assert failing("%resource.code = %context") == []
    assert failing("%rootResource.code = %context") == ["Observation.contained[0].code"]
    assert failing("%rootResource.contained.exists()") == []
    assert failing("%resource.contained.exists()") == ["Observation.contained[0].code"]


def test_one_on_the_root_sees_the_whole_resource():
    assert errors(observation(), on("Observation", "subject.exists() or code.exists()")) == []
    assert errors(observation(), on("Observation", "subject.exists()")) == ["Observation"]


def test_one_of_a_datatype_profile_is_asked_where_it_is_used_and_again_where_it_is_sharpened():
    named = profile("HumanName", element("HumanName", **stated("family.exists()")), name="named")
    using = profile(
        "Patient",
        element("Patient.name", type=[{"code": "HumanName", "profile": [BASE + "named"]}])
        | stated("text.exists()"),
    )

    def patient(**name):
        return {"resourceType": "Patient", "name": [name]}

    assert len(errors(patient(use="usual"), using, named)) == 2
    assert errors(patient(text="A", family="A"), using, named) == []


def test_one_of_an_extension_is_asked_wherever_it_stands():
    note = extension("note", "string")
    note["differential"]["element"][0] |= stated("value.length() < 3")
    said = {"url": BASE + "note", "valueString": "long"}

    assert errors(observation(extension=[said]), on("Observation", "true"), note) == [
        "Observation.extension[0]"
    ]


def test_one_may_ask_for_a_profile_that_is_known_and_for_a_narrative_that_is_allowed():
    coded_well = profile("Observation", element("Observation.subject", min=1), name="with-subject")
    asking = on("Observation", f"conformsTo('{BASE}with-subject')")
    one = {"reference": "Patient/1"}

    assert errors(observation(subject=one), asking, coded_well) == []
    assert errors(observation(), asking, coded_well) == ["Observation"]
    assert findings(observation(), asking) == [("information", "Observation")]
    of_a_type = on("Observation", f"code.conformsTo('{BASE}with-subject')")
    assert findings(observation(), of_a_type, coded_well) == [("information", "Observation")]

    narrated = on("Observation", "text.`div`.htmlChecks().not()")
    div = '<div xmlns="http://www.w3.org/1999/xhtml">text</div>'
    text = {"status": "generated", "div": div}
    assert errors(observation(text=text), narrated) == ["Observation"]


def test_one_knows_the_types_of_the_elements_it_is_asked_of():
    patient = {
        "resourceType": "Patient",
        "birthDate": "2000-02-29",
        "contact": [{"gender": "male", "name": {"text": "A"}}],
        "name": [{"period": {"start": "2000"}}],
    }

    def failing(path, expression):
        return errors(patient, profile("Patient", element(path, **stated(expression))))

    assert failing("Patient.birthDate", "$this is date and $this + 1 year > $this") == []
    assert failing("Patient.birthDate", "$this is dateTime") == ["Patient.birthDate"]
    assert failing("Patient.contact", "type().name = 'BackboneElement'") == []
    assert failing("Patient.contact", "gender is Coding") == ["Patient.contact[0]"]
    assert failing("Patient.name", "period.start is dateTime") == []
    assert failing("Patient.name", "$this is Address") == ["Patient.name[0]"]


def test_one_that_nobody_can_judge_says_why():
    broken = on("Observation", "code.exists() and status.exist()")
    (found,) = validator(broken).validate(observation(), [broken["url"]])

    assert (found.severity, found.code) == ("information", "incomplete")
    assert "(At character 26: There is no function exist)" in found.text

"""A profile on a profile only ever asks more: what it leaves out, or says more loosely, stays."""

import pytest

from tests.profiles.constraint.authored import BASE, element, errors, findings, profile, value_set

URN = "urn:codes"
FEW = value_set("few", URN, "a", "b")
MORE = value_set("more", URN, "a", "b", "c")


def coded(*codes, system=URN):
    return {"coding": [{"system": system, "code": code} for code in codes]}


def observation(**more):
    return {"resourceType": "Observation", "status": "final", "code": coded("a")} | more


def both(*below, above=()):
    """A profile, and the one that it stands on."""
    base = profile("Observation", *below, name="below")
    return profile("Observation", *above, name="above", base=base["url"]), base


def sliced(rules, *, ordered=False):
    return {
        "discriminator": [{"type": "value", "path": "$this"}],
        "rules": rules,
        "ordered": ordered,
    }


CATEGORY = "Observation.category"
SLICES = [element(CATEGORY, one, patternCodeableConcept=coded(one)) for one in ("a", "b")]


def test_how_often_is_the_narrower_of_both():
    definitions = both(element(CATEGORY, min=1, max="2"), above=[element(CATEGORY, min=0, max="*")])

    assert errors(observation(), *definitions) == [CATEGORY]
    assert errors(observation(category=[coded("a")] * 3), *definitions) == [CATEGORY]


@pytest.mark.parametrize("loose", ["open", "openAtEnd"])
def test_a_closed_list_is_not_opened(loose):
    definitions = both(
        element(CATEGORY, slicing=sliced("closed")),
        *SLICES,
        above=[element(CATEGORY, slicing=sliced(loose))],
    )

    assert errors(observation(category=[coded("c")]), *definitions) == [f"{CATEGORY}[0]"]


def test_an_ordered_list_stays_ordered():
    definitions = both(
        element(CATEGORY, slicing=sliced("open", ordered=True)),
        *SLICES,
        above=[element(CATEGORY, slicing=sliced("open"))],
    )

    assert errors(observation(category=[coded("b"), coded("a")]), *definitions) == [
        f"{CATEGORY}[1]"
    ]


def test_an_open_list_may_be_closed():
    definitions = both(
        element(CATEGORY, slicing=sliced("open")),
        *SLICES,
        above=[element(CATEGORY, slicing=sliced("closed"))],
    )

    assert errors(observation(category=[coded("c")]), *definitions) == [f"{CATEGORY}[0]"]


def test_a_type_that_was_left_out_does_not_come_back():
    definitions = both(
        element("Observation.value[x]", type=[{"code": "string"}]),
        above=[element("Observation.value[x]", type=[{"code": "string"}, {"code": "boolean"}])],
    )

    assert errors(observation(valueString="x"), *definitions) == []
    assert errors(observation(valueBoolean=True), *definitions) == [
        "Observation.value.ofType(boolean)"
    ]


def binding(strength, value_set, **more):
    return {"strength": strength, "valueSet": value_set["url"], **more}


def test_a_required_set_is_not_made_advice():
    definitions = both(
        element("Observation.code", binding=binding("required", FEW)),
        above=[element("Observation.code", binding=binding("preferred", MORE))],
    )

    assert errors(observation(code=coded("c")), *definitions, FEW, MORE) == ["Observation.code"]


def test_advice_may_become_required():
    definitions = both(
        element("Observation.code", binding=binding("extensible", MORE)),
        above=[element("Observation.code", binding=binding("required", FEW))],
    )

    assert errors(observation(code=coded("c")), *definitions, FEW, MORE) == ["Observation.code"]


@pytest.mark.parametrize("key", ["valueCanonical", "valueUri"])
def test_codes_of_ones_own_come_from_the_largest_set(key):
    url = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet"
    largest = {"extension": [{"url": url, key: MORE["url"]}]}
    ours = profile(
        "Observation", element("Observation.code", binding=binding("extensible", FEW, **largest))
    )
    preferred = profile(
        "Observation", element("Observation.code", binding=binding("preferred", FEW, **largest))
    )

    assert findings(observation(code=coded("a")), ours, FEW, MORE) == []
    assert findings(observation(code=coded("c")), ours, FEW, MORE) == [
        ("warning", "Observation.code")
    ]
    assert ("error", "Observation.code") in findings(observation(code=coded("d")), ours, FEW, MORE)
    assert errors(observation(code=coded("d")), preferred, FEW, MORE) == ["Observation.code"]


def test_two_patterns_are_asked_together():
    definitions = both(
        element("Observation.code", patternCodeableConcept=coded("a")),
        above=[element("Observation.code", patternCodeableConcept={"text": "A"})],
    )

    assert errors(observation(code=coded("a") | {"text": "A"}), *definitions) == []
    assert errors(observation(code=coded("a")), *definitions) == ["Observation.code"]
    assert errors(observation(code={"text": "A"}), *definitions) == ["Observation.code"]


def test_a_pattern_that_says_more_of_the_same_coding_is_one_coding():
    more = {"coding": [{"system": URN, "code": "a", "display": "A"}]}
    definitions = both(
        element("Observation.code", patternCodeableConcept=coded("a")),
        above=[element("Observation.code", patternCodeableConcept=more)],
    )

    assert errors(observation(code=more), *definitions) == []
    assert errors(observation(code=coded("a")), *definitions) == ["Observation.code"]


def test_a_text_is_as_short_as_either_wants():
    definitions = both(
        element("Observation.method.text", maxLength=3),
        above=[element("Observation.method.text", maxLength=5)],
    )

    assert errors(observation(method={"text": "abcd"}), *definitions) == ["Observation.method.text"]


def stated(expression, severity="error", key="our-1"):
    one = {"key": key, "severity": severity, "human": expression, "expression": expression}
    return element("Observation", constraint=[one])


def test_an_invariant_is_made_graver_by_its_key():
    definitions = both(
        stated("subject.exists()", "warning"), above=[stated("subject.exists()", "error")]
    )

    assert findings(observation(), *definitions) == [("error", "Observation")]


def test_an_invariant_is_not_made_lighter_by_its_key():
    definitions = both(
        stated("subject.exists()", "error"), above=[stated("subject.exists()", "warning")]
    )

    assert findings(observation(), *definitions) == [("error", "Observation")]


def test_an_invariant_that_says_something_else_under_the_same_key_is_asked_too():
    definitions = both(stated("subject.exists()"), above=[stated("method.exists()")])

    assert len(errors(observation(), *definitions)) == 2
    assert len(errors(observation(method=coded("a")), *definitions)) == 1
    full = observation(method=coded("a"), subject={"reference": "Patient/1"})
    assert errors(full, *definitions) == []


def test_an_invariant_for_xml_alone_is_said_to_be_not_judged():
    for_xml = {"key": "our-1", "severity": "error", "human": "x", "xpath": "f:subject"}
    ours = profile("Observation", element("Observation", constraint=[for_xml]))

    assert findings(observation(), ours) == [("information", "Observation")]


def test_a_datatype_profile_is_sharpened_by_who_uses_it():
    named = profile("HumanName", element("HumanName.use", min=1), name="named")
    ours = profile(
        "Patient",
        element("Patient.name", type=[{"code": "HumanName", "profile": [BASE + "named"]}]),
        element("Patient.name.use", fixedCode="official"),
    )

    def patient(**name):
        return {"resourceType": "Patient", "name": [{"family": "A"} | name]}

    assert errors(patient(use="official"), ours, named) == []
    assert errors(patient(use="usual"), ours, named) == ["Patient.name[0].use"]
    assert errors(patient(), ours, named) == ["Patient.name[0].use"]

"""Bindings by their strength."""

from tests.profiles.constraint.authored import (
    element,
    errors,
    findings,
    profile,
    validator,
    value_set,
)

URN = "urn:codes"
FEW = value_set("few", URN, "a", "b")
UNLISTED = {
    "resourceType": "ValueSet",
    "url": "https://example.nl/fhir/ValueSet/tree",
    "status": "draft",
    "compose": {
        "include": [
            {"system": URN, "filter": [{"property": "concept", "op": "is-a", "value": "1"}]}
        ]
    },
}


def observation(**more):
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}} | more


def bound(strength, value_set=FEW, path="Observation.code"):
    binding = {"strength": strength, "valueSet": f"{value_set['url']}|1.0"}
    return profile("Observation", element(path, binding=binding))


def coded(*codes, system=URN):
    return {"coding": [{"system": system, "code": code} for code in codes]}


def test_a_code_outside_a_required_set_is_an_error():
    assert errors(observation(code=coded("z")), bound("required"), FEW) == ["Observation.code"]


def test_one_coding_of_the_set_is_enough():
    assert errors(observation(code=coded("z", "b")), bound("required"), FEW) == []


def test_the_right_code_of_the_wrong_system_is_not_in_the_set():
    wrong = observation(code=coded("a", system="urn:other"))

    assert errors(wrong, bound("required"), FEW) == ["Observation.code"]


def test_text_alone_does_not_meet_a_required_set():
    assert errors(observation(), bound("required"), FEW) == ["Observation.code"]
    assert errors(observation(), bound("extensible"), FEW) == []


def test_a_code_outside_an_extensible_set_is_a_warning():
    assert findings(observation(code=coded("z")), bound("extensible"), FEW) == [
        ("warning", "Observation.code")
    ]


def test_preferred_and_example_sets_are_advice():
    for strength in ("preferred", "example"):
        assert findings(observation(code=coded("z")), bound(strength), FEW) == []


def test_a_set_that_can_not_be_listed_says_so_once():
    components = [{"code": coded("q"), "valueString": "x"} for _ in range(3)]
    asks = bound("required", UNLISTED, "Observation.component.code")

    assert findings(observation(component=components), asks, UNLISTED) == [
        ("information", "Observation.component[0].code")
    ]


def test_a_code_of_a_system_that_an_unlisted_set_does_not_draw_from_is_outside_it():
    asks = bound("required", UNLISTED)

    assert errors(observation(code=coded("q", system="urn:other")), asks, UNLISTED) == [
        "Observation.code"
    ]


def test_the_codes_of_a_short_set_are_listed_and_the_wrong_one_is_not_repeated():
    asks = bound("required")
    [issue] = validator(asks, FEW).validate(observation(code=coded("secret")), [asks["url"]])

    assert "urn:codes|a, urn:codes|b" in issue.text
    assert "secret" not in issue.text
    assert issue.rule == "Observation.code binding"
    assert issue.profile == asks["url"]


def test_a_code_element_is_bound_without_system():
    asks = profile(
        "Observation",
        element(
            "Observation.status",
            binding={"strength": "required", "valueSet": FEW["url"]},
        ),
    )

    assert errors(observation(), asks, FEW) == ["Observation.status"]


def test_the_unit_of_a_quantity_is_bound():
    asks = profile(
        "Observation",
        element("Observation.value[x]", type=[{"code": "Quantity"}]),
        element("Observation.value[x]", binding={"strength": "required", "valueSet": FEW["url"]}),
    )
    given = {"value": 1, "system": URN, "code": "kg"}

    assert errors(observation(valueQuantity=given), asks, FEW) == [
        "Observation.value.ofType(Quantity)"
    ]
    assert errors(observation(valueQuantity=given | {"code": "a"}), asks, FEW) == []


def test_a_binding_that_r4_states_too_is_judged_where_only_the_packages_list_the_codes():
    classes = value_set("v3-ActEncounterCode", URN, "a") | {
        "url": "http://terminology.hl7.org/ValueSet/v3-ActEncounterCode"
    }
    binding = {"strength": "extensible", "valueSet": classes["url"]}
    asks = profile("Encounter", element("Encounter.class", binding=binding))
    encounter = {"resourceType": "Encounter", "status": "finished", "class": {"code": "z"}}

    assert findings(encounter | {"class": {"system": URN, "code": "z"}}, asks, classes) == [
        ("warning", "Encounter.class")
    ]
    assert findings(encounter | {"class": {"system": URN, "code": "a"}}, asks, classes) == []


def test_a_long_set_is_called_by_its_name():
    long = value_set("long", URN, *map(str, range(20))) | {"name": "LongList"}
    asks = bound("required", long)
    [issue] = validator(asks, long).validate(observation(code=coded("z")), [asks["url"]])

    assert f"a code of LongList ({long['url']})" in issue.text


def test_of_a_choice_the_codes_are_bound_and_what_may_be_said_in_their_place_is_not():
    either = bound("required", path="Observation.value[x]")
    texts = profile(
        "Observation",
        element(
            "Observation.value[x]",
            type=[{"code": "string"}, {"code": "boolean"}],
            binding={"strength": "required", "valueSet": FEW["url"]},
        ),
    )

    assert errors(observation(valueString="z"), either, FEW) == []
    assert errors(observation(valueQuantity={"value": 1}), either, FEW) == []
    assert errors(observation(valueCodeableConcept=coded("z")), either, FEW) == [
        "Observation.value.ofType(CodeableConcept)"
    ]
    assert errors(observation(valueString="z"), texts, FEW) == ["Observation.value.ofType(string)"]
    assert errors(observation(valueBoolean=True), texts, FEW) == []


def test_only_an_extension_that_says_why_stands_for_a_required_code():
    hl7 = "http://hl7.org/fhir/StructureDefinition/"
    for url, expected in (
        (f"{hl7}data-absent-reason", []),
        (f"{hl7}iso21090-nullFlavor", []),
        ("http://example.org/side", ["Observation.code"]),
    ):
        code = {"text": "x", "extension": [{"url": url, "valueCode": "unknown"}]}
        for few in (FEW, UNLISTED):
            found = errors(observation(code=code), bound("required", few), few)
            assert [one for one in found if "extension" not in one] == expected

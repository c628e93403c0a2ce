"""What tells slices apart: where a path leads, through lists, choices, extensions and targets."""

import pytest

from tests.profiles.constraint.authored import (
    BASE,
    element,
    errors,
    extension,
    findings,
    profile,
)
from tests.profiles.constraint.slices import SCT, by, coded, observation, part

CATEGORY = "Observation.category"


@pytest.mark.parametrize(
    ("pairs", "beneath"),
    [
        ([("value", "coding")], [("coding", {"patternCoding": {"code": "a"}})]),
        ([("value", "coding.code")], [("coding.code", {"fixedCode": "a"})]),
        ([("pattern", "$this")], [("coding.code", {"patternCode": "a"})]),
        ([("value", "$this")], [("coding", {"patternCoding": {"code": "a"}})]),
        (
            [("value", "coding.code"), ("value", "coding.system")],
            [("coding.code", {"fixedCode": "a"}), ("coding.system", {"fixedUri": SCT})],
        ),
    ],
    ids=["list", "in a list", "in a list of itself", "list of itself", "two"],
)
def test_a_path_leads_through_lists_any_item_of_which_will_do(pairs, beneath):
    sliced = profile(
        "Observation",
        element(CATEGORY, **by(*pairs)),
        element(CATEGORY, "a", min=1, max="1"),
        *(part(CATEGORY, "a", path, **facet) for path, facet in beneath),
    )

    assert errors(observation(category=[coded("b")]), sliced) == [CATEGORY]
    assert errors(observation(category=[coded("a")]), sliced) == []
    assert errors(observation(category=[coded("a"), coded("a")]), sliced) == [f"{CATEGORY}[1]"]


def test_all_discriminators_must_agree():
    sliced = profile(
        "Observation",
        element(CATEGORY, **by(("value", "text"), ("value", "coding.code"))),
        element(CATEGORY, "a", max="0"),
        part(CATEGORY, "a", "text", fixedString="A"),
        part(CATEGORY, "a", "coding.code", fixedCode="a"),
    )

    assert errors(observation(category=[coded("a"), {"text": "A"}]), sliced) == []
    assert errors(observation(category=[coded("a") | {"text": "A"}]), sliced) == [f"{CATEGORY}[0]"]


def test_a_path_leads_to_a_choice_of_whatever_type():
    component = "Observation.component"
    sliced = profile(
        "Observation",
        element(component, **by(("value", "value"))),
        element(component, "a", min=1),
        part(
            component,
            "a",
            "value[x]",
            type=[{"code": "CodeableConcept"}],
            patternCodeableConcept=coded("a"),
        ),
    )

    def having(**value):
        return observation(component=[{"code": {"text": "x"}} | value])

    assert errors(having(valueCodeableConcept=coded("a")), sliced) == []
    assert errors(having(valueCodeableConcept=coded("b")), sliced) == [component]
    assert errors(having(valueString="a"), sliced) == [component]


def test_a_type_may_be_that_of_an_element_beneath():
    component = "Observation.component"
    sliced = profile(
        "Observation",
        element(component, **by(("type", "value"))),
        element(component, "measured", max="1"),
        part(component, "measured", "value[x]", type=[{"code": "Quantity"}]),
    )
    text = {"code": {"text": "x"}, "valueString": "x"}
    measured = {"code": {"text": "x"}, "valueQuantity": {"value": 1}}

    assert errors(observation(component=[measured, text, text]), sliced) == []
    assert errors(observation(component=[measured, measured]), sliced) == [f"{component}[1]"]


KIND = extension("kind", "code", context="Element")


@pytest.mark.parametrize("path", [f"extension('{BASE}kind').value", "extension.value"])
def test_a_path_leads_through_an_extension(path):
    name = "Patient.name"
    sliced = profile(
        "Patient",
        element(name, **by(("value", path))),
        element(name, "birth", max="1"),
        element(f"{name}.extension", id=f"{name}:birth.extension", **by(("value", "url"))),
        element(
            f"{name}.extension",
            "kind",
            id=f"{name}:birth.extension:kind",
            type=[{"code": "Extension", "profile": [BASE + "kind"]}],
        ),
        element(
            f"{name}.extension.value[x]",
            id=f"{name}:birth.extension:kind.value[x]"
            if "(" in path
            else f"{name}:birth.extension.value[x]",
            fixedCode="birth",
        ),
    )
    birth = {"family": "A", "extension": [{"url": BASE + "kind", "valueCode": "birth"}]}
    other = {"family": "A", "extension": [{"url": BASE + "kind", "valueCode": "other"}]}

    def patient(*names):
        return {"resourceType": "Patient", "name": list(names)}

    assert errors(patient(other, birth, other), sliced, KIND) == []
    assert errors(patient(birth, birth), sliced, KIND) == ["Patient.name[1]"]


def test_an_extension_may_be_what_is_there_or_not():
    name = "Patient.name"
    sliced = profile(
        "Patient",
        element(name, **by(("exists", f"extension('{BASE}kind')"))),
        element(name, "kind", max="1"),
        element(f"{name}.extension", id=f"{name}:kind.extension", **by(("value", "url"))),
        element(
            f"{name}.extension",
            "kind",
            id=f"{name}:kind.extension:kind",
            min=1,
            type=[{"code": "Extension", "profile": [BASE + "kind"]}],
        ),
    )
    kind = {"family": "A", "extension": [{"url": BASE + "kind", "valueCode": "birth"}]}
    patient = {"resourceType": "Patient", "name": [{"family": "B"}, {"family": "B"}, kind]}

    assert errors(patient, sliced, KIND) == []
    assert errors(patient | {"name": [kind, kind]}, sliced, KIND) == ["Patient.name[1]"]


def test_texts_are_told_apart_by_what_they_are():
    given = "Patient.name.given"
    sliced = profile(
        "Patient",
        element(given, **by(("value", "$this"), rules="closed")),
        element(given, "a", min=1, max="1", fixedString="A"),
        element(given, "b", fixedString="B"),
    )

    def patient(*names):
        return {"resourceType": "Patient", "name": [{"given": list(names)}]}

    assert errors(patient("A", "B", "B"), sliced) == []
    assert errors(patient("B"), sliced) == ["Patient.name[0].given"]
    assert errors(patient("A", "C"), sliced) == ["Patient.name[0].given[1]"]


def test_texts_are_told_apart_by_their_extensions():
    given = "Patient.name.given"
    at = f"extension('{BASE}kind').value"
    sliced = profile(
        "Patient",
        element(given, **by(("value", at))),
        element(given, "initial", max="1", maxLength=2),
        element(f"{given}.extension", id=f"{given}:initial.extension", **by(("value", "url"))),
        element(
            f"{given}.extension",
            "kind",
            id=f"{given}:initial.extension:kind",
            min=1,
            type=[{"code": "Extension", "profile": [BASE + "kind"]}],
        ),
        element(
            f"{given}.extension.value[x]",
            id=f"{given}:initial.extension:kind.value[x]",
            fixedCode="IN",
        ),
    )

    def patient(*pairs):
        beside = [
            {"extension": [{"url": BASE + "kind", "valueCode": kind}]} if kind else None
            for _, kind in pairs
        ]
        name = {"given": [text for text, _ in pairs], "_given": beside}
        return {"resourceType": "Patient", "name": [name]}

    assert errors(patient(("Alberta", "BR"), ("A.", "IN")), sliced, KIND) == []
    assert errors(patient(("Alberta", "IN"), ("Berta", None)), sliced, KIND) == [
        "Patient.name[0].given[0]"
    ]
    assert errors(patient(("A.", "IN"), ("Ann", None), ("B.", "IN")), sliced, KIND) == [
        "Patient.name[0].given[2]"
    ]


def test_the_type_of_a_target_makes_a_member_and_its_profile_is_asked_then():
    named = profile("Patient", element("Patient.name", min=1), name="named")
    performer = "Observation.performer"
    sliced = profile(
        "Observation",
        element(performer, **by(("type", "resolve()"))),
        element(
            performer,
            "patient",
            min=1,
            type=[{"code": "Reference", "targetProfile": [BASE + "named"]}],
        ),
    )
    inside = {"resourceType": "Patient", "id": "p", "active": True}
    seen = observation(performer=[{"reference": "#p"}], contained=[inside])

    assert errors(seen, sliced, named) == [f"{performer}[0]"]
    assert errors(seen | {"contained": [inside | {"name": [{"text": "A"}]}]}, sliced, named) == []


def test_a_path_leads_into_a_target():
    final = profile("Observation", element("Observation.code", patternCodeableConcept=coded("9")))
    member = "Observation.hasMember"
    sliced = profile(
        "Observation",
        element(member, **by(("value", "resolve().code"))),
        element(
            member,
            "nine",
            max="1",
            type=[{"code": "Reference", "targetProfile": [final["url"]]}],
        ),
        name="sliced",
    )
    inner = {"resourceType": "Observation", "status": "final"}

    def holding(*codes):
        return observation(
            contained=[inner | {"id": f"o{n}", "code": coded(c)} for n, c in enumerate(codes)],
            hasMember=[{"reference": f"#o{n}"} for n, _ in enumerate(codes)],
        )

    assert errors(holding("9", "8", "8"), sliced, final) == []
    assert errors(holding("9", "8", "9"), sliced, final) == [f"{member}[2]"]


def test_without_discriminator_a_member_is_what_conforms():
    sliced = profile(
        "Observation",
        element(CATEGORY, **by()),
        element(CATEGORY, "a", min=1, max="1"),
        part(CATEGORY, "a", "text", min=1),
    )

    assert errors(observation(category=[coded("b")]), sliced) == [CATEGORY]
    assert errors(observation(category=[coded("b"), {"text": "A"}]), sliced) == []
    assert errors(observation(category=[{"text": "B"}, {"text": "A"}]), sliced) == [
        f"{CATEGORY}[1]"
    ]


def test_the_default_slice_is_of_all_that_no_other_takes():
    sliced = profile(
        "Observation",
        element(CATEGORY, **by(("value", "$this"), rules="closed")),
        element(CATEGORY, "@default", max="1"),
        part(CATEGORY, "@default", "text", min=1),
        element(CATEGORY, "a", patternCodeableConcept=coded("a")),
    )

    assert errors(observation(category=[coded("a"), coded("b") | {"text": "B"}]), sliced) == []
    assert errors(observation(category=[coded("a"), coded("b")]), sliced) == [f"{CATEGORY}[1].text"]
    twice = [{"text": "B"}, coded("a"), {"text": "C"}]
    assert errors(observation(category=twice), sliced) == [f"{CATEGORY}[2]"]


def test_one_of_two_profiles_of_an_extension_marks_the_slice():
    first, second = (extension(name, "string", context="Patient") for name in ("one", "two"))
    sliced = profile(
        "Patient",
        element("Patient.extension", **by(("value", "url"))),
        element(
            "Patient.extension",
            "either",
            min=1,
            type=[{"code": "Extension", "profile": [BASE + "one", BASE + "two"]}],
        ),
    )

    def patient(name):
        extensions = [{"url": BASE + name, "valueString": "x"}]
        return {"resourceType": "Patient", "extension": extensions}

    assert errors(patient("two"), sliced, first, second) == []
    assert errors(patient("one"), sliced, first, second) == []
    assert errors(patient("three"), sliced, first, second) == ["Patient.extension"]


@pytest.mark.parametrize(
    ("kind", "path", "facet"),
    [
        ("value", "text", {"min": 1}),
        ("value", "$this", {"short": "x"}),
        ("exists", "text", {"short": "x"}),
        ("value", "extension('https://a.nl/b').value", {"short": "x"}),
        ("weight", "text", {"short": "x"}),
    ],
)
def test_a_slice_that_nothing_tells_is_not_judged_and_that_is_said_once(kind, path, facet):
    sliced = profile(
        "Observation",
        element(CATEGORY, **by((kind, path), rules="closed")),
        element(CATEGORY, "a", min=1),
        part(CATEGORY, "a", "text", **facet),
    )
    sent = observation(category=[coded("b"), coded("c")])

    assert findings(sent, sliced) == [("information", CATEGORY)]

"""Slices of every kind of discriminator."""

import pytest

from tests.profiles.constraint.authored import (
    BASE,
    element,
    errors,
    findings,
    profile,
    validator,
    value_set,
)

SCT = "http://codes.example/numbers"


def coded(code, system=SCT):
    return {"coding": [{"system": system, "code": code}]}


def observation(**more):
    return {"resourceType": "Observation", "status": "final", "code": coded("1")} | more


def sliced_by(kind, path, rules="open", **more):
    discriminator = [{"type": kind, "path": path}]
    return {"slicing": {"discriminator": discriminator, "rules": rules} | more}


def categories(rules="open", **more):
    return profile(
        "Observation",
        element("Observation.category", **sliced_by("value", "$this", rules, **more)),
        element("Observation.category", "a", min=1, max="1", patternCodeableConcept=coded("a")),
        element("Observation.category", "b", patternCodeableConcept=coded("b")),
    )


def test_a_slice_that_must_be_there_is_asked_for():
    assert errors(observation(), categories()) == ["Observation.category"]
    assert errors(observation(category=[coded("b"), coded("a")]), categories()) == []


def test_one_too_many_of_a_slice_is_named_by_its_place():
    twice = observation(category=[coded("a"), coded("c"), coded("a")])

    assert errors(twice, categories()) == ["Observation.category[2]"]


def test_a_closed_list_has_members_of_its_slices_only():
    foreign = observation(category=[coded("a"), coded("c")])

    assert errors(foreign, categories("closed")) == ["Observation.category[1]"]
    assert errors(foreign, categories("open")) == []


def test_open_at_end_means_that_others_come_last():
    late = observation(category=[coded("c"), coded("a")])
    last = observation(category=[coded("a"), coded("c")])

    assert errors(late, categories("openAtEnd")) == ["Observation.category[1]"]
    assert errors(last, categories("openAtEnd")) == []


def test_ordered_slices_stand_in_their_order():
    wrong = observation(category=[coded("b"), coded("a")])
    right = observation(category=[coded("a"), coded("b")])

    assert errors(wrong, categories(ordered=True)) == ["Observation.category[1]"]
    assert errors(right, categories(ordered=True)) == []


def test_a_slice_is_known_by_the_value_beneath_it():
    bsn = profile(
        "Patient",
        element("Patient.identifier", **sliced_by("value", "system")),
        element("Patient.identifier", "bsn", max="1"),
        element(
            "Patient.identifier.system",
            id="Patient.identifier:bsn.system",
            fixedUri="urn:bsn",
        ),
        element("Patient.identifier.value", id="Patient.identifier:bsn.value", min=1),
    )
    patient = {
        "resourceType": "Patient",
        "identifier": [{"system": "urn:other"}, {"system": "urn:bsn"}],
    }

    assert errors(patient, bsn) == ["Patient.identifier[1].value"]


def test_a_slice_is_known_by_the_codes_of_its_required_binding():
    roles = value_set("roles", "urn:roles", "01", "24")
    person = profile(
        "RelatedPerson",
        element("RelatedPerson.relationship", **sliced_by("value", "$this")),
        element(
            "RelatedPerson.relationship",
            "role",
            min=1,
            binding={"strength": "required", "valueSet": roles["url"]},
        ),
    )
    related = {"resourceType": "RelatedPerson", "patient": {"reference": "Patient/1"}}

    assert errors(related | {"relationship": [coded("99", "urn:roles")]}, person, roles) == [
        "RelatedPerson.relationship"
    ]
    assert errors(related | {"relationship": [coded("24", "urn:roles")]}, person, roles) == []


def test_a_slice_is_known_by_whether_an_element_is_there():
    reasons = profile(
        "Encounter",
        element("Encounter.reasonCode", **sliced_by("exists", "coding")),
        element("Encounter.reasonCode", "text", max="1"),
        element("Encounter.reasonCode.coding", id="Encounter.reasonCode:text.coding", max="0"),
    )
    encounter = {"resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"}}
    texts = [{"text": "a"}, coded("1"), {"text": "b"}]

    assert errors(encounter | {"reasonCode": texts}, reasons) == ["Encounter.reasonCode[2]"]


def participants(*, least=1):
    return profile(
        "Encounter",
        element("Encounter.participant", **sliced_by("profile", "individual.resolve()")),
        element("Encounter.participant", "relative", min=least),
        element(
            "Encounter.participant.individual",
            id="Encounter.participant:relative.individual",
            type=[{"code": "Reference", "targetProfile": [BASE + "named"]}],
        ),
    )


NAMED = profile("RelatedPerson", element("RelatedPerson.name", min=1), name="named")
RELATIVE = {"resourceType": "RelatedPerson", "id": "r", "patient": {"reference": "Patient/1"}}


def encounter(reference, contained=None):
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"code": "AMB"},
        "participant": [{"individual": {"reference": reference}}],
        **({"contained": [contained]} if contained else {}),
    }


def test_a_slice_by_profile_of_a_target_is_known_by_the_target_that_was_sent_along():
    fits = encounter("#r", RELATIVE | {"name": [{"text": "A"}]})
    unfit = encounter("#r", RELATIVE)

    assert errors(fits, participants(), NAMED) == []
    assert errors(unfit, participants(), NAMED) == ["Encounter.participant"]


def test_a_target_that_was_not_sent_along_is_known_by_its_type():
    assert errors(encounter("RelatedPerson/r"), participants(), NAMED) == []
    assert errors(encounter("Practitioner/r"), participants(), NAMED) == ["Encounter.participant"]


def test_a_slice_by_profile_of_the_value_has_the_values_that_conform():
    phone = profile(
        "ContactPoint",
        element("ContactPoint.system", min=1, patternCode="phone"),
        name="phone",
    )
    patient = profile(
        "Patient",
        element("Patient.telecom", **sliced_by("profile", "$this")),
        element(
            "Patient.telecom",
            "phone",
            min=1,
            type=[{"code": "ContactPoint", "profile": [BASE + "phone"]}],
        ),
    )
    by_mail = {"resourceType": "Patient", "telecom": [{"system": "email", "value": "a@b.nl"}]}
    by_phone = {"resourceType": "Patient", "telecom": [{"system": "phone", "value": "1"}]}

    assert errors(by_mail, patient, phone) == ["Patient.telecom"]
    assert errors(by_phone, patient, phone) == []


def test_a_choice_is_sliced_by_its_type():
    value = profile(
        "Observation",
        element("Observation.value[x]", **sliced_by("type", "$this")),
        element(
            "Observation.value[x]",
            "valueQuantity",
            id="Observation.value[x]:valueQuantity",
            type=[{"code": "Quantity"}],
        ),
        element("Observation.value[x].unit", id="Observation.value[x]:valueQuantity.unit", min=1),
    )

    assert errors(observation(valueQuantity={"value": 1}), value) == [
        "Observation.value.ofType(Quantity).unit"
    ]
    assert errors(observation(valueString="a"), value) == []


def test_a_slice_is_sliced_again():
    twice = profile(
        "Observation",
        element("Observation.category", **sliced_by("value", "$this")),
        element("Observation.category", "a", patternCodeableConcept=coded("a")),
        element(
            "Observation.category",
            "a",
            id="Observation.category:a",
            **sliced_by("exists", "text"),
        ),
        element("Observation.category", "a/said", id="Observation.category:a/said", min=1),
        element("Observation.category.text", id="Observation.category:a/said.text", min=1),
    )

    assert errors(observation(category=[coded("a")]), twice) == ["Observation.category"]
    assert errors(observation(category=[coded("a") | {"text": "A"}]), twice) == []
    assert errors(observation(), twice) == []


def test_a_profile_on_a_profile_asks_both():
    above = profile(
        "Observation",
        element("Observation.category", "b", min=1),
        name="above",
        base=categories()["url"],
    )

    assert findings(observation(category=[coded("a")]), above, categories()) == [
        ("error", "Observation.category")
    ]
    assert errors(observation(), above, categories()) == ["Observation.category"] * 2


@pytest.mark.parametrize("junk", [[1], ["x"], [None], [[]], [{"coding": "x"}], {}, "x", 7])
def test_junk_in_a_sliced_list_is_no_crash(junk):
    assert errors(observation(category=junk), categories("closed", ordered=True))


def test_what_is_of_a_slice_of_a_slice_is_named_by_its_place_in_the_list():
    twice = profile(
        "Observation",
        element("Observation.category", **sliced_by("value", "$this")),
        element(
            "Observation.category",
            "a",
            patternCodeableConcept=coded("a"),
            **sliced_by("exists", "text"),
        ),
        element("Observation.category", "a/said", id="Observation.category:a/said", max="1"),
        element("Observation.category.text", id="Observation.category:a/said.text", min=1),
    )
    said = coded("a") | {"text": "A"}

    assert errors(observation(category=[coded("b"), said, coded("a"), said]), twice) == [
        "Observation.category[3]"
    ]


def test_what_is_no_list_is_sliced_without_an_index():
    single = profile(
        "Observation",
        element("Observation.code", **sliced_by("value", "$this", "closed")),
        element("Observation.code", "a", patternCodeableConcept=coded("a")),
        element("Observation.code.text", id="Observation.code:a.text", min=1),
    )

    assert errors(observation(code=coded("a")), single) == ["Observation.code.text"]
    assert errors(observation(code=coded("b")), single) == ["Observation.code"]


def test_a_closed_list_without_slices_has_nothing():
    none = profile("Observation", element("Observation.category", **sliced_by("value", "$this")))
    closed = profile(
        "Observation", element("Observation.category", **sliced_by("value", "$this", "closed"))
    )

    assert errors(observation(category=[coded("a")]), none) == []
    assert errors(observation(category=[coded("a")]), closed) == ["Observation.category[0]"]


def value(*slices, rules="open", by=("type",)):
    paths = {"type": "$this", "value": "$this", "pattern": "$this"}
    discriminator = [{"type": one, "path": paths[one]} for one in by]
    slicing = {"discriminator": discriminator, "rules": rules}
    return profile("Observation", element("Observation.value[x]", slicing=slicing), *slices)


def slice_of_value(name, *kinds, **facets):
    return element("Observation.value[x]", name, type=[{"code": one} for one in kinds], **facets)


def test_a_choice_is_sliced_by_more_than_its_type():
    either = value(
        slice_of_value("yes", "CodeableConcept", patternCodeableConcept=coded("yes")),
        slice_of_value("no", "CodeableConcept", patternCodeableConcept=coded("no")),
        element("Observation.value[x].text", id="Observation.value[x]:no.text", min=1),
        by=("type", "pattern"),
    )

    assert errors(observation(valueCodeableConcept=coded("yes")), either) == []
    assert errors(observation(valueCodeableConcept=coded("maybe")), either) == []
    assert errors(observation(valueString="x"), either) == []
    assert errors(observation(valueCodeableConcept=coded("no")), either) == [
        "Observation.value.ofType(CodeableConcept).text"
    ]


def test_a_closed_choice_has_the_types_of_its_slices_that_are_left():
    closed = value(slice_of_value("text", "string"), rules="closed")
    above = profile(
        "Observation",
        element("Observation.value[x]", type=[{"code": "string"}, {"code": "boolean"}]),
        base=value(
            slice_of_value("text", "string"), slice_of_value("number", "integer"), rules="closed"
        )["url"],
        name="above",
    )
    base = value(
        slice_of_value("text", "string"), slice_of_value("number", "integer"), rules="closed"
    )

    assert errors(observation(valueString="x"), closed) == []
    assert errors(observation(valueBoolean=True), closed) == ["Observation.value.ofType(boolean)"]
    assert errors(observation(valueString="x"), above, base) == []
    assert errors(observation(valueInteger=1), above, base) == ["Observation.value.ofType(integer)"]


def test_a_slice_that_must_be_there_may_be_of_either_of_its_types():
    either = value(slice_of_value("told", "string", "CodeableConcept", min=1))

    assert errors(observation(valueString="x"), either) == []
    assert errors(observation(valueCodeableConcept=coded("x")), either) == []
    assert errors(observation(valueInteger=1), either) == ["Observation.value"]
    absent = {"_valueString": {"extension": [{"url": "https://a.nl/why", "valueCode": "unknown"}]}}
    assert errors(observation(**absent), either) == []


def test_a_type_that_a_slice_leaves_out_is_left_out_without_a_value_too():
    without = value(slice_of_value("text", "string", max="0"))
    absent = {"_valueString": {"extension": [{"url": "https://a.nl/why", "valueCode": "unknown"}]}}

    assert errors(observation(valueString="x"), without) == ["Observation.value.ofType(string)"]
    assert errors(observation(**absent), without) == ["Observation.value.ofType(string)"]


def test_a_profile_that_can_not_be_judged_by_is_said_each_time():
    lost = profile("Observation", element("Observation.category", min=1), base=f"{BASE}lost")
    judging = validator(lost)

    for _ in range(2):
        assert [one.code for one in judging.validate(observation(), [lost["url"]])] == ["not-found"]

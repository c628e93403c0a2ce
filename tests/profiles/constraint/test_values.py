"""Values that are fixed, follow a pattern, or lie within limits."""

from decimal import Decimal

import pytest

from tests.profiles.constraint.authored import element, errors, profile


def observation(**more):
    return {"resourceType": "Observation", "status": "final", "code": {"text": "x"}} | more


def valued(**facet):
    return profile("Observation", element("Observation.value[x]", **facet))


def of(kind, **facet):
    return valued(type=[{"code": kind}], **facet)


@pytest.mark.parametrize("facet", ["fixedQuantity", "patternQuantity"])
def test_a_decimal_is_compared_with_its_precision(facet):
    ours = of("Quantity", **{facet: {"value": Decimal("1.0"), "code": "mg"}})

    def measured(value):
        return observation(
            valueQuantity={"value": value, "code": "mg", "system": "urn:u"}
            if (facet == "patternQuantity")
            else {"value": value, "code": "mg"}
        )

    def found(value):
        return [at for at in errors(measured(value), ours) if at.endswith("(Quantity)")]

    plain = len(found(Decimal("1.0")))
    assert len(found(Decimal("1.00"))) == plain + 1
    assert len(found(1)) == plain + 1


def test_a_whole_number_is_met_however_it_was_read():
    ours = of("Quantity", patternQuantity={"value": 1})

    assert errors(observation(valueQuantity={"value": Decimal(1)}), ours) == []
    assert errors(observation(valueQuantity={"value": Decimal("1.0")}), ours) != []


def test_what_is_fixed_has_nothing_more_and_nothing_less():
    concept = {"coding": [{"system": "urn:a", "code": "1"}], "text": "A"}
    ours = profile("Observation", element("Observation.code", fixedCodeableConcept=concept))
    turned = {"text": "A", "coding": [{"code": "1", "system": "urn:a"}]}

    assert errors(observation(code=turned), ours) == []
    assert errors(observation(code=concept | {"id": "x"}), ours) == ["Observation.code"]
    twice = concept | {"coding": concept["coding"] * 2}
    assert errors(observation(code=twice), ours) == ["Observation.code"]


def test_each_item_of_a_pattern_is_met_by_any_item_and_order_is_free():
    pattern = {"coding": [{"code": "1"}, {"code": "2"}]}
    ours = profile("Observation", element("Observation.code", patternCodeableConcept=pattern))

    def code(*codes):
        return observation(code={"coding": [{"code": one} for one in codes]})

    assert errors(code("3", "2", "1"), ours) == []
    assert errors(code("1", "3"), ours) == ["Observation.code"]


@pytest.mark.parametrize("facet", ["fixedCode", "patternCode"])
def test_a_reason_for_absence_is_not_the_value_that_is_asked(facet):
    ours = profile("Patient", element("Patient.name.use", **{facet: "official"}))
    absent = {"extension": [{"url": "https://a.nl/why", "valueCode": "unknown"}]}

    assert errors({"resourceType": "Patient", "name": [{"family": "A"}]}, ours) == []
    assert errors({"resourceType": "Patient", "name": [{"_use": absent}]}, ours) == [
        "Patient.name[0].use"
    ]


@pytest.mark.parametrize(
    ("kind", "facet", "good", "bad"),
    [
        ("date", {"minValueDate": "2020-01-01"}, "2020-01-01", "2019-12-31"),
        ("date", {"minValueDate": "2020-01-01"}, "2020", "2019"),
        (
            "dateTime",
            {"maxValueDateTime": "2020-01-01T00:00:00Z"},
            "2020-01-01T00:30:00+01:00",
            "2019-12-31T23:30:00-01:00",
        ),
        (
            "Quantity",
            {"maxValueQuantity": {"value": 5, "system": "urn:u", "code": "mg"}},
            {"value": 5, "system": "urn:u", "code": "mg"},
            {"value": Decimal("5.1"), "system": "urn:u", "code": "mg"},
        ),
        (
            "Quantity",
            {"minValueQuantity": {"value": 5, "system": "urn:u", "code": "mg"}},
            {"value": 4, "system": "urn:u", "code": "g"},
            {"value": 4, "system": "urn:u", "code": "mg"},
        ),
    ],
    ids=["day", "year", "zone", "most", "least"],
)
def test_dates_and_quantities_lie_within_their_limits(kind, facet, good, bad):
    if kind == "date":
        ours = profile("Patient", element("Patient.birthDate", **facet))
        resource = {"resourceType": "Patient"}
        name, at = "birthDate", "Patient.birthDate"
    else:
        ours, resource = of(kind, **facet), observation()
        name, at = f"value{kind[0].upper()}{kind[1:]}", f"Observation.value.ofType({kind})"

    assert errors(resource | {name: good}, ours) == []
    assert errors(resource | {name: bad}, ours) == [at]

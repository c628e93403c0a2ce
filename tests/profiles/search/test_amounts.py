from decimal import Decimal

import pytest

from profiles.search.extract import values_of
from profiles.search.values import NumberValue, PositionValue, QuantityValue

UCUM = "http://unitsofmeasure.org"
INF = Decimal("Infinity")


def shown(value, name="valueQuantity"):
    resource = {"resourceType": "Observation", name: value}
    return [
        (one.low, one.high, one.code or one.unit) for one in values_of(resource, "value-quantity")
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"value": Decimal("5.40"), "code": "mg"}, [(Decimal("5.40"), Decimal("5.40"), "mg")]),
        ({"value": 5, "unit": "mg"}, [(Decimal(5), Decimal(5), "mg")]),
        ({"value": 5, "comparator": "<="}, [(-INF, Decimal(5), None)]),
        ({"value": 5, "comparator": ">="}, [(Decimal(5), INF, None)]),
        ({"unit": "mg"}, []),
        ({"value": "5"}, []),
        ({"value": True}, []),
        ("5", []),
    ],
)
def test_a_quantity_shows_a_stretch_with_its_unit(value, expected):
    assert shown(value) == expected


def test_below_and_above_leave_out_the_number_itself():
    [(low, high, _)] = shown({"value": 5, "comparator": "<"})
    assert low == -INF
    assert high < 5
    [(low, high, _)] = shown({"value": 5, "comparator": ">"})
    assert low > 5
    assert high == INF


@pytest.mark.parametrize(
    ("sampled", "expected"),
    [
        (
            {"origin": {"value": 10, "code": "mV"}, "factor": 2, "data": "1 E -3 U 4"},
            [(4, 18, "mV")],
        ),
        ({"origin": {"value": 10}, "data": "E"}, [(10, 10, None)]),
        ({"origin": {"value": 10}}, [(10, 10, None)]),
        ({"origin": {"value": 10}, "data": "much"}, []),
        ({"origin": {"value": 10}, "data": "1e999999999999999999 NaN sNaN"}, []),
        ({"origin": "10"}, []),
    ],
)
def test_samples_show_from_the_least_to_the_most(sampled, expected):
    assert shown(sampled, "valueSampledData") == expected


def test_a_range_is_open_where_an_end_is_left_out():
    def ages(**ends):
        resource = {"resourceType": "Condition", "onsetRange": ends}
        return list(values_of(resource, "onset-age"))

    low, high = {"value": 40, "code": "a"}, {"value": 50, "code": "a"}
    assert ages(low=low, high=high) == [QuantityValue("onset-age", 40, 50, None, "a", None)]
    assert ages(low=low) == [QuantityValue("onset-age", 40, INF, None, "a", None)]
    assert ages(high=high) == [QuantityValue("onset-age", -INF, 50, None, "a", None)]
    assert ages(low={"code": "a"}) == []
    assert ages(low="40") == []


def test_money_a_number_and_a_place_are_shown():
    invoice = {"resourceType": "Invoice", "totalNet": {"value": 3, "currency": "EUR"}}
    [total] = values_of(invoice, "totalnet")
    assert (total.system, total.code) == ("urn:iso:std:iso:4217", "EUR")
    item = {"resourceType": "ChargeItem", "factorOverride": Decimal("0.8")}
    assert list(values_of(item, "factor-override")) == [
        NumberValue("factor-override", Decimal("0.8"), Decimal("0.8"))
    ]
    place = {"resourceType": "Location", "position": {"latitude": 52, "longitude": Decimal("5.2")}}
    assert list(values_of(place, "near")) == [PositionValue("near", 52.0, 5.2)]
    assert list(values_of({"resourceType": "Location", "position": {"latitude": 52}}, "near")) == []


def test_a_composite_looks_at_the_whole_resource_where_its_component_says_so():
    sequence = {
        "resourceType": "MolecularSequence",
        "referenceSeq": {"chromosome": {"coding": [{"code": "7"}]}},
        "variant": [{"start": 1, "end": 2}, {"start": 3}],
    }
    [value] = values_of(sequence, "chromosome-variant-coordinate")
    assert [[one[1] for one in part] for part in value.parts][1:] == [[1], [2]]
    assert value.parts[0][0].code == "7"

"""A parameter whose elements are not there is passed by; that may leave nothing out."""

import json

import pytest

from profiles.r4.tables import resource_types
from profiles.search.definitions import OF_THE_HUB, parameters
from profiles.search.expression import compile_expression, read_first
from profiles.search.extract import looked_at, search_values, shown_by, values_for, values_of
from tests.plugins.shared_data import shared_data


@pytest.fixture(scope="module")
def resources():
    files = [
        *shared_data("pzp-examples").glob("*.json"),
        *shared_data("nictiz-examples").rglob("*"),
    ]
    read = (json.loads(file.read_text("utf-8")) for file in files if file.suffix == ".json")
    return [one for one in read if "resourceType" in one]


def _in_any_way(kind):
    return [one for code, one in parameters(kind).items() if code not in OF_THE_HUB]


@pytest.mark.parametrize("kind", sorted(resource_types()))
def test_without_its_first_elements_an_expression_sees_what_it_sees_in_an_empty_resource(kind):
    for parameter in _in_any_way(kind):
        if parameter.expression.partition(" ")[0] == kind:
            continue  # it begins at the resource, and is never passed by
        first = read_first(parameter.expression, kind)
        select = compile_expression(parameter.expression, kind)
        others = {"resourceType": kind, "id": "1", "text": {"status": "x"}, "note": [{"text": "x"}]}
        elements = {one: [{"reference": "Patient/1"}] for p in _in_any_way(kind) for one in
                    read_first(p.expression, kind)}  # fmt: skip
        around = {name: value for name, value in (others | elements).items() if name not in first}
        assert select([around]) == select([{}]), parameter.code


def test_what_is_shown_without_any_element_is_still_shown(resources):
    for resource in resources:
        codes = frozenset(parameters(resource["resourceType"]))
        assert list(dict.fromkeys(values_for(resource, codes))) == search_values(resource)
    deceased = list(values_for({"resourceType": "Patient"}, {"deceased"}))
    assert [value.code for value in deceased] == ["false"]


def test_only_the_parameters_that_are_asked_for_are_shown(resources):
    for resource in resources:
        shown = values_for(resource, {"identifier", "_profile"})
        assert {value.parameter for value in shown} <= {"identifier", "_profile"}


def test_a_parameter_is_shown_the_same_by_the_elements_that_it_looks_at(resources):
    for resource in resources:
        kind = resource["resourceType"]
        for parameter in _in_any_way(kind):
            elements = looked_at(kind, parameter.code)
            alone = {name: value for name, value in resource.items() if name in elements}
            expected = list(values_of(resource, parameter.code))
            assert shown_by(kind, parameter.code)(resource) == expected, parameter.code
            assert shown_by(kind, parameter.code)(alone) == expected, parameter.code

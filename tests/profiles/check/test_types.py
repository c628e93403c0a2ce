"""Every type of R4, from the tables: what is least is valid, what is required is missed."""

import copy

import pytest

from profiles.check.structure import check_structure as validate
from profiles.r4.element_table import ElementRow
from profiles.r4.tables import elements, resource_types
from tests.profiles.strategies import Tree, minimal, valued

TYPES = sorted(resource_types())
VALUES = next(element for element in elements("Parameters.parameter") if "value" in element.name)
FAULTY = {"structure", "value", "code-invalid", "required", "not-supported"}


@pytest.mark.parametrize("kind", TYPES)
def test_the_least_of_every_resource_type_is_valid(kind: str) -> None:
    assert validate(minimal(kind)) == []


@pytest.mark.parametrize("kind", TYPES)
def test_each_required_element_is_missed_by_its_expression(kind: str) -> None:
    whole = minimal(kind)
    for element in elements(kind):
        if not element.is_required:
            continue
        part = copy.deepcopy(whole)
        for name in element.json_names():
            part.pop(name, None)
        stem = element.name.removesuffix("[x]")
        assert (f"{kind}.{stem}", "required") in {(i.expression, i.code) for i in validate(part)}


@pytest.mark.parametrize("kind", TYPES)
def test_each_element_is_known_and_of_its_type(kind: str) -> None:
    whole = minimal(kind)
    for element in elements(kind):
        for name, type_name in element.json_names().items():
            others = {one for one in element.json_names() if one != name}
            part = {key: value for key, value in whole.items() if key not in others}
            part[name] = valued(element, type_name)
            found = [issue for issue in validate(part) if issue.code in FAULTY]
            assert found == [], name


@pytest.mark.parametrize("kind", TYPES)
def test_each_element_refuses_the_other_cardinality(kind: str) -> None:
    for element in elements(kind):
        name, type_name = next(iter(element.json_names().items()))
        value = valued(element, type_name)
        part = minimal(kind) | {name: value[0] if element.is_list else [value]}
        assert [issue for issue in validate(part) if issue.code in FAULTY], name


def nested(path: str) -> list[ElementRow]:
    """The backbone elements at any depth under a path."""
    found = [one for one in elements(path) if one.types in {("BackboneElement",), ("Element",)}]
    return found + [deeper for one in found for deeper in nested(one.path)]


def around(backbone: ElementRow, node: Tree) -> Tree:
    """The resource that holds `node` at a backbone element."""
    path, _, name = backbone.path.rpartition(".")
    whole = minimal(path) | {name: [node] if backbone.is_list else node}
    if "." not in path:
        return whole
    outer = path.rpartition(".")[0]
    return around(next(one for one in elements(outer) if one.path == path), whole)


@pytest.mark.parametrize("kind", TYPES)
def test_each_element_at_any_depth_is_known_and_of_its_type(kind: str) -> None:
    for backbone in nested(kind):
        for element in elements(backbone.path):
            for name, type_name in element.json_names().items():
                others = {one for one in element.json_names() if one != name}
                least = minimal(backbone.path)
                part = {key: value for key, value in least.items() if key not in others}
                part[name] = valued(element, type_name)
                found = validate(around(backbone, part))
                assert [one for one in found if one.code in FAULTY] == [], (backbone.path, name)


@pytest.mark.parametrize("kind", [one for one in VALUES.types if one[0].isupper()])
def test_each_element_of_a_datatype_is_known_and_of_its_type(kind: str) -> None:
    for element in elements(kind):
        for name, type_name in element.json_names().items():
            others = {one for one in element.json_names() if one != name}
            part = {key: value for key, value in minimal(kind).items() if key not in others}
            part[name] = valued(element, type_name)
            parameter = {"name": "a", f"value{kind}": part}
            found = validate({"resourceType": "Parameters", "parameter": [parameter]})
            assert [one for one in found if one.code in FAULTY] == [], name

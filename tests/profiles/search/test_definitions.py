import csv

import pytest

from profiles.search.definitions import OF_THE_HUB, parameters
from profiles.search.expression import compile_expression
from tests.plugins.shared_data import shared_data

OF_ONE_VALUE = {"token", "reference", "date", "string", "uri"}
KINDS = OF_ONE_VALUE | {"number", "quantity", "composite", "special"}
CUSTOM = {("Communication", "reason-code"), ("Goal", "description")}
LEFT_OUT = {
    # no expression: full text and named queries
    ("DomainResource", "_text"),
    ("Resource", "_content"),
    ("Resource", "_query"),
    # sounds are not compared
    ("InsurancePlan", "phonetic"),
    ("Organization", "phonetic"),
    ("Patient", "phonetic"),
    ("Person", "phonetic"),
    ("Practitioner", "phonetic"),
    ("RelatedPerson", "phonetic"),
}


def r4_rows():
    with shared_data("r4", "search-parameters.tsv").open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines, delimiter="\t") if row["type"] in KINDS]


def of_its_own(resource_type):
    return {
        code: parameter
        for code, parameter in parameters(resource_type).items()
        if parameter.base == resource_type
    }


def test_every_r4_parameter_is_there_but_for_the_few_named():
    rows = r4_rows()
    expected = {(row["base"], row["code"]) for row in rows} - LEFT_OUT
    bases = {row["base"] for row in rows}
    found = {(base, code) for base in bases - {"DomainResource"} for code in of_its_own(base)}
    assert found - CUSTOM == expected


def test_kind_url_and_targets_are_those_of_r4():
    for row in r4_rows():
        if (row["base"], row["code"]) in LEFT_OUT:
            continue
        parameter = parameters(row["base"])[row["code"]]
        assert parameter.type == row["type"]
        assert parameter.url == row["url"]
        assert parameter.targets == frozenset(row["targets"].split())


def test_every_expression_compiles_and_selects_only_within_its_own_type():
    bases = {row["base"] for row in r4_rows()} - {"DomainResource"}
    for base in bases:
        for parameter in of_its_own(base).values():
            if parameter.expression.partition(" ")[0] == base:
                continue  # a composite of the resource itself
            select = compile_expression(parameter.expression, base)
            assert select([{"resourceType": base}]) in ([], [False])


def test_every_expression_is_that_of_r4_with_choice_elements_named_by_type():
    rewritten = {("InsurancePlan", "name"), ("Patient", "deceased")}
    for row in r4_rows():
        key = row["base"], row["code"]
        if key in LEFT_OUT | rewritten or row["type"] not in OF_ONE_VALUE:
            continue
        ours = parameters(row["base"])[row["code"]].expression.split(" | ")
        stated = row["expression"].split(" | ")
        theirs = [branch for branch in stated if branch.lstrip("(").startswith(row["base"] + ".")]
        for branch in theirs:
            assert any(own == branch or own.startswith(f"({branch} as ") for own in ours)
        for own in ours:
            assert own in theirs or own[1:].partition(" as ")[0] in theirs


def test_a_composite_has_the_components_of_r4_each_a_parameter_of_its_type():
    for row in r4_rows():
        if row["type"] != "composite":
            continue
        ours = parameters(row["base"])[row["code"]].components
        stated = [one.partition("=")[0] for one in row["components"].split(";")]
        assert [one.url for one in ours] == stated, row["code"]
        assert all(one.type == parameters(row["base"])[one.code].type for one in ours)


def test_what_is_counted_is_selected_by_what_r4_says():
    """Of number, quantity and special: the same elements, with a choice named by its type."""
    for row in r4_rows():
        if row["type"] not in {"number", "quantity", "special"} or row["code"] == "probability":
            continue
        ours = parameters(row["base"])[row["code"]].expression
        plain = {one.strip("()").replace(" as ", ".as(") for one in ours.split(" | ")}
        stated = {
            one.strip().strip("()").replace(" as ", ".as(") for one in row["expression"].split("|")
        }
        assert plain == {one for one in stated if one.startswith(f"{row['base']}.")}, row["code"]


def test_the_parameters_of_every_resource_stand_with_each_type():
    for resource_type in ("Consent", "Binary"):
        assert {"_id", "_lastUpdated", "_tag", "_profile", "_security", "_source"} <= set(
            parameters(resource_type)
        )


def test_what_the_hub_gives_itself_is_named():
    assert set(parameters("Patient")) >= OF_THE_HUB


@pytest.mark.parametrize(
    ("resource_type", "code", "expression"),
    [
        ("Communication", "reason-code", "Communication.reasonCode"),
        ("Goal", "description", "Goal.description"),
    ],
)
def test_the_pzp_guide_adds_two_token_parameters(resource_type, code, expression):
    parameter = parameters(resource_type)[code]
    assert (parameter.type, parameter.expression) == ("token", expression)
    assert parameter.url.endswith(f"/SearchParameter/{resource_type}-{code}")


def test_a_reference_parameter_knows_the_types_it_may_name():
    assert parameters("Consent")["patient"].targets == {"Patient"}
    assert "Goal" in parameters("Provenance")["target"].targets


def test_the_table_of_a_type_cannot_be_changed():
    with pytest.raises(TypeError):
        parameters("Consent")["patient"] = None

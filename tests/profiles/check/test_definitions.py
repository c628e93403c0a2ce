"""Who sends a definition is told what nobody could judge by it, and what R4 asks of it."""

import json
import tarfile
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from profiles.check import invariants
from profiles.check.structure import check_structure as validate
from profiles.r4.stated import constraints
from tests.plugins.shared_data import shared_data
from tests.profiles.strategies import minimal

CHECKS = Path(invariants.__file__).parent
# Why a key of R4 is judged by nobody, as profiles/r4/stated.py says.
UNJUDGED = {
    "asks for what is nowhere": {"ppc-2", "ppc-3", "ppc-4", "ppc-5", "cid-0", "evv-1"},
    "is of a profile on a data type": {"mqty-1", "sqty-1"},
    "is of another release": {"sst-1", "dom-r4b"},
    "stands elsewhere under another key": {"tst-6", "tst-8", "tst-9", "tst-11", "tst-13"},
    "would have a narrative everywhere": {"dom-6"},
    "is of an abstract type, whose types have their own": {"inv-0"},
}


def issues(resource: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one.severity, one.expression, one.rule) for one in validate(resource)]


def profile(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return minimal("StructureDefinition") | {"differential": {"element": [*elements]}} | more


def stated(path: str, expression: str, **more: Any) -> dict[str, Any]:
    one = {"key": "our-1", "severity": "error", "human": "text", "expression": expression}
    return {"id": path, "path": path, "constraint": [one], **more}


def test_every_invariant_of_r4_is_judged_or_left_out_for_a_reason() -> None:
    shipped = set(files("profiles.r4").joinpath("invariants.tsv").read_text("utf-8").split())
    listed = {row.key for rows in constraints().values() for row in rows}
    source = "".join(file.read_text("utf-8") for file in CHECKS.glob("*.py"))
    unjudged = {
        key
        for key in shipped - listed
        if f'"{key}"' not in source and f"({key}" not in source and f", {key}" not in source
    }
    assert unjudged == set().union(*UNJUDGED.values())


PLACE = "StructureDefinition.differential.element[0].constraint[0].expression"


@pytest.mark.parametrize(
    ("expression", "severity"),
    [
        ("name.exists(", "error"),
        ("name.exists() and", "error"),
        ("name.exist()", "error"),
        ("name.where()", "error"),
        ("name is HumanNames", "error"),
        ("name.famly.exists()", "warning"),
        ("birthDate + 1 = today()", "warning"),
        ("Observation.status.exists()", "warning"),
        ("deceasedBoolean.exists()", "warning"),
    ],
)
def test_an_invariant_that_nobody_can_judge_is_told(expression: str, severity: str) -> None:
    assert issues(profile(stated("Patient", expression))) == [(severity, PLACE, "FHIRPath")]


@pytest.mark.parametrize(
    ("path", "expression"),
    [
        ("Patient", "name.family.exists() or %resource.active"),
        ("Patient", "contact.all(name.exists() or telecom.exists())"),
        ("Patient.contact", "name.family.exists()"),
        ("Patient.name", "family.matches('^[A-Z]') or given.first() is string"),
        ("Patient.deceased[x]", "$this is boolean or $this <= today()"),
        ("Patient.extension", "value.coding.exists() or value.start.empty()"),
        ("Patient.managingOrganization", "resolve().name.exists()"),
        ("Patient.contained", "status.exists() or name.exists()"),
        ("Patient.nothing", "anything.exists()"),
    ],
)
def test_an_invariant_that_can_be_judged_is_let_be(path: str, expression: str) -> None:
    asked = stated(path, expression)
    root = {"id": "Patient", "path": "Patient"}
    assert issues(profile(asked) if path == "Patient" else profile(root, asked)) == []


def test_the_types_that_an_element_names_narrow_what_its_invariants_may_ask() -> None:
    root = {"id": "Patient", "path": "Patient"}
    asked = stated("Patient.extension.value[x]", "start.exists()", type=[{"code": "Period"}])
    assert issues(profile(root, asked)) == []
    asked["type"] = [{"code": "Coding"}]
    assert [one[0] for one in issues(profile(root, asked))] == ["warning"]


@pytest.mark.parametrize(
    "junk", [None, 1, "", [], {}, [[]], [{"code": []}], {"element": 1}, "a." * 99]
)
def test_a_definition_of_junk_is_judged_all_the_same(junk: Any) -> None:
    root = {"path": "Patient", "constraint": [{"expression": "name.famly.exists()"}]}
    for element in ({**root, "type": junk}, {**root, "path": junk}, {**root, "constraint": junk}):
        assert validate(profile(element, junk, context=junk, contextInvariant=junk))
    for view in ("differential", "snapshot"):
        assert isinstance(validate(profile() | {view: junk}), list)


def test_where_an_extension_may_stand_is_judged() -> None:
    context = [
        {"type": "fhirpath", "expression": "Patient."},
        {"type": "element", "expression": "("},
    ]
    root = {"id": "Extension", "path": "Extension"}
    sent = profile(root, type="Extension", context=context, contextInvariant=["a b"])
    assert issues(sent) == [
        ("error", "StructureDefinition.context[0].expression", "FHIRPath"),
        ("error", "StructureDefinition.contextInvariant[0]", "FHIRPath"),
    ]


@pytest.mark.parametrize(
    ("expression", "is_fit"),
    [
        ("Patient.name | Person.name", True),
        ("(Observation.value as Quantity)", True),
        ("Patient.link.where(type = 'seealso').other", True),
        ("Patient.nam", False),
        ("Patient.name.", False),
        ("Observation.valueQuantity", False),
        ("Patient.name.wher(use = 'old')", False),
    ],
)
def test_where_a_search_parameter_finds_its_values_is_judged(
    expression: str,
    is_fit: bool,  # noqa: FBT001 - a row
) -> None:
    sent = minimal("SearchParameter") | {"expression": expression}
    told = [("error", "SearchParameter.expression", "FHIRPath")]
    assert issues(sent) == ([] if is_fit else told)


def test_an_expression_in_fhirpath_is_read() -> None:
    sent = minimal("PlanDefinition")
    when = {"kind": "applicability", "expression": {"language": "text/fhirpath"}}
    for text, told in (("%any.value > 1", 0), ("1 +", 1)):
        when["expression"] = {"language": "text/fhirpath", "expression": text}
        assert len(issues(sent | {"action": [{"condition": [when]}]})) == told
    when["expression"] = {"language": "text/cql", "expression": "1 +"}
    assert issues(sent | {"action": [{"condition": [when]}]}) == []


def test_elements_stand_beneath_the_type_they_define() -> None:
    patient, name = {"id": "a", "path": "Patient"}, {"id": "b", "path": "Patient.name"}
    other = {"id": "c", "path": "Person.name"}
    at = "StructureDefinition.differential.element[{}].path"
    assert issues(profile(patient, name)) == []
    assert issues(profile(name)) == []
    assert issues(profile(patient, name, other)) == [("error", at.format(2), "sdf-8a")]
    assert issues(profile(other)) == [("error", at.format(0), "sdf-8a")]
    assert issues(profile(other, kind="logical")) == []
    assert issues(profile(other, name, kind="logical")) == [("error", at.format(1), "sdf-8a")]
    whole = {"definition": "text", "min": 0, "max": "1", "base": {
        "path": "Patient", "min": 0, "max": "1"}}  # fmt: skip
    for elements, place in (([patient, name], None), ([name], 0), ([patient, other], 1)):
        sent = profile(patient, snapshot={"element": [one | whole for one in elements]})
        where = f"StructureDefinition.snapshot.element[{place}].path"
        told = [one[1:] for one in issues(sent) if one[2] == "sdf-8"]
        assert told == ([] if place is None else [(where, "sdf-8")])


@pytest.mark.parametrize("kind", ["StructureDefinition", "ValueSet", "Questionnaire", "Measure"])
def test_a_name_that_is_none_for_software_is_warned_of(kind: str) -> None:
    sent = minimal(kind)
    assert issues(sent | {"name": "A_Name1"}) == []
    (found,) = issues(sent | {"name": "my name"})
    assert found[:2] == ("warning", kind)
    assert found[2].endswith("-0")


def test_published_definitions_and_parameters_say_what_can_be_judged() -> None:
    judged = 0
    for file in shared_data("packages").glob("*.tgz"):
        with tarfile.open(file) as archive:
            for member in archive:
                if member.name.partition("/")[2].startswith(("StructureDefinition", "SearchParam")):
                    content = archive.extractfile(member)
                    assert content is not None
                    resource = json.load(content, parse_float=Decimal)
                    judged += 1
                    assert [one for one in issues(resource) if one[2] == "FHIRPath"] == []
    assert judged > 50

"""A part of a resource. https://hl7.org/fhir/R4/search.html#summary."""

import json
from decimal import Decimal
from typing import Any

import pytest

from profiles.r4.tables import elements, resource_types, summary
from profiles.r4.trees import children
from profiles.resource.subset import SUBSETTED, Part, subset, unknown
from tests.plugins.shared_data import shared_data

WAYS = [Part("summary"), Part("text"), Part("data"), Part("elements", frozenset({"language"}))]


def whole(kind: str) -> dict[str, Any]:
    """A resource of this type with something in every root element, of the last of its types."""
    said: dict[str, Any] = {"resourceType": kind, "id": "1", "meta": {"versionId": "1"}}
    for row in elements(kind):
        name = list(row.json_names())[-1]
        said.setdefault(name, [{"id": name}] if row.is_list else name)
        if not row.is_list:
            said[f"_{name}"] = {"id": name}
    return said


def cut(resource: dict[str, Any], part: Part) -> dict[str, Any]:
    return json.loads(subset(json.dumps(resource).encode(), part))


@pytest.mark.parametrize("part", WAYS, ids=lambda part: part.kind)
def test_what_changes_the_meaning_of_the_rest_stays_whatever_is_left_out(part: Part) -> None:
    for kind in sorted(resource_types()):
        resource = whole(kind)
        left = cut(resource, part)
        turning = [row for row in elements(kind) if children(kind)[row.name].is_modifier]
        assert turning or kind in {"Bundle", "Parameters"}, kind
        for row in turning:
            name = list(row.json_names())[-1]
            assert (name, left.get(name)) == (name, resource[name]), kind
            assert left.get(f"_{name}") == resource.get(f"_{name}"), kind


@pytest.mark.parametrize("part", WAYS, ids=lambda part: part.kind)
def test_what_must_be_there_stays_and_what_stays_is_whole_and_in_its_place(part: Part) -> None:
    for kind in sorted(resource_types()):
        resource = whole(kind)
        left = cut(resource, part)
        required = {list(row.json_names())[-1] for row in elements(kind) if row.is_required}
        assert {"resourceType", "id", "meta", *required} <= left.keys(), kind
        assert left["meta"]["tag"] == [SUBSETTED]
        assert all(left[name] == resource[name] for name in left if name != "meta"), kind
        assert list(left) == [name for name in resource if name in left], kind


@pytest.mark.parametrize("kind", sorted(resource_types()))
def test_a_summary_is_what_r4_marks_as_one_beside_what_must_stay(kind: str) -> None:
    marked = summary(kind)
    must = {
        row.name
        for row in elements(kind)
        if row.is_required or children(kind)[row.name].is_modifier
    }
    left = cut(whole(kind), Part("summary"))
    shown = {row.name for row in elements(kind) if any(name in left for name in row.json_names())}
    assert shown == marked | must | {"id", "meta", "implicitRules"} | (
        {"modifierExtension"} if "modifierExtension" in whole(kind) else set()
    )


def test_a_do_not_stays_a_do_not() -> None:
    asked = {
        "resourceType": "ServiceRequest",
        "id": "1",
        "status": "active",
        "intent": "order",
        "doNotPerform": True,
        "note": [{"text": "x"}],
    }
    for part in [*WAYS, Part("elements", frozenset({"note"}))]:
        assert cut(asked, part)["doNotPerform"] is True


def test_what_a_provision_says_of_itself_and_the_exceptions_to_it_stay_together() -> None:
    provision = {"type": "permit", "provision": [{"type": "deny", "class": [{"code": "x"}]}]}
    consent = {"resourceType": "Consent", "provision": provision, "policy": [{"uri": "x"}]}
    left = cut(consent, Part("summary"))
    assert left["provision"] == provision
    assert "policy" not in left


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("value", {"valueQuantity", "_valueQuantity"}),
        ("value[x]", {"valueQuantity", "_valueQuantity"}),
        ("valueQuantity", {"valueQuantity", "_valueQuantity"}),
        ("valueString", set()),
        ("note", set()),
    ],
)
def test_a_choice_is_named_with_its_type_or_without(asked: str, there: set[str]) -> None:
    resource = {
        "resourceType": "Observation",
        "status": "final",
        "code": {},
        "valueQuantity": {"value": 1},
        "_valueQuantity": {"id": "a"},
    }
    assert not unknown("Observation", [asked])
    left = cut(resource, Part("elements", frozenset({asked})))
    assert {name for name in left if "value" in name} == there


def test_text_stays_for_who_asks_the_text_and_goes_for_who_asks_the_data() -> None:
    resource = {"resourceType": "Patient", "text": {"div": "x"}, "name": [{"text": "a"}]}
    text = cut(resource, Part("text"))
    data = cut(resource, Part("data"))
    assert (text["text"], "name" in text) == ({"div": "x"}, False)
    assert ("text" in data, data["name"]) == (False, [{"text": "a"}])


def test_digits_are_as_they_were() -> None:
    body = b'{"resourceType":"Observation","valueQuantity":{"value":1.50,"unit":"a"},"note":[]}'
    left = subset(body, Part("summary"))
    assert b'"value":1.50' in left
    assert json.loads(left, parse_float=Decimal)["valueQuantity"]["value"] == Decimal("1.50")


def test_what_is_referred_to_inside_comes_along_and_else_it_does_not() -> None:
    resource = {
        "resourceType": "Observation",
        "contained": [{"resourceType": "Patient", "id": "p"}],
        "subject": {"reference": "#p"},
        "note": [{"text": "x"}],
    }
    assert cut(resource, Part("summary"))["contained"] == resource["contained"]
    assert "contained" not in cut(resource, Part("text"))


def test_a_tag_that_was_there_stays_beside_the_one_that_is_added() -> None:
    meta = {"versionId": "3", "tag": [{"code": "x"}]}
    left = cut({"resourceType": "Patient", "meta": meta}, Part("text"))
    assert left["meta"] == {"versionId": "3", "tag": [{"code": "x"}, SUBSETTED]}


def test_what_has_no_meta_gets_one_behind_its_id() -> None:
    left = cut({"resourceType": "Patient", "id": "1", "active": True}, Part("text"))
    assert list(left) == ["resourceType", "id", "meta", "active"]
    assert cut({"resourceType": "Patient"}, Part("text"))["meta"] == {"tag": [SUBSETTED]}


@pytest.mark.parametrize("name", ["nothing", "", "contact.name", "_birthDate", "deceasedInteger"])
def test_a_name_of_no_root_element_is_unknown(name: str) -> None:
    assert unknown("Patient", ["birthDate", name])
    assert not unknown("Patient", ["birthDate", "id", "meta", "text", "deceasedBoolean"])


def test_the_summaries_agree_with_the_national_definitions() -> None:
    """Drawn from what others publish: a profile repeats what R4 marks."""
    looked_at = 0
    for path in shared_data("nictiz-definitions").glob("StructureDefinition-*.json"):
        definition = json.loads(path.read_text("utf-8"))
        kind = definition.get("type")
        if definition["kind"] != "resource" or kind not in resource_types():
            continue
        for one in definition.get("snapshot", {}).get("element", []):
            above, _, name = one["path"].partition(".")
            if ":" in one["id"] or "." in name or not name or name in {"id", "meta"}:
                continue
            if name != "implicitRules":
                looked_at += 1
                assert one.get("isSummary", False) == (name in summary(above)), one["id"]
    assert looked_at > 100

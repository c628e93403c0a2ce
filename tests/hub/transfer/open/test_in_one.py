"""The notice as one resource has all that the document had, and is of profile."""

from typing import Any

from hub.transfer.open.in_one import in_one
from profiles.validator import shipped_validator
from tests.hub.transfer.open.judging import BASE, leaves
from tests.hub.transfer.open.material import an_ample_source, made


def a_document() -> dict[str, Any]:
    """The notice of one of everything that may be told."""
    return dict(made(an_ample_source()).notice)


def test_each_record_is_inside_and_named_there() -> None:
    document = a_document()
    notice = in_one(document)

    kinds = [one["resource"]["resourceType"] for one in document["entry"][1:]]
    assert "DeviceUseStatement" in kinds
    assert sorted(one["resourceType"] for one in notice["contained"]) == sorted([*kinds, "Device"])
    known = {f"#{one['id']}" for one in notice["contained"]}
    assert set(_references(notice)) == known


def test_it_says_nothing_that_the_document_does_not_say() -> None:
    document = a_document()
    notice = in_one(document)
    names = {one["id"] for one in notice["contained"]} | {
        f"#{one['id']}" for one in notice["contained"]
    }
    assert set(leaves(notice)) - names <= set(leaves(document)) | {"contained"}


def test_nothing_inside_contains_more_or_has_a_label_of_its_own() -> None:
    for one in in_one(a_document())["contained"]:
        assert {"contained", "meta"}.isdisjoint(one)


def test_our_profiles_find_no_fault_in_it() -> None:
    notice = in_one(a_document())
    judged = shipped_validator().validate(notice, [f"{BASE}advance-notice"])
    assert [one for one in judged if one.severity in {"fatal", "error"}] == []


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [url for one in node for url in _references(one)]
    if not isinstance(node, dict):
        return []
    own = [node["reference"]] if isinstance(node.get("reference"), str) else []
    return own + [url for one in node.values() for url in _references(one)]

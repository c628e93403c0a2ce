from typing import Any

import pytest

from profiles.check.structure import check_structure as validate
from tests.profiles.strategies import consent

POST = {"method": "POST", "url": "Consent"}
BASIC = {"resourceType": "Basic", "code": {"text": "text"}}


def found(**bundle: Any) -> list[tuple[str, str]]:
    issues = validate({"resourceType": "Bundle", **bundle})
    return [(issue.expression, issue.code) for issue in issues]


def test_entries_are_checked_as_resources() -> None:
    wish = consent() | {"status": "zzz"}
    entries = [{"resource": BASIC}, {"resource": wish}, {"resource": {"resourceType": "Nope"}}, 1]
    assert found(type="collection", entry=entries) == [
        ("Bundle.entry[1].resource.status", "code-invalid"),
        ("Bundle.entry[2].resource", "not-supported"),
        ("Bundle.entry[3]", "structure"),
    ]


def test_a_bundle_in_a_bundle_has_its_own_rules() -> None:
    inner = {"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": BASIC}]}
    assert found(type="collection", entry=[{"resource": inner}]) == [
        ("Bundle.entry[0].resource.entry[0].request", "invariant")
    ]


@pytest.mark.parametrize(
    ("bundle", "expected"),
    [
        ({"type": "collection", "total": 1}, ("Bundle.total", "invariant")),
        (
            {"type": "collection", "entry": [{"resource": BASIC, "search": {"mode": "match"}}]},
            ("Bundle.entry[0].search", "invariant"),
        ),
        (
            {"type": "transaction", "entry": [{"resource": BASIC}]},
            ("Bundle.entry[0].request", "invariant"),
        ),
        (
            {"type": "batch", "entry": [{"resource": BASIC, "request": {"method": "POST"}}]},
            ("Bundle.entry[0].request.url", "required"),
        ),
        (
            {"type": "collection", "entry": [{"resource": BASIC, "request": POST}]},
            ("Bundle.entry[0].request", "invariant"),
        ),
        (
            {"type": "transaction-response", "entry": [{"resource": BASIC}]},
            ("Bundle.entry[0].response", "invariant"),
        ),
        (
            {"type": "collection", "entry": [{"resource": BASIC, "response": {"status": "200"}}]},
            ("Bundle.entry[0].response", "invariant"),
        ),
        (
            {"type": "collection", "entry": [{"fullUrl": "urn:a:b"}]},
            ("Bundle.entry[0]", "invariant"),
        ),
        (
            {"type": "collection", "entry": [{"fullUrl": "urn:a:b", "resource": BASIC}] * 2},
            ("Bundle.entry[1].fullUrl", "duplicate"),
        ),
        (
            {
                "type": "collection",
                "entry": [{"fullUrl": "http://a/Basic/1/_history/2", "resource": BASIC}],
            },
            ("Bundle.entry[0].fullUrl", "invariant"),
        ),
        (
            {"type": "collection", "entry": [{"fullUrl": "Basic/1", "resource": BASIC}]},
            ("Bundle.entry[0].fullUrl", "value"),
        ),
        (
            {
                "type": "collection",
                "entry": [{"fullUrl": "http://a/Basic/1", "resource": BASIC | {"id": "2"}}],
            },
            ("Bundle.entry[0].fullUrl", "value"),
        ),
        (
            {
                "type": "collection",
                "entry": [{"fullUrl": "http://a/Patient/2", "resource": BASIC | {"id": "2"}}],
            },
            ("Bundle.entry[0].fullUrl", "value"),
        ),
        ({"type": "document"}, ("Bundle.identifier", "invariant")),
        ({"type": "document"}, ("Bundle.timestamp", "invariant")),
        (
            {"type": "document", "entry": [{"resource": BASIC}]},
            ("Bundle.entry[0].resource", "invariant"),
        ),
        (
            {"type": "message", "entry": [{"resource": BASIC}]},
            ("Bundle.entry[0].resource", "invariant"),
        ),
        ({"type": "zzz"}, ("Bundle.type", "code-invalid")),
        ({}, ("Bundle.type", "required")),
        ({"type": "collection", "entry": {}}, ("Bundle.entry", "structure")),
    ],
)
def test_a_bundle_that_breaks_a_rule_is_refused(
    bundle: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert expected in found(**bundle)


def test_versions_of_one_resource_may_stand_in_a_collection() -> None:
    entries = [
        {"fullUrl": "http://a/Basic/1", "resource": BASIC | {"meta": {"versionId": version}}}
        for version in ("1", "2")
    ]
    assert found(type="collection", entry=entries) == []


@pytest.mark.parametrize("url", ["http://a/Basic/2", "https://a/b/2", "urn:uuid:a", "urn:oid:1.2"])
def test_a_full_url_that_is_not_another_resource_is_accepted(url: str) -> None:
    entry = {"fullUrl": url, "resource": BASIC | {"id": "2"}}
    assert found(type="collection", entry=[entry]) == []


def test_a_transaction_that_keeps_the_rules_is_valid() -> None:
    entries = [{"fullUrl": "urn:uuid:a", "resource": consent(), "request": POST}]
    assert found(type="transaction", entry=entries) == []


def documented(*entries: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "document",
        "identifier": {"system": "http://a", "value": "1"},
        "timestamp": "2026-01-01T00:00:00Z",
        "entry": list(entries),
    }


def test_each_entry_of_a_document_has_a_full_url() -> None:
    at = ("Bundle.entry[1].fullUrl", "required")
    named = {"fullUrl": "urn:uuid:5f0a3c1e-0000-4000-8000-0000000000d1", "resource": BASIC}
    assert at in found(**documented(named, {"resource": BASIC}))
    assert at not in found(**documented(named, named))
    assert at not in found(type="collection", entry=[named, {"resource": BASIC}])


@pytest.mark.parametrize("relation", ["self", "first", "prev", "previous", "next", "last"])
def test_a_page_has_one_link_of_each_meaning(relation: str) -> None:
    link = {"relation": relation, "url": "http://a/Basic?_page=1"}
    other = {"relation": "alternate", "url": "http://a"}
    twice = found(type="searchset", link=[link, other, other, link])
    assert twice == [("Bundle.link[3].relation", "duplicate")]
    assert found(type="searchset", link=[link, other]) == []

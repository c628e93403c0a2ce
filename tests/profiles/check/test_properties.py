"""Whatever JSON comes in: issues or nothing, never a crash."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from profiles.check.structure import check_structure as validate
from profiles.r4.tables import resource_types
from profiles.resource.references import literal_references
from tests.profiles.strategies import TREES, Tree, consent, minimal, spoiled

ENTRY = {"fullUrl": "urn:uuid:a", "request": {"method": "POST", "url": "Consent"}}
BUNDLE = {
    "resourceType": "Bundle",
    "type": "transaction",
    "entry": [ENTRY | {"resource": consent()}],
}
WHOLES = [consent(), BUNDLE] + [
    minimal(kind)
    for kind in ("AllergyIntolerance", "Condition", "Organization", "Parameters", "Encounter")
]


def check(resource: Tree) -> None:
    for issue in validate(resource):
        assert issue.severity in {"fatal", "error", "warning", "information"}
        assert issue.expression.partition(".")[0].partition("[")[0].isalpha()
        assert issue.text.endswith(".")
        assert issue.text[0].isupper() or issue.code in {"required", "structure", "invariant"}
    assert all(type(text) is str for _, text in literal_references(resource))


@given(st.sampled_from(WHOLES).flatmap(spoiled))
def test_a_spoiled_resource_gives_issues_or_nothing(resource: Tree) -> None:
    if isinstance(resource, dict):
        check(resource)


@given(st.dictionaries(st.text(max_size=4), TREES, max_size=4), st.sampled_from(["", "Patient"]))
def test_any_object_gives_issues_or_nothing(tree: dict[str, Any], kind: str) -> None:
    check(tree | ({"resourceType": kind} if kind else {}))


@given(st.sampled_from(sorted(resource_types())), st.data())
def test_any_value_of_any_element_gives_issues_or_nothing(kind: str, data: st.DataObject) -> None:
    whole = minimal(kind)
    name = data.draw(st.sampled_from(sorted(whole)))
    check(whole | {name: data.draw(TREES)})


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_text_of_the_sender_is_repeated_in_an_issue(text: str) -> None:
    secret = f"geheim{text}"
    for part in ({"status": secret}, {"dateTime": secret}, {"category": secret}, {secret: 1}):
        assert not any("geheim" in issue.text for issue in validate(consent() | part))

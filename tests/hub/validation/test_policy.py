"""What a profile refuses is refused, or stored with a warning, as the policy says."""

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub.validation.findings import CLEAN, weighed
from hub.validation.policy import Policy, PolicyPart
from hub.validation.policy_file import InvalidPolicy, load_policy, parse_policy, shipped_policy
from profiles.issue import Issue

PROFILE = "https://example.org/StructureDefinition/wish"
SOURCE, OTHER = "00000001", "00000002"
AGAINST = Issue("error", "required", "Goal.note", "No note; add one.", PROFILE, "Goal.note min")


def policy(**said: Any) -> Policy:
    return parse_policy(said)


def test_nothing_found_is_nothing_said() -> None:
    assert weighed(Policy(), SOURCE, {}, []) is CLEAN


def test_who_sets_nothing_refuses() -> None:
    judged = weighed(Policy(), SOURCE, {}, [AGAINST])

    assert judged.refused
    assert judged.issues == (AGAINST,)


def test_what_is_tolerated_becomes_a_warning_that_says_it_was_stored() -> None:
    judged = weighed(policy(profiles={PROFILE: "warn"}), SOURCE, {}, [AGAINST])

    assert not judged.refused
    [warning] = judged.tolerated
    assert (warning.severity, warning.code, warning.rule) == ("warning", "required", AGAINST.rule)
    assert warning.text.startswith(AGAINST.text)
    assert "stores it with this warning" in warning.text


@pytest.mark.parametrize(
    "issue",
    [
        Issue("error", "structure", "Goal.colour", "No such element; leave it out."),
        Issue("error", "invariant", "Goal", "Against an invariant of R4.", rule="dom-3"),
        Issue("error", "business-rule", "Organization", "No BSN in the open directory."),
        Issue("fatal", "structure", "Goal", "Too deep.", PROFILE),
    ],
    ids=["structure", "invariant", "house", "fatal"],
)
def test_what_no_profile_says_is_refused_whatever_the_policy(issue: Issue) -> None:
    lenient = policy(default="warn", rules={"dom-3": "warn"}, profiles={PROFILE: "warn"})

    assert weighed(lenient, SOURCE, {}, [issue]).refused


@pytest.mark.parametrize("severity", ["warning", "information"])
def test_what_is_no_error_stays_as_it_is(severity: Any) -> None:
    said = Issue(severity, "code-invalid", "Goal.description", "Another code.", PROFILE)

    judged = weighed(policy(default="refuse"), SOURCE, {}, [said])

    assert (judged.refused, judged.tolerated, judged.others) == (False, (), (said,))


def test_what_two_profiles_find_is_refused_when_one_of_them_refuses_it() -> None:
    same = replace(AGAINST, profile="https://example.org/StructureDefinition/mild")
    lenient = policy(profiles={same.profile: "warn"})

    for found in ([same, AGAINST], [AGAINST, same]):
        judged = weighed(lenient, SOURCE, {}, found)
        assert judged.refused
        assert judged.issues == (AGAINST,)


def test_a_numbered_rule_is_weighed_without_a_profile() -> None:
    issue = Issue("error", "business-rule", "Consent", "Both; choose one.", rule="PZP-03")

    assert weighed(policy(), SOURCE, {}, [issue]).refused
    assert not weighed(policy(rules={"PZP-03": "warn"}), SOURCE, {}, [issue]).refused
    assert weighed(policy(rules={"PZP-04": "warn"}), SOURCE, {}, [issue]).refused


STEPS: list[tuple[dict[str, Any], str]] = [
    ({"default": "warn"}, "warn"),
    ({"default": "warn", "profiles": {PROFILE: "refuse"}}, "refuse"),
    ({"profiles": {PROFILE: "refuse"}, "rules": {AGAINST.rule: "warn"}}, "warn"),
    ({"profiles": {PROFILE: "refuse"}, "sources": {SOURCE: {"default": "warn"}}}, "warn"),
    ({"sources": {SOURCE: {"default": "warn", "profiles": {PROFILE: "refuse"}}}}, "refuse"),
    ({"sources": {SOURCE: {"rules": {AGAINST.rule: "warn"}, "default": "refuse"}}}, "warn"),
    ({"default": "warn", "sources": {OTHER: {"default": "refuse"}}}, "warn"),
    ({"rules": {AGAINST.rule: "warn"}, "sources": {SOURCE: {"default": "refuse"}}}, "refuse"),
    ({"profiles": {PROFILE: "warn"}, "sources": {SOURCE: {"profiles": {}}}}, "warn"),
]


@pytest.mark.parametrize(("said", "expected"), STEPS, ids=range(len(STEPS)))
def test_the_most_specific_word_wins(said: dict[str, Any], expected: str) -> None:
    assert parse_policy(said).verdict(SOURCE, AGAINST) == expected


def test_a_version_in_a_canonical_is_overlooked() -> None:
    versioned = Issue("error", "required", "Goal", "text", f"{PROFILE}|1.0.0")

    assert policy(profiles={PROFILE: "warn"}).verdict(SOURCE, versioned) == "warn"


def test_however_much_is_declared_it_is_read_once() -> None:
    strict = policy(profiles={PROFILE: "refuse-if-declared"})
    resource = {"meta": {"profile": [f"urn:x:{number}" for number in range(50_000)]}}
    issues = [Issue("error", "required", "Goal", str(number), PROFILE) for number in range(1_000)]
    started = time.thread_time()

    assert not weighed(strict, SOURCE, resource, issues).refused
    assert time.thread_time() - started < 1


DECLARING = {"resourceType": "Goal", "meta": {"profile": ["urn:other", f"{PROFILE}|1.0"]}}


@pytest.mark.parametrize(
    ("resource", "expression", "refused"),
    [
        ({"resourceType": "Goal"}, "Goal.note", False),
        (DECLARING, "Goal.note", True),
        ({"resourceType": "Goal", "meta": {"profile": "urn:x"}}, "Goal.note", False),
        ({"entry": [{"resource": DECLARING}]}, "Bundle.entry[0].resource.note", True),
        ({"entry": [{}, {"resource": {}}]}, "Bundle.entry[1].resource.note", False),
        ({"entry": 5}, "Bundle.entry[1].resource.note", False),
        ({"contained": [DECLARING]}, "Consent.contained[0].note", True),
        ({"meta": DECLARING["meta"], "contained": [{}]}, "Goal.contained[0].note", False),
        (
            {"entry": [{"resource": {"contained": [{}, DECLARING]}}]},
            "Bundle.entry[0].resource.contained[1].note",
            True,
        ),
    ],
    ids=range(9),
)
def test_a_profile_that_the_source_names_itself_can_be_held_to_it(
    resource: dict[str, Any], expression: str, *, refused: bool
) -> None:
    strict = policy(profiles={PROFILE: "refuse-if-declared"})
    issue = Issue("error", "required", expression, "text", PROFILE)

    assert weighed(strict, SOURCE, resource, [issue]).refused is refused


def test_each_entry_gets_its_own_findings_and_the_first_those_of_the_bundle() -> None:
    issues = [
        Issue("error", "required", f"Bundle{at}", "text", PROFILE)
        for at in ("", ".entry[0].resource.note", ".entry[10].resource", ".entry[1].resource.id")
    ]

    judged = weighed(policy(default="warn"), SOURCE, {}, issues)

    said = {
        number: [one.expression for one in found.issues]
        for number, found in judged.by_entry().items()
    }
    assert said == {
        0: ["Bundle", "Bundle.entry[0].resource.note"],
        1: ["Bundle.entry[1].resource.id"],
        10: ["Bundle.entry[10].resource"],
    }


def test_the_shipped_policy_refuses_wishes_and_is_mild_on_people() -> None:
    shipped = load_policy(None)
    base = "https://fhir.iknl.nl/fhir/StructureDefinition/"
    wish = Issue("error", "required", "Consent", "text", f"{base}ACP-TreatmentDirective")
    person = Issue("error", "required", "Patient", "text", f"{base}ACP-Patient")

    assert weighed(shipped, SOURCE, {"resourceType": "Consent"}, [wish]).refused
    assert not weighed(shipped, SOURCE, {"resourceType": "Patient"}, [person]).refused
    declared = {"resourceType": "Patient", "meta": {"profile": [f"{base}ACP-Patient"]}}
    assert weighed(shipped, SOURCE, declared, [person]).refused


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([], "the policy: must be a JSON object"),
        ({"colour": "hunter2"}, "the policy: has a key that is none of"),
        ({"default": "hunter2"}, "default: takes refuse"),
        ({"default": ["warn"]}, "default: takes refuse"),
        ({"profiles": ["hunter2"]}, "profiles: must be a JSON object"),
        ({"rules": {"hunter2": "no"}}, "rules: entry 1: takes"),
        ({"sources": {"hunter2": {}}}, "sources: key 1 is no URA"),
        ({"sources": {SOURCE: {"sources": {}}}}, f"sources.{SOURCE}: has a key"),
        ({"sources": {SOURCE: {"default": "x"}}}, f"sources.{SOURCE}.default: takes"),
        ({"sources": {"٩٠٠٠٠١١٣": {}}}, "sources: key 1 is no URA"),
        ({"sources": {"90000": {}}}, "sources: key 1 is no URA"),
        ({"profiles": {f"{PROFILE}|1.0": "warn"}}, "profiles: key 1 would never be met"),
        ({"rules": {" PZP-01": "warn"}}, "rules: key 1 would never be met"),
    ],
    ids=range(13),
)
def test_what_is_no_policy_is_refused_by_key_and_not_by_value(said: Any, told: str) -> None:
    with pytest.raises(InvalidPolicy) as refusal:
        parse_policy(said)

    assert str(refusal.value).startswith(told)
    assert "hunter2" not in str(refusal.value)


def test_a_policy_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps({"sources": {SOURCE: {"default": "warn"}}}))

    assert load_policy(file) == Policy(PolicyPart(), {SOURCE: PolicyPart(default="warn")})
    assert parse_policy(json.loads(shipped_policy())) == load_policy(None)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "can't be read"),
        (b"{", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"default": "refuse", "default": "warn"}', "same key twice"),
    ],
    ids=["missing", "broken", "deep", "twice"],
)
def test_a_file_that_is_no_policy_is_refused(
    tmp_path: Path, content: bytes | None, told: str
) -> None:
    file = tmp_path / "policy.json"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(InvalidPolicy, match=told):
        load_policy(file)

"""https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.security.scopes import (
    CHOICES,
    RECORDS_CHOICES,
    GrantedScope,
    InvalidScope,
    allows,
    allows_consent,
    grant,
    grant_launched,
    parse_scope,
    parse_scopes,
)

TYPES = ("*", "Patient", "Consent", "Observation", "AuditEvent")
LETTERS = st.sets(st.sampled_from("cruds"), min_size=1).map(
    lambda chosen: "".join(letter for letter in "cruds" if letter in chosen)
)
OF_CHOICES = st.sampled_from(["c", "u", "cu"]).map(
    lambda letters: GrantedScope("system", "Consent", letters, (CHOICES,))
)
SCOPES = st.one_of(
    st.builds(GrantedScope, st.just("system"), st.sampled_from(TYPES), LETTERS), OF_CHOICES
)
SCOPE_LISTS = st.lists(SCOPES, min_size=1, max_size=5).map(
    lambda scopes: " ".join(str(scope) for scope in scopes)
)


@pytest.mark.parametrize(
    "text",
    [
        "system/Consent.sr",
        "system/Consent.dus",
        "system/Consent.rr",
        "system/Consent.",
        "system/Consent",
        "system/.rs",
        "system/consent.rs",
        "System/Consent.rs",
        "system/Consent.readwrite",
        "system/Consent.rs?",
        "system/Consent.rs?category",
        "system/Consent.rs?category=",
        "system/Consent.rs?patient.name=x",
        "system/Consent.rs?category:not=x",
        "system/Consent.rs?_filter=a eq b",
        'system/Consent.rs?category="x"',
        "system/Consent.rs\n",
        "system/Conséquence.rs",
        "openid",
        "launch/patient",
    ],
)
def test_what_is_not_a_scope_is_refused(text):
    with pytest.raises(InvalidScope):
        parse_scope(text)


@pytest.mark.parametrize(
    "text", ["", " ", "system/Consent.rs  system/Goal.rs", "system/Consent.rs ", "s" * 9_000]
)
def test_a_list_of_scopes_has_single_spaces_and_an_end(text):
    with pytest.raises(InvalidScope):
        parse_scopes(text)


@given(st.text(max_size=40))
def test_any_text_is_a_scope_or_refused(text):
    with contextlib.suppress(InvalidScope):
        assert parse_scope(text)


@given(SCOPES)
def test_a_scope_is_written_as_it_is_read(scope):
    assert parse_scope(str(scope)) == scope


def test_a_narrowed_scope_keeps_its_query_as_it_was_written():
    text = "system/Consent.rs?scope=http://a.example/b|c%20d&category=x+y"
    assert str(parse_scope(text)) == text


@pytest.mark.parametrize(
    ("version_1", "letters"), [("read", "rs"), ("write", "cud"), ("*", "cruds")]
)
def test_a_version_1_ending_becomes_letters(version_1, letters):
    assert parse_scope(f"system/Goal.{version_1}").letters == letters


@pytest.mark.parametrize(
    ("requested", "registered"),
    [
        ("system/*.cruds", "system/Consent.rs"),
        ("system/Consent.crs", "system/Consent.rs"),
        ("system/*.rs", "system/Consent.rs system/Goal.rs"),
        ("system/AuditEvent.rs", "system/*.cruds"),
        ("system/Consent.rs system/Goal.r", "system/Consent.rs"),
        ("patient/Consent.rs", "system/*.cruds"),
        ("user/Consent.rs", "system/*.cruds"),
        ("system/Consent.rs?category=x", "system/Consent.rs"),
        ("system/Consent.c", "system/*.cruds"),
        ("system/Consent.cruds", "system/*.cruds"),
        ("system/Consent.cu", RECORDS_CHOICES),
        ("system/*.cu", RECORDS_CHOICES),
        (RECORDS_CHOICES, "system/*.cruds"),
        (RECORDS_CHOICES, "system/Consent.c"),
        (RECORDS_CHOICES.replace(".cu", ".cru"), "system/Consent.cruds"),
        (RECORDS_CHOICES.replace(".cu", ".d"), "system/Consent.cruds"),
        (RECORDS_CHOICES.replace("Consent", "Goal", 1), "system/*.cruds"),
        (RECORDS_CHOICES.replace("Consent", "*", 1), "system/*.cruds"),
        (f"{RECORDS_CHOICES}&status=active", "system/Consent.cruds"),
        (RECORDS_CHOICES.replace("patient-privacy", "treatment"), "system/Consent.cruds"),
    ],
)
def test_more_than_was_registered_is_refused(requested, registered):
    with pytest.raises(InvalidScope):
        grant(requested, registered)


def test_letters_of_more_than_one_registered_scope_add_up():
    granted = grant("system/Consent.rs", "system/*.r system/Consent.s")
    assert granted == (GrantedScope("system", "Consent", "rs"),)


@given(SCOPE_LISTS, SCOPE_LISTS)
def test_what_is_granted_never_allows_more_than_what_was_registered(requested, registered):
    try:
        granted = tuple(str(scope) for scope in grant(requested, registered))
    except InvalidScope:
        return
    held = tuple(registered.split(" "))
    for resource_type in ("Patient", "Consent", "AuditEvent", "Goal"):
        for interaction in ("create", "read", "update", "delete", "search-type"):
            if allows(granted, resource_type, interaction):
                assert allows(held, resource_type, interaction)
    for letter in "cruds":
        for choice in (True, False):
            if allows_consent(granted, letter, choice=choice):
                assert allows_consent(held, letter, choice=choice)


@pytest.mark.parametrize(
    ("requested", "registered"),
    [
        (RECORDS_CHOICES, RECORDS_CHOICES),
        (RECORDS_CHOICES, "system/Consent.cru"),
        (RECORDS_CHOICES.replace(".cu", ".u"), f"system/*.cruds {RECORDS_CHOICES}"),
        ("system/Consent.cruds", f"system/*.cruds {RECORDS_CHOICES}"),
    ],
)
def test_the_scope_for_choices_is_granted_to_who_has_it(requested, registered):
    assert [str(one) for one in grant(requested, registered)] == [requested]


def test_a_professional_at_a_page_writes_agreements_and_never_a_choice() -> None:
    for scope in ("user/*.cu", "user/Consent.cu"):
        assert allows_consent((scope,), "c", choice=False)
        assert allows_consent((scope,), "u", choice=False)
        assert not allows_consent((scope,), "c", choice=True)
        assert not allows_consent((scope,), "u", choice=True)
    for scope in ("user/*.rs", "patient/Consent.cu", "user/Goal.cu"):
        assert not allows_consent((scope,), "c", choice=False)


@given(SCOPE_LISTS)
def test_choices_are_recorded_only_by_a_scope_that_names_consent(registered):
    held = tuple(registered.split(" "))
    named = any(scope.startswith("system/Consent.") for scope in held)
    for letter in "cruds":
        allowed = allows_consent(held, letter, choice=True)
        assert not allowed or (named and letter in "cu")


@given(SCOPE_LISTS)
def test_a_client_gets_whatever_it_is_registered_for(registered):
    assert grant(registered, registered) == parse_scopes(registered)


@given(SCOPE_LISTS)
def test_who_looked_is_read_only_by_a_scope_that_names_it(registered):
    held = tuple(registered.split(" "))
    named = any(scope.startswith("system/AuditEvent.") for scope in held)
    assert named or not allows(held, "AuditEvent", "read")


def test_a_patient_or_narrowed_scope_opens_nothing_for_a_system():
    assert not allows(("patient/*.cruds",), "Consent", "read")
    assert not allows(("system/Consent.rs?category=x",), "Consent", "read")
    assert not allows((), "Consent", "read")


def test_each_interaction_asks_its_own_letter():
    held = ("system/Goal.ru", "system/Consent.s")
    assert allows(held, "Goal", "vread")
    assert allows(held, "Goal", "history-instance")
    assert allows(held, "Goal", "patch")
    assert not allows(held, "Goal", "search-type")
    assert not allows(held, "Goal", "create")
    assert not allows(held, "Goal", "delete")
    assert allows(held, "Consent", "search-type")
    assert not allows(held, "Consent", "read")


READS = "patient/*.rs user/*.rs patient/Consent.crus"


@pytest.mark.parametrize(
    ("asked", "ehr", "given"),
    [
        ("patient/*.rs", "system/*.rs", "patient/*.rs"),
        ("user/Goal.rs patient/Goal.r", "system/*.cruds", "user/Goal.rs patient/Goal.r"),
        ("patient/*.rs", "system/*.r", "patient/*.r"),
        ("patient/Goal.rs patient/Patient.rs", "system/Patient.rs", "patient/Patient.rs"),
        ("patient/Goal.rs", "system/Goal.s system/Goal.cud", "patient/Goal.s"),
        ("patient/Consent.crus", "system/*.cruds system/Consent.cu", "patient/Consent.rs"),
        ("patient/Goal.rs", "system/*.cud", None),
        ("patient/*.rs", "system/Goal.rs", None),
        ("patient/Goal.rs", "patient/*.rs", None),
        ("patient/AuditEvent.rs", "system/AuditEvent.rs", None),
        ("system/Goal.rs", "system/*.rs", None),
        ("user/Goal.cruds", "system/*.cruds", None),
        ("user/Goal.rs?code=x", "system/*.rs", None),
        ("patient/Goal.rs", "system/Goal.rs?code=x", None),
    ],
)
def test_by_a_launch_no_more_is_given_than_is_asked_registered_and_read_by_the_ehr(
    asked: str, ehr: str, given: str | None
) -> None:
    if given is None:
        with pytest.raises(InvalidScope):
            grant_launched(asked, READS, tuple(ehr.split()))
        return
    found = grant_launched(asked, READS, tuple(ehr.split()))
    assert " ".join(map(str, found)) == given


@given(st.lists(st.sampled_from(TYPES), min_size=1, max_size=4), LETTERS, SCOPE_LISTS)
def test_by_no_launch_a_token_reads_what_its_ehr_does_not(
    types: list[str], letters: str, ehr: str
) -> None:
    asked = " ".join(f"user/{kind}.{letters}" for kind in types)
    with contextlib.suppress(InvalidScope):
        held = tuple(ehr.split())
        found = tuple(map(str, grant_launched(asked, "user/*.cruds", held)))
        for kind in TYPES[1:]:
            for interaction in ("create", "read", "update", "delete", "search-type"):
                if allows(found, kind, interaction, "user"):
                    assert allows(held, kind, interaction)
                    assert interaction in {"read", "search-type"}


def test_scopes_of_a_launch_count_for_its_token_alone() -> None:
    both = ("user/Goal.r", "patient/Consent.r")
    assert allows(both, "Goal", "read", "user")
    assert allows(both, "Consent", "read", "user")
    assert not allows(both, "Goal", "read", "patient")
    assert not allows(both, "Goal", "read")
    assert not allows(("system/*.rs",), "Goal", "read", "user")

"""Choices from Mitz are read as they were meant; what is not understood permits nothing."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.category import OTV_CATEGORIES
from consent.decide import decide
from consent.facts import Facts
from consent.question import Question
from consent.section import About, Section
from consent.statement import Statement
from hub.outbound.mitz.copies import merged
from hub.outbound.mitz.notification import NotANotification, Notice, read_notification
from profiles.identifiers import BSN
from tests.hub.outbound.cast import SURGEON
from tests.stubs.mitz.notifications import bundle, in_json, in_xml

SOMEBODY, ANOTHER = BSN("999990019"), BSN("999911120")
GP = "90000101"
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
EARLY, LATE = "2024-11-18T10:51:16.8967927Z", "2025-02-01T09:00:00.0000001+01:00"
HOSPITALS, PHARMACIES = "RPZAC104", "RPZAC005"
Change = Callable[[dict[str, Any]], object]


def a_bundle(*said: tuple[list[str], bool, str]) -> dict[str, Any]:
    return bundle(SOMEBODY.value, GP, *(said or (([HOSPITALS], True, EARLY),)))


def read(said: dict[str, Any]) -> Notice:
    return read_notification(in_json(said), NOW)


def after(*notices: dict[str, Any], held: tuple[Statement, ...] = ()) -> tuple[Statement, ...]:
    for each in notices:
        held = merged(held, read(each), SOMEBODY, NOW)
    return held


def permitted(statements: tuple[Statement, ...]) -> set[str]:
    return {one.actor for one in statements if one.permit}


def decided(statements: tuple[Statement, ...]) -> str:
    """What consent says to a surgeon about the general practitioner's data."""
    facts = Facts(numbered=True, born=date.min, capable=True, statements=statements, relation=True)
    question = Question(asker=SURGEON, purpose="TREAT", now=NOW)
    return decide(question, facts, About(Section(GP, "Z3", "GGC002"))).reason


@pytest.mark.parametrize("written", [in_json, in_xml])
def test_a_yes_and_a_no_are_a_statement_for_each_category(
    written: Callable[[dict[str, Any]], bytes],
) -> None:
    others = sorted(OTV_CATEGORIES - {PHARMACIES})
    said = a_bundle(([PHARMACIES], True, EARLY), (others, False, EARLY))

    notice = read_notification(written(said), NOW)

    assert notice.unread == ()
    assert {one.bsn for one in notice.choices} == {SOMEBODY}
    statements = [one.statement for one in notice.choices]
    assert {one.actor: (one.permit, one.status) for one in statements} == {
        f"cat:{PHARMACIES}": (True, "active"),
        **{f"cat:{code}": (False, "inactive") for code in others},
    }
    assert {(one.source, one.custodian, one.data, one.kind) for one in statements} == {
        ("mitz", GP, "GGC002", "explicit")
    }
    assert {one.given_at for one in statements} == {
        datetime(2024, 11, 18, 10, 51, 16, 896792, tzinfo=UTC)
    }


def test_a_narrative_is_for_people_alone() -> None:
    narrative = (
        '<text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">'
        "De patiënt verleent <b>geen</b> toestemming</div></text>"
    )
    told = in_xml(a_bundle()).decode().replace("<extension", f"{narrative}<extension", 1)

    (choice,) = read_notification(told.encode(), NOW).choices
    assert choice.statement.permit


@pytest.mark.parametrize("twice", ["status", "dateTime"])
def test_of_what_stands_twice_in_xml_neither_is_read(twice: str) -> None:
    element = re.search(rf"<{twice} [^>]*/>", in_xml(a_bundle()).decode())
    assert element
    told = in_xml(a_bundle()).decode().replace(element[0], element[0] * 2)

    with pytest.raises(NotANotification):
        read_notification(told.encode(), NOW)


def test_both_systems_of_the_purpose_are_known() -> None:
    said = a_bundle()
    purpose = said["entry"][0]["resource"]["provision"]["purpose"][0]
    purpose["system"] = "http://terminology.hl7.org/CodeSystem/v3-ActReason"

    assert len(read(said).choices) == 1


def test_consent_takes_them_as_it_should() -> None:
    yes, no = a_bundle(([HOSPITALS], True, EARLY)), a_bundle(([HOSPITALS], False, LATE))
    local = Statement(
        consent_id="1", version=1, permit=True, given_at=NOW, custodian=GP, actor="cat:V4"
    )

    assert decided(()) == "C-NO-CHOICE"
    assert decided(after(yes)) == "C-EXPLICIT-PERMIT"
    assert decided(after(no)) == "C-EXPLICIT-DENY"
    assert decided((*after(no), local)) == "C-EXPLICIT-DENY"
    assert decided(after(a_bundle(([PHARMACIES], True, EARLY)))) == "C-NO-CHOICE"


def consent_of(said: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = said["entry"][0]["resource"]
    return found


def _at(path: str, value: Any) -> Change:
    def change(said: dict[str, Any]) -> None:
        *way, last = path.split(".")
        where: Any = said
        for step in way:
            where = where[int(step) if step.isdigit() else step]
        if value is None:
            del where[last]
        else:
            where[int(last) if last.isdigit() else last] = value

    return change


CONSENT = "entry.0.resource."
UNREAD = {
    "request": [("entry.0.request.method", "DELETE"), ("entry.0.request.method", ["POST"])],
    "patient": [
        ("entry.1.resource.identifier.0.value", "999990018"),
        ("entry.1.resource.identifier.0.system", "http://fhir.nl/fhir/NamingSystem/ura"),
        (f"{CONSENT}patient", {"reference": "urn:uuid:nobody"}),
        (f"{CONSENT}patient", {"reference": ["urn:uuid:nobody"]}),
    ],
    "holder": [
        ("entry.2.resource.identifier.0.value", "9000O101"),
        ("entry.2.resource.resourceType", "Patient"),
        (f"{CONSENT}provision.actor.0.role.coding.0.code", "IRCP"),
        (f"{CONSENT}provision.actor", []),
        (f"{CONSENT}provision.actor.0.modifierExtension", [{"url": "x"}]),
    ],
    "profile": [
        (f"{CONSENT}meta.profile", ["http://hl7.org/fhir/StructureDefinition/Consent"]),
        (f"{CONSENT}meta", None),
        (f"{CONSENT}resourceType", "Contract"),
        (f"{CONSENT}resourceType", ["Consent"]),
    ],
    "element": [
        (f"{CONSENT}modifierExtension", [{"url": "x"}]),
        (f"{CONSENT}verification", [{"verified": False}]),
        (f"{CONSENT}provision.period", {"end": "2025-01-01"}),
        (f"{CONSENT}provision.provision", [{"type": "deny"}]),
    ],
    "scope": [(f"{CONSENT}scope.coding.0.code", "treatment"), (f"{CONSENT}scope", None)],
    "word": [
        (f"{CONSENT}status", "proposed"),
        (f"{CONSENT}status", "entered-in-error"),
        (f"{CONSENT}status", "inactive"),
        (f"{CONSENT}status", ["active"]),
        (f"{CONSENT}provision.type", None),
        (f"{CONSENT}provision.type", "allow"),
    ],
    "moment": [
        (f"{CONSENT}dateTime", None),
        (f"{CONSENT}dateTime", "2024-11-18"),
        (f"{CONSENT}dateTime", "2024-11-18T10:51:16"),
        (f"{CONSENT}dateTime", "2099-01-01T00:00:00Z"),
    ],
    "purpose": [
        (f"{CONSENT}provision.purpose", []),
        (f"{CONSENT}provision.purpose.0.code", "ETREAT"),
        (f"{CONSENT}provision.purpose.0.system", "http://example.org"),
    ],
    "data-category": [
        (f"{CONSENT}category", []),
        (f"{CONSENT}category.0.coding.0.code", "GGC999"),
        (f"{CONSENT}category.0.coding.0.system", "http://example.org"),
    ],
    "user-category": [
        (f"{CONSENT}extension", []),
        (f"{CONSENT}extension.0.url", "http://example.org"),
        (f"{CONSENT}extension.0.valueCodeableConcept.coding.0.code", "RPZAC999"),
        (f"{CONSENT}extension.0.valueCodeableConcept.coding.0.system", "http://example.org"),
        (f"{CONSENT}extension.0.extension", [{"url": "x"}]),
    ],
}


@pytest.mark.parametrize(
    ("why", "path", "value"),
    [(why, path, value) for why, ways in UNREAD.items() for path, value in ways],
)
def test_what_is_not_understood_is_told_and_permits_nothing(
    why: str, path: str, value: Any
) -> None:
    said = a_bundle()
    _at(path, value)(said)

    notice = read(said)

    assert notice.choices == ()
    assert [one.why for one in notice.unread] == [why]


def test_of_two_patients_of_one_address_neither_is_meant() -> None:
    said = a_bundle()
    said["entry"].append(deepcopy(said["entry"][1]))
    said["entry"][-1]["resource"]["identifier"][0]["value"] = ANOTHER.value

    assert [one.why for one in read(said).unread] == ["patient"]


def test_of_categories_those_that_are_known_are_read() -> None:
    notice = read(a_bundle(([HOSPITALS, "RPZAC999", PHARMACIES], True, EARLY)))

    assert {one.statement.actor for one in notice.choices} == {
        f"cat:{HOSPITALS}",
        f"cat:{PHARMACIES}",
    }
    assert [(one.why, one.closes) for one in notice.unread] == [("user-category", False)]


def test_a_later_word_wins_in_whatever_order_they_come() -> None:
    yes, no = a_bundle(([HOSPITALS], True, EARLY)), a_bundle(([HOSPITALS], False, LATE))
    again = a_bundle(([HOSPITALS], True, "2025-03-01T00:00:00Z"))

    assert permitted(after(yes, no)) == permitted(after(no, yes)) == set()
    assert permitted(after(no, again, yes)) == {f"cat:{HOSPITALS}"}
    assert len(after(yes, no, again)) == 1


def test_of_two_words_of_one_moment_the_no_wins() -> None:
    yes, no = a_bundle(([HOSPITALS], True, LATE)), a_bundle(([HOSPITALS], False, LATE))

    assert permitted(after(yes, no)) == permitted(after(no, yes)) == set()


def test_a_word_about_somebody_else_changes_nothing() -> None:
    held = after(a_bundle())
    others = bundle(ANOTHER.value, GP, ([HOSPITALS], False, LATE))

    assert after(others, held=held) == held
    _at(f"{CONSENT}dateTime", None)(others)
    assert after(others, held=held) == held


def test_statements_of_other_sources_are_not_touched() -> None:
    local = Statement(consent_id="1", version=1, permit=True, given_at=NOW, custodian=GP)
    unread = a_bundle(([HOSPITALS], False, LATE))
    _at(f"{CONSENT}dateTime", None)(unread)

    assert local in after(a_bundle(), unread, held=(local,))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (f"{CONSENT}dateTime", None),
        (f"{CONSENT}extension", []),
        (f"{CONSENT}extension.0.valueCodeableConcept.coding.0.code", "RPZAC999"),
        (f"{CONSENT}provision.actor", []),
        ("entry.0.request.method", "DELETE"),
    ],
)
def test_what_may_have_been_a_no_takes_the_yes_away_until_a_later_word(
    path: str, value: Any
) -> None:
    yes = a_bundle(([HOSPITALS], True, EARLY))
    no = a_bundle(([HOSPITALS], False, LATE))
    _at(path, value)(no)

    held = after(yes, no)

    assert permitted(held) == set()
    assert decided(held) == "C-NO-CHOICE"
    assert permitted(after(yes, held=held)) == set()
    later = a_bundle(([HOSPITALS], True, (NOW + timedelta(minutes=1)).isoformat()))
    assert permitted(after(later, held=held)) == {f"cat:{HOSPITALS}"}


def test_what_can_not_be_read_wakes_no_yes_from_under_a_no() -> None:
    no, unread = a_bundle(([HOSPITALS], False, EARLY)), a_bundle()
    _at(f"{CONSENT}dateTime", None)(unread)
    between = a_bundle(([HOSPITALS], True, LATE))

    held = after(no, unread, between)

    assert decided(held) == "C-EXPLICIT-DENY"


def test_another_data_category_is_told_and_closes_nothing() -> None:
    medication = a_bundle(([HOSPITALS], False, LATE))
    _at(f"{CONSENT}category.0.coding.0.code", "GGC013")(medication)

    assert permitted(after(a_bundle(), medication)) == {f"cat:{HOSPITALS}"}


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b"<", b"<Bundle/>", b"\xff", b'{"resourceType":"Bundle"}'),
        b'<!DOCTYPE b [<!ENTITY a "a">]><Bundle xmlns="http://hl7.org/fhir"/>',
        b'{"resourceType":"Bundle","type":"collection"}',
        in_json(a_bundle()).replace(b'"transaction"', b'["transaction"]'),
        b"[" * 100_000,
    ],
)
def test_what_is_no_notification_is_refused(body: bytes) -> None:
    with pytest.raises(NotANotification):
        read_notification(body, NOW)


JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)


def _places(said: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = said.items() if isinstance(said, dict) else enumerate(said)
    found = []
    for step, inner in steps:
        found.append((*path, step))
        if isinstance(inner, dict | list):
            found += _places(inner, (*path, step))
    return found


WHOLE = a_bundle(([HOSPITALS], True, EARLY), ([PHARMACIES], False, EARLY))


@given(st.lists(st.tuples(st.sampled_from(_places(WHOLE)), JUNK), min_size=1, max_size=3))
def test_whatever_stands_anywhere_breaks_nothing_and_permits_nobody_else(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    said: Any = json.loads(json.dumps(WHOLE))
    for path, junk in changes:
        where = said
        try:
            for step in path[:-1]:
                where = where[step]
            where[path[-1]] = junk
        except (KeyError, IndexError, TypeError):
            continue
    try:
        notice = read(said)
    except NotANotification:
        return

    permits = {(one.bsn, one.statement.actor) for one in notice.choices if one.statement.permit}
    assert permits <= {(SOMEBODY, f"cat:{HOSPITALS}")}


@given(
    st.lists(
        st.tuples(st.sampled_from([HOSPITALS, PHARMACIES]), st.booleans(), st.integers(1, 5)),
        max_size=8,
    ).flatmap(lambda words: st.tuples(st.just(words), st.permutations(words)))
)
def test_the_newest_word_of_each_category_stands_whatever_came_when(
    orders: tuple[list[tuple[str, bool, int]], list[tuple[str, bool, int]]],
) -> None:
    first, second = (
        after(*(a_bundle(([user], yes, f"2025-01-0{day}T00:00:00Z")) for user, yes, day in words))
        for words in orders
    )

    assert permitted(first) == permitted(second)
    for user in (HOSPITALS, PHARMACIES):
        words = [(day, not yes) for one, yes, day in orders[0] if one == user]
        is_yes = bool(words) and not max(words)[1]
        assert (f"cat:{user}" in permitted(first)) == is_yes

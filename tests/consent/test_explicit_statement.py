"""Our own table of cases, so that precedence is tested where the shared table is missing."""

from datetime import UTC, date, datetime

import pytest

from consent.decision import Deny, Permit
from consent.statement import Statement
from tests.consent.builders import GP, HOSPITAL, NURSING, WISH, about, answer, asked, no, yes

RESOURCE = f"res:{WISH}"
TODAY = date(2026, 3, 1)
YESTERDAY, TOMORROW = date(2026, 2, 28), date(2026, 3, 2)

REFUSED: dict[str, tuple[list[Statement], str]] = {
    "nothing was said": ([], "C-NO-CHOICE"),
    "an objection against everyone": ([no()], "C-EXPLICIT-DENY"),
    "a yes to another category of actors": ([yes(actor="cat:X3")], "C-NO-CHOICE"),
    "a yes to another actor": ([yes(actor=NURSING)], "C-NO-CHOICE"),
    "a yes for another custodian": ([yes(custodian=NURSING)], "C-NO-CHOICE"),
    "a yes for another category of custodians": ([yes(custodian="cat:A1")], "C-NO-CHOICE"),
    "a yes for other data": ([yes(data="GGC007")], "C-NO-CHOICE"),
    "a yes for another resource": ([yes(data="res:Goal/g1")], "C-NO-CHOICE"),
    "a yes for another purpose": ([yes(purposes=frozenset({"HRESCH"}))], "C-NO-CHOICE"),
    "a yes without a purpose": ([yes(purposes=frozenset())], "C-NO-CHOICE"),
    "a withdrawn yes": ([yes(status="inactive")], "C-WITHDRAWN"),
    "a yes that waits for a second signature": ([yes(status="proposed")], "C-NOT-YET-VALID"),
    "a yes recorded by mistake": ([yes(status="entered-in-error")], "C-NO-CHOICE"),
    "a yes until yesterday": ([yes(ends=YESTERDAY)], "C-EXPIRED"),
    "a yes from tomorrow": ([yes(starts=TOMORROW)], "C-NOT-YET-VALID"),
    "a yes by someone else": ([yes(decided_by="mentor")], "C-NOT-ENTITLED"),
    "an assumed yes": ([yes(kind="implied")], "C-NO-CHOICE"),
    "a tie of everyone with everyone": ([yes(), no()], "C-EXPLICIT-DENY"),
    "a tie of a category with everyone": ([yes(actor="cat:V4"), no()], "C-EXPLICIT-DENY"),
    "a tie of custodian with actor": ([yes(actor=HOSPITAL), no(custodian=GP)], "C-EXPLICIT-DENY"),
    "a named actor refused": ([yes(actor="cat:V4"), no(actor=HOSPITAL)], "C-EXPLICIT-DENY"),
    "one resource refused": (
        [yes(actor=HOSPITAL), no(actor="cat:V4", data=RESOURCE)],
        "C-EXPLICIT-DENY",
    ),
    "custodian and actor named tie with a resource": (
        [yes(custodian=GP, actor=HOSPITAL), no(data=RESOURCE)],
        "C-EXPLICIT-DENY",
    ),
    "a yes withdrawn and a broader no": (
        [yes(actor=HOSPITAL, status="inactive"), no()],
        "C-EXPLICIT-DENY",
    ),
    "an objection from Mitz, which comes inactive": (
        [yes(), no(status="inactive", source="mitz")],
        "C-EXPLICIT-DENY",
    ),
    "withdrawn long ago and expired": ([yes(status="inactive", ends=YESTERDAY)], "C-WITHDRAWN"),
}

PERMITTED: dict[str, list[Statement]] = {
    "everyone everything": [yes()],
    "category to category": [yes(custodian="cat:H1", actor="cat:V4", data="GGC002")],
    "the OTV categories": [yes(custodian="cat:RPZAC001", actor="cat:RPZAC104")],
    "by URA": [yes(custodian=GP, actor=HOSPITAL)],
    "the resource itself": [yes(data=RESOURCE)],
    "on the first and only day": [yes(starts=TODAY, ends=TODAY)],
    "a named actor excepted from a no": [no(actor="cat:V4"), yes(actor=HOSPITAL)],
    "a named custodian excepted from a no": [no(), yes(custodian=GP)],
    "a resource excepted from a no": [no(actor=HOSPITAL), yes(data=RESOURCE)],
    "given again after a withdrawal": [yes(status="inactive"), yes(consent_id="c2")],
    "after the objection was withdrawn": [yes(), no(status="inactive")],
    "an objection that is over": [yes(), no(ends=YESTERDAY)],
    "an objection against another": [yes(), no(actor=NURSING)],
    "a withdrawn broader yes beside it": [yes(status="inactive"), yes(actor=HOSPITAL)],
    "an objection recorded by mistake": [yes(), no(status="entered-in-error")],
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused(case: str) -> None:
    statements, reason = REFUSED[case]
    decision = answer(*statements)
    assert isinstance(decision, Deny)
    assert (decision.reason, decision.http) == (reason, 404)


@pytest.mark.parametrize("case", PERMITTED)
def test_it_is_permitted(case: str) -> None:
    decision = answer(*PERMITTED[case])
    assert isinstance(decision, Permit)
    assert decision.reason == "C-EXPLICIT-PERMIT"


def test_a_refused_read_looks_like_nothing_there() -> None:
    assert answer(no()) == answer(no(), of=about(resource="Goal/other"))
    refused = answer()
    assert isinstance(refused, Deny)
    assert refused.http == 404


def test_a_day_ends_at_midnight_in_amsterdam_not_in_utc() -> None:
    until_today = yes(ends=TODAY)
    last_minute = datetime(2026, 3, 1, 22, 59, tzinfo=UTC)
    next_day = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)

    assert isinstance(answer(until_today, ask=asked(now=last_minute)), Permit)
    assert answer(until_today, ask=asked(now=next_day)).reason == "C-EXPIRED"


def test_the_decision_names_the_consent_and_version_that_decided() -> None:
    wide, narrow = yes(consent_id="wide"), no(consent_id="narrow", version=7, actor=HOSPITAL)
    assert answer(wide, narrow).evidence == (("narrow", 7),)
    assert answer(wide).evidence == (("wide", 1),)
    assert answer(yes(consent_id="old", status="inactive")).evidence == (("old", 1),)


def test_the_note_is_of_the_most_specific_that_no_longer_holds() -> None:
    withdrawn, expired = yes(status="inactive"), yes(actor=HOSPITAL, ends=YESTERDAY)
    assert answer(withdrawn, expired).reason == "C-EXPIRED"


def test_a_security_label_weighs_one() -> None:
    labelled = no(data="label:R")
    assert isinstance(answer(yes(), labelled, of=about(labels=frozenset({"R"}))), Deny)
    assert isinstance(answer(yes(), labelled, of=about(labels=frozenset({"N"}))), Permit)
    assert isinstance(
        answer(yes(custodian=GP, actor=HOSPITAL), labelled, of=about(labels=frozenset({"R"}))),
        Permit,
    )


def test_data_of_no_category_is_reached_by_a_yes_to_all_or_to_that_resource_only() -> None:
    assert isinstance(answer(yes(data="GGC002"), of=about(category=None)), Deny)
    assert isinstance(answer(yes(data=RESOURCE), of=about(category=None)), Permit)
    assert isinstance(answer(yes(), of=about(category=None)), Permit)


@pytest.mark.parametrize(
    ("statement", "weight"),
    [
        (yes(), 0),
        (yes(custodian="cat:H1", actor="cat:V4", data="GGC002"), 0),
        (yes(custodian=GP), 1),
        (yes(actor=HOSPITAL, data="label:R"), 2),
        (yes(data=RESOURCE), 2),
        (yes(custodian=GP, actor=HOSPITAL, data=RESOURCE), 4),
    ],
)
def test_the_weight_counts_what_is_named(statement: Statement, weight: int) -> None:
    assert statement.weight == weight

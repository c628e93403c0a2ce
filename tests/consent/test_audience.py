"""To whom a section is open is what each of them would be told."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from consent.asker import Professional
from consent.audience import audience
from consent.decide import decide
from consent.decision import Deny
from consent.facts import Facts
from consent.question import Question
from consent.readers import READERS
from consent.section import About
from consent.statement import Statement
from tests.consent import strategies as some
from tests.consent.builders import ABOUT, FACTS, GP, HOSPITAL, NOON, NURSING, yes

ROLES = {"A1": "17.000"}
ORGANIZATIONS = [
    *some.CUSTODIANS,
    *(("90000505", "AMB"), ("90000606", "A1"), ("90000707", "L1"), ("90000808", "V4")),
]


def asking(ura: str, kind: str) -> Question:
    asker = Professional(
        ura=ura,
        organization_type=kind,
        number="1",
        name="A",
        role=ROLES.get(kind, "01.015"),
        assurance="substantial",
    )
    return Question(asker=asker, purpose="TREAT", now=NOON)


@given(some.statements.flatmap(some.facts), some.abouts)
def test_each_is_told_what_it_would_be_told_if_it_asked(facts: Facts, of: About) -> None:
    told = audience(facts, of, ORGANIZATIONS, NOON)

    related = replace(facts, relation=True)
    assert told == {ura: decide(asking(ura, kind), related, of) for ura, kind in ORGANIZATIONS}


@given(st.sampled_from(sorted(READERS)))
def test_where_somebody_reads_it_is_he_who_is_asked_for(kind: str) -> None:
    decision = audience(FACTS, ABOUT, [(NURSING, kind)], NOON)[NURSING]

    assert (decision.reason == "A-ROLE") is not bool(READERS[kind])


def test_where_nobody_reads_that_is_said() -> None:
    told = audience(replace(FACTS, statements=(yes(),)), ABOUT, [("90000707", "L1")], NOON)

    assert told["90000707"] == Deny("role", "A-ROLE", 403)


def test_who_recorded_a_permission_is_kept_apart_from_others_of_its_kind() -> None:
    said: Statement = yes(recorded_by=HOSPITAL, desk=True)
    told = audience(
        replace(FACTS, statements=(said,)), ABOUT, [(HOSPITAL, "V4"), ("90000808", "V4")], NOON
    )

    assert told[HOSPITAL].reason == "C-NO-CHOICE"
    assert told["90000808"].reason == "C-EXPLICIT-PERMIT"
    assert GP not in told


def test_two_of_a_kind_whom_nobody_names_are_told_alike() -> None:
    facts = replace(FACTS, statements=(yes(),))
    told = audience(facts, ABOUT, [("90000909", "V4"), ("90000910", "V4")], NOON)

    assert told["90000909"] == told["90000910"]

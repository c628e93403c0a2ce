"""Whose word covers what: a provider writes the inhabitant's word down over its own data alone."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from consent.decide import decide
from consent.facts import Facts
from consent.push import decide_push
from consent.question import Question
from consent.section import About
from consent.statement import Statement
from tests.consent import strategies as some
from tests.consent.builders import ABOUT, ADULT, GP, NURSING, SYSTEM, about, answer, asked, no, yes

STRANGER = "90000999"
CLOSED, OPEN = "D-PUSH-STORED-CLOSED", "D-PUSH-STORED-OPEN"


def test_what_the_custodian_wrote_down_opens_and_closes() -> None:
    assert answer(yes(recorded_by=GP)).reason == "C-EXPLICIT-PERMIT"
    assert answer(no(recorded_by=GP)).reason == "C-EXPLICIT-DENY"


def test_what_another_wrote_down_waits_for_the_inhabitant() -> None:
    assert answer(yes(recorded_by=STRANGER)).reason == "C-NOT-YET-VALID"
    assert answer(yes(recorded_by=STRANGER, custodian=GP)).reason == "C-NOT-YET-VALID"


def test_what_another_wrote_down_closes_nothing() -> None:
    objection = no(recorded_by=STRANGER, custodian=GP, consent_id="c2")
    assert answer(yes(recorded_by=GP), objection).reason == "C-EXPLICIT-PERMIT"


def test_of_one_choice_about_all_each_part_has_its_own_force() -> None:
    everywhere = yes(recorded_by=GP)
    assert answer(everywhere).reason == "C-EXPLICIT-PERMIT"
    assert answer(everywhere, of=about(custodian=NURSING)).reason == "C-NOT-YET-VALID"


def test_what_nobody_but_the_inhabitant_said_holds_everywhere() -> None:
    assert answer(yes(recorded_by=None)).reason == "C-EXPLICIT-PERMIT"


def test_what_was_said_at_a_trusted_desk_holds_over_everybodys_data() -> None:
    assert answer(yes(recorded_by=STRANGER, desk=True)).reason == "C-EXPLICIT-PERMIT"
    assert answer(no(recorded_by=STRANGER, desk=True)).reason == "C-EXPLICIT-DENY"


def test_what_was_withdrawn_is_told_withdrawn_whoever_wrote_it_down() -> None:
    assert answer(yes(recorded_by=STRANGER, status="inactive")).reason == "C-WITHDRAWN"


def test_a_push_is_not_open_by_what_another_wrote_down() -> None:
    pushing = asked(asker=SYSTEM, ura=GP, organization_type="H1", purpose=None)
    for recorder, label in ((STRANGER, CLOSED), (GP, OPEN)):
        facts = replace(ADULT, statements=(yes(recorded_by=recorder),))
        assert decide_push(pushing, facts, ABOUT).reason == label


@given(
    some.questions(),
    some.statements.flatmap(some.facts),
    some.abouts,
    st.lists(some.statement(), max_size=4),
)
def test_a_source_changes_nothing_of_what_others_keep_whatever_it_writes_down(
    question: Question, facts: Facts, of: About, invented: list[Statement]
) -> None:
    more = tuple(replace(one, recorded_by=STRANGER) for one in invented)
    after = replace(facts, statements=(*facts.statements, *more))
    said, before = decide(question, after, of), decide(question, facts, of)
    # Of a no it may become the note, never of a yes, and never the other way round.
    assert type(said) is type(before)
    if said.reason.startswith("C-EXPLICIT"):
        assert said == before

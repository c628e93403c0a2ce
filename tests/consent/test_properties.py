"""What holds of every decision, whatever was said and whoever asks."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from consent.category import keys_of
from consent.decide import decide, decide_caller
from consent.decision import Deny, Permit
from consent.facts import Facts
from consent.fhir import problems, statements
from consent.policy import Policy
from consent.precedence import note
from consent.question import Question
from consent.scope import scope
from consent.section import CHOICES, About
from consent.statement import Statement
from tests.consent import strategies as some
from tests.consent.builders import ADULT, GP, QUESTION, privacy_consent


@given(some.questions(), some.facts([]), some.abouts)
def test_nothing_said_opens_nothing_but_the_own_dossier(
    question: Question, facts: Facts, of: About
) -> None:
    decision = decide(question, facts, of)
    assert isinstance(decision, Deny) or decision.reason == "C-OWN-DOSSIER"


@given(
    some.questions(), some.statements.flatmap(some.facts), some.abouts, some.statement(permit=False)
)
def test_an_objection_more_never_opens_anything(
    question: Question, facts: Facts, of: About, objection: Statement
) -> None:
    more = replace(facts, statements=(*facts.statements, objection))
    if isinstance(decide(question, more, of), Permit):
        assert isinstance(decide(question, facts, of), Permit)


@given(some.questions(), some.statements.flatmap(some.facts), some.abouts, st.data())
def test_withdrawing_a_permission_never_opens_anything(
    question: Question, facts: Facts, of: About, data: st.DataObject
) -> None:
    withdrawn = tuple(
        replace(one, status="inactive") if one.permit and data.draw(st.booleans()) else one
        for one in facts.statements
    )
    if isinstance(decide(question, replace(facts, statements=withdrawn), of), Permit):
        assert isinstance(decide(question, facts, of), Permit)


@given(some.questions(), some.statements.flatmap(some.facts), some.abouts, st.randoms())
def test_the_order_of_what_was_said_does_not_matter(
    question: Question, facts: Facts, of: About, random: Any
) -> None:
    shuffled = list(facts.statements)
    random.shuffle(shuffled)
    assert decide(question, replace(facts, statements=tuple(shuffled)), of) == decide(
        question, facts, of
    )


@given(some.questions(), some.statements.flatmap(some.facts), some.abouts)
def test_every_refusal_names_its_rule_and_reason(
    question: Question, facts: Facts, of: About
) -> None:
    decision = decide(question, facts, of)
    assert decision.rule
    assert decision.reason
    if isinstance(decision, Deny):
        told = decide_caller(question) == decision
        assert decision.http in ({400, 401, 403} if told else {404})


@given(some.questions(), some.statements.flatmap(some.facts), some.abouts)
def test_a_yes_rests_on_a_valid_permission_that_nothing_valid_outweighs(
    question: Question, facts: Facts, of: About
) -> None:
    decision = decide(question, facts, of)
    if decision.reason != "C-EXPLICIT-PERMIT":
        return
    matching = [one for one in facts.statements if speaks(one, question, of)]
    weights = [one.weight for one in matching if one.permit]
    objections = [one.weight for one in matching if not one.permit]
    assert max(weights) > max(objections, default=-1)
    assert decision.evidence[0] in {(one.consent_id, one.version) for one in matching}


@given(some.statement(permit=True), some.statement(), some.questions(), some.abouts, st.data())
def test_a_wider_statement_never_beats_a_narrower_one(
    narrow: Statement, wide: Statement, question: Question, of: About, data: st.DataObject
) -> None:
    facts = data.draw(some.facts([narrow, wide]))
    both_speak = speaks(narrow, question, of) and speaks(wide, question, of)
    if both_speak and narrow.weight > wide.weight:
        alone = replace(facts, statements=(narrow,))
        assert decide(question, facts, of) == decide(question, alone, of)


def speaks(statement: Statement, question: Question, of: About) -> bool:
    """Written out once more, by the words of the guide and not by the code under test."""
    return (
        note(statement, ADULT, question.day) is None
        and statement.kind == "explicit"
        and statement.status != "entered-in-error"
        and statement.custodian in keys_of(of.section.custodian, of.section.custodian_type)
        and statement.actor in keys_of(question.asker.ura, question.asker.organization_type)
        and of.section.category != CHOICES
        and statement.data in {"*", of.section.category, f"res:{of.resource}"}
        and question.purpose in statement.purposes
    )


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["coding", "code", "reference", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
_paths = st.sampled_from(
    [
        *[(element,) for element in privacy_consent()],
        *[("provision", element) for element in privacy_consent()["provision"]],
        *[("provision", element, 0) for element in ("actor", "purpose")],
        ("provision", "actor", 0, "reference"),
        ("provision", "provision"),
        ("provision", "data"),
        ("organization", 0, "identifier"),
    ]
)


@given(_paths, _json)
def test_a_damaged_consent_never_raises_and_never_permits_another(
    path: tuple[str | int, ...], value: Any
) -> None:
    consent = json.loads(json.dumps(privacy_consent()))
    target = consent
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value

    sound = not problems(consent)
    for statement in statements(consent, "c1", 1):
        assert sound or not statement.permit
        if statement.permit:
            assert (statement.custodian, statement.actor) == (GP, "cat:RPZAC104")


@given(st.text())
def test_any_other_role_or_purpose_than_those_known_is_no_yes(text: str) -> None:
    if text not in {"TREAT", "COC"}:
        assert isinstance(decide_caller(replace(QUESTION, purpose=text)), Deny)


@given(some.questions(), some.statements.flatmap(some.facts), some.abouts, some.mitz, some.policies)
def test_a_told_refusal_depends_on_the_caller_alone(
    question: Question, facts: Facts, of: About, mitz: Any, policy: Policy
) -> None:
    told = decide_caller(question)
    known = decide(question, replace(facts, mitz=mitz, policy=policy, deceased=True), of)
    if isinstance(told, Deny):
        assert told == known == decide(question, Facts(), of)
    elif isinstance(known, Deny):
        assert known.http == 404


@given(
    some.questions(),
    some.statements.flatmap(some.facts),
    some.statement(permit=False),
    some.mitz,
    some.policies,
)
def test_an_objection_more_never_widens_the_scope_whatever_mitz_says(
    question: Question, facts: Facts, objection: Statement, mitz: Any, policy: Policy
) -> None:
    for purpose in ("TREAT", "COC"):
        asked = replace(question, purpose=purpose)
        before = replace(facts, mitz=mitz, policy=policy)
        after = replace(before, statements=(*before.statements, objection))
        for key, decision in scope(asked, after).sections.items():
            if isinstance(decision, Permit):
                assert isinstance(scope(asked, before).sections[key], Permit)


@given(some.questions(), some.statements.flatmap(some.facts), some.abouts)
def test_no_fact_is_no(question: Question, facts: Facts, of: About) -> None:
    unknown = Facts(statements=facts.statements, relation=facts.relation)
    decision = decide(question, unknown, of)
    opened = isinstance(decision, Permit)
    assert not opened or decision.reason in {"C-OWN-DOSSIER", "C-IMPLIED-COC"}

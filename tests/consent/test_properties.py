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
from consent.request import AccessRequest
from consent.rules.explicit_statement import note
from consent.statement import Statement
from tests.consent import strategies as some
from tests.consent.builders import GP, QUESTION, privacy_consent


@given(some.requests(), some.facts([]))
def test_nothing_said_opens_nothing_but_the_own_dossier(
    request: AccessRequest, facts: Facts
) -> None:
    decision = decide(request, facts)
    assert isinstance(decision, Deny) or decision.reason == "C-OWN-DOSSIER"


@given(some.requests(), some.statements.flatmap(some.facts), some.statement(permit=False))
def test_an_objection_more_never_opens_anything(
    request: AccessRequest, facts: Facts, objection: Statement
) -> None:
    more = replace(facts, statements=(*facts.statements, objection))
    if isinstance(decide(request, more), Permit):
        assert isinstance(decide(request, facts), Permit)


@given(some.requests(), some.statements.flatmap(some.facts), st.data())
def test_withdrawing_a_permission_never_opens_anything(
    request: AccessRequest, facts: Facts, data: st.DataObject
) -> None:
    withdrawn = tuple(
        replace(one, status="inactive") if one.permit and data.draw(st.booleans()) else one
        for one in facts.statements
    )
    if isinstance(decide(request, replace(facts, statements=withdrawn)), Permit):
        assert isinstance(decide(request, facts), Permit)


@given(some.requests(), some.statements.flatmap(some.facts), st.randoms())
def test_the_order_of_what_was_said_does_not_matter(
    request: AccessRequest, facts: Facts, random: Any
) -> None:
    shuffled = list(facts.statements)
    random.shuffle(shuffled)
    assert decide(request, replace(facts, statements=tuple(shuffled))) == decide(request, facts)


@given(some.requests(), some.statements.flatmap(some.facts))
def test_every_refusal_names_its_rule_and_reason(request: AccessRequest, facts: Facts) -> None:
    decision = decide(request, facts)
    assert decision.rule
    assert decision.reason
    if isinstance(decision, Deny):
        told = decide_caller(request) == decision
        hidden_as = 200 if request.action == "search" else 404
        assert decision.http == (403 if told else hidden_as)


@given(some.requests(), some.statements.flatmap(some.facts))
def test_a_yes_rests_on_a_valid_permission_that_nothing_valid_outweighs(
    request: AccessRequest, facts: Facts
) -> None:
    decision = decide(request, facts)
    if decision.reason != "C-EXPLICIT-PERMIT":
        return
    matching = [one for one in facts.statements if speaks(one, request, facts)]
    weights = [one.weight for one in matching if one.permit]
    objections = [one.weight for one in matching if not one.permit]
    assert max(weights) > max(objections, default=-1)
    assert decision.evidence[0] in {(one.consent_id, one.version) for one in matching}


@given(some.statement(permit=True), some.statement(), some.requests(), st.data())
def test_a_wider_statement_never_beats_a_narrower_one(
    narrow: Statement, wide: Statement, request: AccessRequest, data: st.DataObject
) -> None:
    facts = data.draw(some.facts([narrow, wide]))
    both_speak = speaks(narrow, request, facts) and speaks(wide, request, facts)
    if both_speak and narrow.weight > wide.weight:
        alone = replace(facts, statements=(narrow,))
        assert decide(request, facts) == decide(request, alone)


def speaks(statement: Statement, request: AccessRequest, facts: Facts) -> bool:
    """Written out once more, by the words of the guide and not by the code under test."""
    return (
        note(statement, request.day) is None
        and statement.kind == "explicit"
        and statement.status != "entered-in-error"
        and statement.holder in keys_of(facts.holder_ura, facts.holder_type)
        and statement.user in keys_of(request.ura, request.organization_type)
        and statement.data in {"*", facts.category, f"res:{facts.resource}"}
        and request.purpose in statement.purposes
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
            assert (statement.holder, statement.user) == (GP, "cat:RPZAC104")


@given(st.text())
def test_any_other_role_or_purpose_than_those_known_is_no_yes(text: str) -> None:
    if text not in {"TREAT", "COC"}:
        assert isinstance(decide_caller(replace(QUESTION, purpose=text)), Deny)

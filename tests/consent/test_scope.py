from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.decide import decide
from consent.decision import Deny, Permit
from consent.facts import Facts
from consent.request import AccessRequest
from consent.scope import Visible, scope
from consent.statement import Statement
from tests.consent import strategies as some
from tests.consent.builders import GP, HOSPITAL, NURSING, QUESTION, no, yes

HOLDERS = [(GP, "H1"), (NURSING, "X3"), (HOSPITAL, "V4")]


@given(some.requests(), some.statements, st.booleans())
def test_the_scope_agrees_with_the_decision_on_every_resource(
    request: AccessRequest,
    said: list[Statement],
    relation: bool,  # noqa: FBT001 -- given by hypothesis
) -> None:
    reach = scope(request, said, some.HOLDERS, relation=relation)
    for holder_ura, holder_type in some.HOLDERS:
        for category in some.CATEGORIES:
            for resource in some.RESOURCES:
                facts = Facts(
                    holder_ura=holder_ura,
                    holder_type=holder_type,
                    category=category,
                    resource=resource,
                    statements=tuple(said),
                    relation=relation,
                )
                assert reach.decision(holder_ura, category, resource) == decide(request, facts)


def test_a_refused_caller_has_no_view_at_all() -> None:
    reach = scope(replace(QUESTION, role="00.000"), [yes()], HOLDERS, relation=True)
    assert reach.visible() == []
    assert reach.decision(GP, "GGC002") == Deny("role", "A-ROLE", 403)


def test_without_a_relation_only_a_systems_own_dossier_is_visible() -> None:
    assert scope(QUESTION, [yes()], HOLDERS).visible() == []

    alone = replace(QUESTION, role=None, purpose=None)
    [own] = scope(alone, [yes()], HOLDERS).visible()
    assert (own.holder_ura, own.permit.reason) == (HOSPITAL, "C-OWN-DOSSIER")


def test_what_is_visible_is_told_by_holder_and_category_with_its_evidence() -> None:
    reach = scope(
        QUESTION,
        [yes(consent_id="c7", holder="cat:H1"), no(holder=NURSING)],
        HOLDERS,
        relation=True,
    )
    permit = Permit("explicit-statement", "C-EXPLICIT-PERMIT", (("c7", 1),))
    assert reach.visible() == [
        Visible(GP, "H1", "GGC002", permit),
        Visible(HOSPITAL, "V4", "GGC002", Permit("own-dossier", "C-OWN-DOSSIER")),
    ]


def test_one_resource_may_be_closed_within_what_is_open() -> None:
    reach = scope(QUESTION, [yes(), no(data="res:Goal/g1")], HOLDERS, relation=True)
    assert isinstance(reach.decision(GP, "GGC002", "Goal/g2"), Permit)
    assert isinstance(reach.decision(GP, "GGC002", "Goal/g1"), Deny)


def test_a_holder_that_was_not_asked_about_is_an_error_and_no_answer() -> None:
    with pytest.raises(KeyError):
        scope(QUESTION, [yes()], [], relation=True).decision(GP, "GGC002")

"""An objection that came along from another record: no permission of before goes before it.

docs/decisions/0080-merges.md
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from consent.decision import Deny, Permit
from consent.statement import Statement
from tests.consent.builders import GP, HOSPITAL, NOON, NURSING, WISH, about, answer, no, yes

CARRIED = NOON
LATER = NOON + timedelta(seconds=1)
NARROW = yes(custodian=GP, actor=HOSPITAL, data=f"res:{WISH}")


@pytest.mark.parametrize("permission", [yes(), yes(actor=HOSPITAL), NARROW])
def test_however_narrow_a_permission_of_before_is_the_objection_holds(
    permission: Statement,
) -> None:
    assert isinstance(answer(permission, no(carried_at=CARRIED)), Deny)


def test_a_permission_of_later_goes_by_how_narrow_it_is() -> None:
    later = yes(consent_id="c2", custodian=GP, actor=HOSPITAL, given_at=LATER)
    assert isinstance(answer(later, no(carried_at=CARRIED)), Permit)
    assert isinstance(answer(yes(given_at=LATER), no(carried_at=CARRIED)), Deny)


def test_a_permission_of_later_holds_beside_one_of_before() -> None:
    before, later = NARROW, replace(NARROW, consent_id="c2", given_at=LATER)
    assert isinstance(answer(before, later, no(carried_at=CARRIED)), Permit)


def test_an_objection_of_his_own_gives_way_to_a_narrower_permission_as_ever() -> None:
    assert isinstance(answer(NARROW, no()), Permit)


def test_it_closes_no_more_than_it_says() -> None:
    of_another = no(carried_at=CARRIED, custodian=NURSING)
    of_a_goal = no(carried_at=CARRIED, data="res:Goal/g1")
    withdrawn = no(carried_at=CARRIED, status="inactive")
    assert isinstance(answer(NARROW, of_another, of_a_goal, withdrawn), Permit)
    assert isinstance(answer(NARROW, of_a_goal, of=about(resource="Goal/g1")), Deny)

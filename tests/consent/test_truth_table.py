from dataclasses import replace

import pytest

from consent.decide import decide
from consent.decision import Deny, Permit
from consent.obligation import obligations_of
from consent.policy import Policy
from tests.consent.truth_table import (
    NOT_BUILT,
    OTHER_POLICY,
    TOTAL,
    Row,
    about,
    decided,
    facts,
    is_built,
    question,
    rows,
)

BUILT = [row for row in rows() if is_built(row)]
LATER = [row for row in rows() if not is_built(row)]
BY_ANOTHER_AGREEMENT = [row for row in BUILT if row["case_id"] in OTHER_POLICY]


def case(row: Row) -> str:
    return row["case_id"]


@pytest.mark.parametrize("row", BUILT, ids=case)
def test_the_row_is_decided_as_the_table_says(row: Row) -> None:
    decision = decided(row)

    kind = Permit if row["expect_decision"] == "permit" else Deny
    assert isinstance(decision, kind)
    assert decision.reason == row["expect_reason"]
    assert set(obligations_of(decision.reason)) == set(row["expect_obligations"].split(";"))
    if isinstance(decision, Deny):
        # Nothing there: a search that finds nothing, and 404 for all else.
        seen = 404 if row["expect_http"] == "200-empty" else int(row["expect_http"])
        assert decision.http == seen


@pytest.mark.parametrize("row", BY_ANOTHER_AGREEMENT, ids=case)
def test_by_the_regions_own_agreement_what_was_objected_to_stays_closed(row: Row) -> None:
    decision = decide(question(row), replace(facts(row), policy=Policy()), about(row))

    assert isinstance(decision, Deny)
    assert (decision.reason, decision.http) == ("C-BTG-FORBIDDEN", 404)


def test_every_row_runs_but_what_the_hub_refuses_before_it_decides() -> None:
    later = {group: len(cases) for group, (cases, _) in NOT_BUILT.items()}

    assert later == {"protocol": 4}
    assert sum(later.values()) == TOTAL - 83


def test_the_table_is_beside_the_checkout_or_its_absence_is_told() -> None:
    if not rows():
        pytest.skip("needs ../shared/data/trust/consent-truth-table.csv beside the checkout")
    assert {row["group"] for row in LATER} <= set(NOT_BUILT)

import pytest

from consent.decision import Deny, Permit
from tests.consent.truth_table import NOT_BUILT, TOTAL, Row, decided, is_built, rows

BUILT = [row for row in rows() if is_built(row)]
LATER = [row for row in rows() if not is_built(row)]
MUST_STAY_CLOSED = [
    row
    for row in LATER
    if row["expect_decision"] == "deny"
    and row["requester_kind"] == "org-professional"
    and row["group"] != "protocol"
    # Whether a child or an incapable person could decide alone is not among the facts yet.
    and not (row["group"] == "representation" and "by=patient" in row["local_consents"])
]


def case(row: Row) -> str:
    return row["case_id"]


@pytest.mark.parametrize("row", BUILT, ids=case)
def test_the_row_is_decided_as_the_table_says(row: Row) -> None:
    decision = decided(row)

    kind = Permit if row["expect_decision"] == "permit" else Deny
    assert isinstance(decision, kind)
    assert decision.reason == row["expect_reason"]
    if isinstance(decision, Deny):
        # Nothing there: a search that finds nothing, and 404 for all else.
        seen = 404 if row["expect_http"] == "200-empty" else int(row["expect_http"])
        assert decision.http == seen


@pytest.mark.parametrize("row", MUST_STAY_CLOSED, ids=case)
def test_what_is_not_built_yet_never_answers_yes_where_the_table_says_no(row: Row) -> None:
    assert isinstance(decided(row), Deny)


def test_every_row_either_runs_or_stands_in_the_table_of_what_is_not_built() -> None:
    later = {group: len(cases) for group, (cases, _) in NOT_BUILT.items()}

    assert later == {
        "mitz": 9,
        "implied": 6,
        "emergency": 9,
        "representation": 10,
        "self": 9,
        "protocol": 4,
        "deceased": 1,
    }
    assert sum(later.values()) == TOTAL - 39


def test_the_table_is_beside_the_checkout_or_its_absence_is_told() -> None:
    if not rows():
        pytest.skip("needs ../shared/data/trust/consent-truth-table.csv beside the checkout")
    assert {row["group"] for row in LATER} <= set(NOT_BUILT)

"""What a decision rests on is named by what may be read, where it may be read here."""

import pytest

from consent.decision import address_of


@pytest.mark.parametrize(
    ("evidence", "address"),
    [
        ("1", "Consent/1"),
        ("Task/1", "Task/1"),
        ("mitz|00000001|GGC002|Z3", None),
    ],
)
def test_evidence_is_a_consent_a_task_or_of_mitz(evidence: str, address: str | None) -> None:
    assert address_of(evidence) == address

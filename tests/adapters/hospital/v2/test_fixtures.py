"""Every message beside the checkout is taken, or refused for what is wrong with it."""

import re

import pytest

from adapters.hospital.verdict import Fault, Taken
from profiles.validator import shipped_validator
from tests.adapters.hospital.v2.fixtures import Reception, decoded, expected, names


@pytest.mark.parametrize("name", [one for one in names() if one.startswith("x")])
def test_a_bad_message_is_refused_for_its_condition_and_leaves_nothing(
    reception: Reception, name: str
) -> None:
    expect = expected()[name]["expect"]

    verdict = reception.fixture(name)

    assert isinstance(verdict, Fault)
    assert verdict.code in expect["original_policy"]
    assert str(verdict.condition) == expect["err3"]
    assert reception.parcels() == []
    for table in ("v2_person", "v2_known", "v2_thing", "v2_content", "v2_sent"):
        query = f"SELECT COUNT(*) FROM {table}"
        assert reception.outbox.database.execute(query).fetchone() == (0,)


@pytest.mark.parametrize("name", [one for one in names() if one.startswith("g")])
def test_a_good_message_is_taken_and_what_leaves_is_valid(reception: Reception, name: str) -> None:
    verdict = reception.fixture(name)

    assert isinstance(verdict, Taken)
    for target, body in reception.parcels():
        faults = [
            (issue.expression, issue.text)
            for issue in shipped_validator().validate(body)
            if issue.severity in {"error", "fatal"}
        ]
        assert target or faults == []


@pytest.mark.parametrize("name", names())
def test_nothing_that_is_told_of_it_names_anybody(reception: Reception, name: str) -> None:
    verdict = reception.fixture(name)

    _, text = decoded(name)
    pid = next((line for line in text.split("\r") if line.startswith("PID")), "")
    values = {part for part in re.split(r"[|^~&]", pid) if len(part) > 3}
    rows = reception.outbox.database.execute("SELECT lane, label, notes FROM parcel").fetchall()
    told = f"{verdict}{rows}"
    assert [value for value in values - {"NNNLD", "NLMINBIZA"} if value in told] == []


@pytest.mark.parametrize("name", [one for one in names() if one.startswith("g")])
def test_a_message_that_comes_twice_sends_nothing_again(reception: Reception, name: str) -> None:
    done: set[str] = set()
    reception.fixture(name, done)
    before = len(reception.parcels())

    again = reception.fixture(name, done)

    assert isinstance(again, Taken)
    assert len(reception.parcels()) == before

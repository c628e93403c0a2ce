"""Of several refusals one is told, with the issues of all."""

from itertools import permutations

import pytest

from hub.errors import (
    Damaged,
    FhirError,
    Forbidden,
    Invalid,
    PreconditionFailed,
    Unavailable,
    Unprocessable,
    VersionConflict,
)
from hub.write.draft import Draft
from hub.write.faults import Faults, is_enough, joined
from profiles.issue import Issue


def refused(kind: type[FhirError], text: str = "", **more: str) -> FhirError:
    return kind(text or kind.__name__, rule=more.get("rule"), expression=more.get("at"))


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ((Forbidden, Unprocessable, VersionConflict), 403),
        ((Unprocessable, VersionConflict), 422),
        ((Invalid, PreconditionFailed), 400),
        ((VersionConflict, PreconditionFailed), None),
    ],
)
def test_what_may_not_be_goes_first_and_what_passes_last(
    kinds: tuple[type[FhirError], ...], status: int | None
) -> None:
    for order in permutations(kinds):
        told = joined([refused(one) for one in order])
        assert told.status == (status or order[0].status)
        assert {one.text for one in told.issues} == {one.__name__ for one in kinds}
        assert set(told.rule.split()) == {one.__name__ for one in kinds}


def test_the_same_is_told_once_and_in_order() -> None:
    told = joined([refused(Invalid, "one"), refused(Invalid, "two"), refused(Invalid, "one")])

    assert [one.text for one in told.issues] == ["one", "two"]


@pytest.mark.parametrize("kind", [Damaged, Unavailable])
def test_what_is_no_fault_of_the_request_stops_at_once(kind: type[FhirError]) -> None:
    faults = Faults()

    with pytest.raises(kind):
        faults.add(refused(kind))
    assert not faults


def test_the_store_is_asked_no_more_of_what_may_not_be_or_was_not_judged() -> None:
    fatal = Unprocessable("x", issues=[Issue("fatal", "too-costly", "", "too much")])

    assert is_enough([refused(Invalid), refused(Forbidden)])
    assert is_enough([fatal])
    assert not is_enough([refused(Invalid), refused(Unprocessable)])


def test_a_fault_is_known_in_the_draft_at_its_place_alone() -> None:
    one, ten = (Draft("POST", "Goal", f"Bundle.entry[{at}].resource") for at in (1, 10))
    faults = Faults([refused(Unprocessable, at="Bundle.entry[10].resource.identifier[0].value")])

    assert faults.around([one, ten]).unnamed == {ten}
    assert faults.tell_within("Bundle.entry[10].resource.identifier")
    assert not faults.tell_within("Bundle.entry[1].resource.identifier")

"""A Task that asks for an offer to be called off, as it is read and as it stands."""

from dataclasses import replace
from typing import Any

import pytest

from hub.transfer.calling_off import answered_by, asked_for, standing_of_abort
from hub.transfer.moves.offering import TakeBack
from hub.transfer.moves.way import AnswerAbort, AskAbort
from hub.transfer.refused import Refused
from tests.hub.transfer.cases import HAVEN, under_way

TASK: dict[str, Any] = {
    "status": "requested",
    "owner": {"identifier": {"system": "http://fhir.nl/fhir/NamingSystem/ura", "value": HAVEN.ura}},
}
OFFER = next(one for one in under_way().offers if one.status == "in-progress")


def refused(act: Any, *arguments: Any) -> str:
    with pytest.raises(Refused) as caught:
        act(*arguments)
    return caught.value.guard


def test_one_under_way_is_asked_and_any_other_is_taken_back() -> None:
    assert isinstance(asked_for(TASK, OFFER), AskAbort)
    assert isinstance(asked_for(TASK, replace(OFFER, status="accepted")), TakeBack)


def test_it_is_asked_as_requested_of_the_candidate_and_once() -> None:
    assert refused(asked_for, TASK | {"status": "accepted"}, OFFER) == "T-STATE"
    assert refused(asked_for, {"status": "requested"}, OFFER) == "T-CANDIDATE"
    assert refused(asked_for, TASK, replace(OFFER, abort_asked="patient-died")) == "T-STATE"


@pytest.mark.parametrize(
    ("status", "agrees"), [("accepted", True), ("completed", True), ("rejected", False)]
)
def test_its_candidate_agrees_or_goes_on(status: str, agrees: bool) -> None:  # noqa: FBT001 - a case
    act = answered_by(TASK, TASK | {"status": status}, OFFER)
    assert act == AnswerAbort(OFFER.id, agrees=agrees)


def test_what_was_answered_is_over_and_nothing_else_changes() -> None:
    over = TASK | {"status": "rejected"}
    assert refused(answered_by, over, TASK | {"status": "accepted"}, OFFER) == "T-ENDED"
    assert refused(answered_by, TASK, TASK | {"status": "on-hold"}, OFFER) == "T-STATE"
    more = TASK | {"status": "accepted", "note": [{"text": "x"}]}
    assert refused(answered_by, TASK, more, OFFER) == "T-ELEMENT"


def test_it_stands_as_the_offer_does() -> None:
    asked = replace(OFFER, abort_asked="patient-died")
    assert standing_of_abort(asked) == "requested"
    assert standing_of_abort(replace(asked, status="cancelled", abort_asked=None)) == "completed"
    assert standing_of_abort(OFFER) == "rejected"
    assert standing_of_abort(replace(asked, status="completed")) == "rejected"

"""What is told of an offer as the draft has it is taken as it was kept."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hub.demo import place_sought
from profiles.transfer.notified_pull import OURS, taken, told

BASE = "https://hub.example/fhir"


@st.composite
def offers(draw: st.DrawFn) -> dict[str, Any]:
    """Of either form."""
    task = place_sought.offer("90000401", "90000402", "urn:uuid:1", "ServiceRequest/1")
    task["id"] = draw(st.from_regex(r"[A-Za-z0-9.-]{1,64}", fullmatch=True))
    task["status"] = draw(st.sampled_from(["requested", "accepted", "in-progress", "completed"]))
    if draw(st.booleans()):
        del task["identifier"]
    if task["status"] == "accepted" and draw(st.booleans()):
        task["businessStatus"] = place_sought.code("transfer-status", "selected")
    if task["status"] in {"in-progress", "completed"}:
        task["for"] = {"reference": "Patient/1"}
    if draw(st.booleans()):
        task["groupIdentifier"] = {"system": "https://example.org/rtp/offers", "value": "by-focus"}
    return task


@given(offers())
def test_told_and_taken_are_each_others_way_back(task: dict[str, Any]) -> None:
    there = told(task, BASE)

    assert taken(there, BASE) == task
    assert told(taken(there, BASE), BASE) == there


def test_what_is_no_offer_stays_as_it_is() -> None:
    task = {"resourceType": "Task", "code": {"text": "x"}, "businessStatus": {"text": OURS}}

    assert told(task, BASE) == taken(task, BASE) == task

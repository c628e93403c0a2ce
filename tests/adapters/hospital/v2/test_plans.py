"""A planned transfer is what the site lists as one; anything else booked is not taken."""

from typing import Any

import pytest

from adapters.hospital.v2.events.plans import STATUSES
from adapters.hospital.verdict import Fault, Taken
from profiles.validator import shipped_validator
from tests.adapters.hospital.v2.fixtures import Reception
from tests.adapters.hospital.v2.messages import Person, msh

FIRST, LATER = "20261120100000", "20261121100000"


def booked(reception: Reception, event: str, at: str, status: str = "BOOKED", **more: str) -> Any:
    said = {"key": "TR1^ZISK", "reason": "OVERPL^x^ZKF", "when": "20261127100000", "to": "VVT1"}
    said |= more
    sch = f"SCH|P1^ZISK|{said['key']}|||||{said['reason']}||||^^^{said['when']}"
    sch += f"{'|' * 14}{status}"
    person = reception.person.pid()
    ail = f"AIL|1|A|{said['to']}^^^VVT"
    return reception.text(msh(f"SIU^{event}", event + at, at=at), sch, person, "RGS|1|A", ail)


def appointment(reception: Reception) -> dict[str, Any]:
    [found] = reception.resources("Appointment")
    return found


@pytest.mark.parametrize(("written", "status"), STATUSES.items())
def test_the_status_is_by_table(reception: Reception, written: str, status: str) -> None:
    booked(reception, "S14", FIRST, written)
    assert appointment(reception)["status"] == status


def test_it_tells_when_and_where_to_and_moves_with_each_message(reception: Reception) -> None:
    booked(reception, "S12", FIRST)
    booked(reception, "S13", LATER, when="20261128100000", to="VVT2")
    found = appointment(reception)
    assert found["start"] == "2026-11-28T10:00:00+01:00"
    assert [one["actor"].get("display") for one in found["participant"]] == [None, "VVT2"]
    assert found["identifier"][0]["value"] == "TR1"


def test_a_cancellation_is_one_whatever_status_stands_beside_it(reception: Reception) -> None:
    booked(reception, "S12", FIRST)
    booked(reception, "S15", LATER, "BOOKED")
    assert appointment(reception)["status"] == "cancelled"


def test_an_older_message_does_not_book_what_was_cancelled(reception: Reception) -> None:
    booked(reception, "S15", LATER, "CANCELLED")
    late = booked(reception, "S12", FIRST)
    assert appointment(reception)["status"] == "cancelled"
    assert isinstance(late, Taken)
    assert late.notes


def test_any_other_appointment_is_not_taken_at_all(reception: Reception) -> None:
    verdict = booked(reception, "S12", FIRST, reason="CONTROLE^x^ZKF")
    assert isinstance(verdict, Taken)
    assert verdict.notes
    assert reception.parcels() == []


def test_one_without_a_number_is_refused(reception: Reception) -> None:
    sch = "SCH||||||  |OVERPL"
    verdict = reception.text(msh("SIU^S12"), sch, reception.person.pid())
    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (101, "SCH^1^2")


def test_one_of_another_person_is_refused(reception: Reception) -> None:
    booked(reception, "S12", FIRST)
    reception.person = Person()
    verdict = booked(reception, "S13", LATER)
    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (205, "SCH^1^2")


def test_one_without_a_time_is_booked_at_an_hour_that_nobody_told(reception: Reception) -> None:
    booked(reception, "S12", FIRST, when="")
    found = appointment(reception)
    assert found["status"] == "booked"
    assert "start" not in found
    faults = [one.text for one in shipped_validator().validate(found) if one.severity == "error"]
    assert faults == []


@pytest.mark.parametrize("event", ["S13", "S14"])
@pytest.mark.parametrize("known", ["CANCELLED", "PENDING"])
@pytest.mark.parametrize("written", ["", "ZZZ"])
def test_a_status_that_is_not_told_leaves_what_was_known(
    reception: Reception, event: str, known: str, written: str
) -> None:
    booked(reception, "S12", FIRST, known)
    booked(reception, event, LATER, written, when="20261128100000")
    assert appointment(reception)["status"] == STATUSES[known]
    assert appointment(reception)["start"] == "2026-11-28T10:00:00+01:00"


@pytest.mark.parametrize("reason", ["", "PATREQ^verzoek^ZKF"])
def test_what_is_known_as_a_planned_transfer_is_called_off_for_whatever_reason(
    reception: Reception, reason: str
) -> None:
    booked(reception, "S12", FIRST)
    verdict = booked(reception, "S15", LATER, "CANCELLED", reason=reason)
    assert appointment(reception)["status"] == "cancelled"
    assert bool(verdict.notes) == bool(reason)

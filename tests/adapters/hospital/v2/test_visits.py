"""What happens to a visit, event by event: status, places, and who is in the hospital."""

from typing import Any

import pytest

from adapters.hospital.v2.events.visits import MEANINGS
from adapters.hospital.v2.fhir.encounter import DISCHARGE_READY
from adapters.hospital.verdict import Fault, Taken
from tests.adapters.hospital.v2.fixtures import Reception
from tests.adapters.hospital.v2.messages import Person, evn, msh, pv1, segment

ONE, TWO, THREE, FOUR = (f"2026112{day}100000" for day in range(4))


def happened(reception: Reception, event: str, at: str, person: Person, visit: str) -> Any:
    return reception.text(msh(f"ADT^{event}", event + at), evn(at), person.pid(), visit)


def encounter(reception: Reception) -> dict[str, Any]:
    [found] = reception.resources("Encounter")
    return found


def places(reception: Reception) -> list[tuple[str, str]]:
    listed = encounter(reception).get("location", [])
    return [(one["location"]["display"], one["status"]) for one in listed]


@pytest.mark.parametrize(
    ("event", "kind", "status"),
    [
        ("A01", "I", "in-progress"), ("A02", "I", "in-progress"), ("A03", "I", "finished"),
        ("A04", "E", "in-progress"), ("A04", "O", "planned"), ("A05", "P", "planned"),
        ("A11", "I", "cancelled"), ("A12", "I", "in-progress"), ("A13", "I", "in-progress"),
        ("A08", "I", "unknown"), ("A16", "I", "unknown"),
    ],
)  # fmt: skip
def test_each_event_has_its_status(at_site: Any, event: str, kind: str, status: str) -> None:
    reception = at_site(pending_discharge=True)
    happened(reception, event, ONE, Person(), pv1(kind=kind))
    assert encounter(reception)["status"] == status


def test_each_event_of_a_visit_stands_in_the_table() -> None:
    assert set(MEANINGS) == {"A01", "A02", "A03", "A04", "A05", "A08", "A11", "A12", "A13", "A16"}


@pytest.mark.parametrize(
    ("kind", "code"),
    [("I", "IMP"), ("O", "AMB"), ("E", "EMER"), ("P", "PRENC"), ("R", "R"), ("B", "B")],
)
def test_the_class_is_by_table_and_kept_as_written_where_it_is_not_in_it(
    reception: Reception, kind: str, code: str
) -> None:
    happened(reception, "A01", ONE, Person(), pv1(kind=kind))
    told = encounter(reception)["class"]
    assert told["code"] == code
    assert told["system"].startswith(
        "https://zkf.example" if kind in "RB" else "http://terminology"
    )


def test_an_update_leaves_the_status_and_puts_the_place_right(reception: Reception) -> None:
    person = Person()
    happened(reception, "A01", ONE, person, pv1(f44=ONE))
    happened(reception, "A08", TWO, person, pv1(at="A3^12^4^ZKF"))
    assert encounter(reception)["status"] == "in-progress"
    assert places(reception) == [("Afdeling A3, kamer 12, bed 4", "active")]


def test_a_move_closes_the_bed_and_its_cancellation_opens_it_again(reception: Reception) -> None:
    person = Person()
    happened(reception, "A01", ONE, person, pv1(f44=ONE))
    happened(reception, "A02", TWO, person, pv1(at="B1^^0^ZKF"))
    assert places(reception) == [
        ("Afdeling A3, kamer 12, bed 2", "completed"), ("Afdeling B1", "active"),
    ]  # fmt: skip
    happened(reception, "A12", THREE, person, pv1())
    assert places(reception) == [("Afdeling A3, kamer 12, bed 2", "active")]


def test_a_discharge_ends_the_stay_and_its_cancellation_takes_all_of_it_back(
    reception: Reception,
) -> None:
    person = Person()
    happened(reception, "A01", ONE, person, pv1(f44=ONE))
    happened(reception, "A03", TWO, person, pv1(f36="VPH^verpleeghuis^T", f37="VVT1"))
    ended = encounter(reception)
    assert ended["period"]["end"] == "2026-11-21T10:00:00+01:00"
    assert ended["hospitalization"]["dischargeDisposition"]["coding"][0]["code"] == "VPH"
    assert ended["hospitalization"]["dischargeDisposition"]["text"] == "Verpleeghuis"
    assert places(reception)[0][1] == "completed"

    happened(reception, "A13", THREE, person, pv1())
    again = encounter(reception)
    assert again["period"] == {"start": "2026-11-20T10:00:00+01:00"}
    assert "hospitalization" not in again
    assert places(reception)[0][1] == "active"


def test_a_message_that_comes_late_is_history_and_does_not_become_current(
    reception: Reception,
) -> None:
    person = Person()
    happened(reception, "A01", ONE, person, pv1(f44=ONE))
    happened(reception, "A03", FOUR, person, pv1(at="C1^^^ZKF"))
    late = happened(reception, "A02", TWO, person, pv1(at="C1^^^ZKF"))
    assert isinstance(late, Taken)
    assert "history" in late.notes[0]
    assert encounter(reception)["status"] == "finished"
    assert places(reception) == [
        ("Afdeling A3, kamer 12, bed 2", "completed"), ("Afdeling C1", "completed"),
    ]  # fmt: skip


def test_beds_are_a_chain_of_locations_and_known_by_their_whole_path(reception: Reception) -> None:
    happened(reception, "A01", ONE, Person(), pv1())
    found = {one["name"]: one for one in reception.resources("Location")}
    assert [one["identifier"][0]["value"] for one in found.values()] == ["A3", "A3/12", "A3/12/2"]
    kinds = [one["physicalType"]["coding"][0]["code"] for one in found.values()]
    assert kinds == ["wa", "ro", "bd"]
    assert ["partOf" in one for one in found.values()] == [False, True, True]


@pytest.mark.parametrize(
    ("settings", "event", "more", "ready"),
    [
        ({"pending_discharge": True}, "A16", {}, "2026-11-21T10:00:00+01:00"),
        ({"expected_discharge_is_ready": True}, "A08", {9: "20261123"}, "2026-11-23"),
        ({}, "A08", {9: "20261123"}, None),
    ],
)
def test_who_may_leave_is_told_by_the_sites_setting_alone(
    at_site: Any, settings: dict[str, bool], event: str, more: dict[int, str], ready: str | None
) -> None:
    reception, person = at_site(**settings), Person()
    happened(reception, "A01", ONE, person, pv1(f44=ONE))
    pv2 = segment("PV2", more) if more else ""
    reception.text(msh(f"ADT^{event}", "T2"), evn(TWO), person.pid(), pv1(), pv2)
    told = [
        one for one in encounter(reception).get("extension", []) if one["url"] == DISCHARGE_READY
    ]
    assert [one["valueDateTime"] for one in told] == ([ready] if ready else [])


def test_who_has_left_may_not_leave_any_more(at_site: Any) -> None:
    reception, person = at_site(pending_discharge=True), Person()
    happened(reception, "A01", ONE, person, pv1(f44=ONE))
    happened(reception, "A03", TWO, person, pv1())
    happened(reception, "A16", THREE, person, pv1())
    assert encounter(reception)["status"] == "finished"
    assert DISCHARGE_READY not in str(encounter(reception))


def test_a_pending_discharge_is_not_taken_where_the_site_does_not_say_so(
    reception: Reception,
) -> None:
    verdict = happened(reception, "A16", ONE, Person(), pv1())
    assert isinstance(verdict, Fault)
    assert (verdict.code, verdict.condition) == ("AR", 201)


@pytest.mark.parametrize(
    "event", ["A06", "A07", "A18", "A21", "A25", "A34", "A37", "A38", "A43", "A47"]
)
def test_what_is_not_mapped_is_refused_whole_and_never_half(
    reception: Reception, event: str
) -> None:
    verdict = happened(reception, event, ONE, Person(), pv1())
    assert isinstance(verdict, Fault)
    assert (verdict.code, verdict.condition, verdict.place) == ("AR", 201, "MSH^1^9")
    assert reception.parcels() == []


def test_a_type_that_is_not_taken_is_told_as_such(reception: Reception) -> None:
    verdict = reception.text(msh("ORM^O01"), Person().pid())
    assert isinstance(verdict, Fault)
    assert (verdict.code, verdict.condition) == ("AR", 200)


def test_a_visit_of_another_person_is_refused_and_moves_to_nobody(reception: Reception) -> None:
    happened(reception, "A01", ONE, Person(), pv1())
    before = reception.parcels()
    verdict = happened(reception, "A01", TWO, Person(), pv1())
    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (205, "PV1^1^19")
    assert reception.parcels() == before


def test_an_event_of_a_visit_without_its_number_is_refused(reception: Reception) -> None:
    verdict = happened(reception, "A01", ONE, Person(), "PV1|1|I|A3")
    assert isinstance(verdict, Fault)
    assert (verdict.condition, verdict.place) == (101, "PV1^1^19")
    fifty = segment("PV1", {1: "1", 2: "I", 50: "V50^^^ZKF^VN"})
    assert isinstance(happened(reception, "A01", ONE, Person(), fifty), Taken)


def test_what_the_hub_was_told_is_not_told_again_but_where_that_was_refused(
    reception: Reception,
) -> None:
    person = Person()
    happened(reception, "A01", ONE, person, pv1(f44=ONE))
    happened(reception, "A08", TWO, person, pv1(f44=ONE))
    assert len(reception.parcels()) == 1

    reception.outbox.database.execute("UPDATE parcel SET state = 'refused'")
    happened(reception, "A08", THREE, person, pv1(f44=ONE))
    assert len(reception.parcels()) == 2
    _, body = reception.parcels()[-1]
    kinds = [one["resource"]["resourceType"] for one in body["entry"]]
    assert kinds.count("Patient") == kinds.count("Encounter") == 1


def test_the_directory_goes_along_until_the_hub_has_it(reception: Reception) -> None:
    def kinds() -> list[str]:
        body = reception.parcels()[-1][1]
        return [one["resource"]["resourceType"] for one in body["entry"]]

    happened(reception, "A01", ONE, Person(), pv1("V1"))
    happened(reception, "A01", ONE, Person(), pv1("V2"))
    assert kinds().count("Location") == 3

    reception.outbox.database.execute("UPDATE parcel SET state = 'pushed'")
    happened(reception, "A01", ONE, Person(), pv1("V3"))
    assert kinds() == ["Patient", "Encounter", "Provenance"]


@pytest.mark.parametrize("end", ["A03", "A11"])
@pytest.mark.parametrize("move", ["A02", "A12"])
@pytest.mark.parametrize("first", ["end", "move"])
def test_a_move_that_is_recorded_after_the_end_makes_nobody_present(
    reception: Reception, end: str, move: str, first: str
) -> None:
    person = Person()
    happened(reception, "A01", ONE, person, pv1("V1"))
    steps = [(end, TWO), (move, THREE)]
    verdicts = [
        happened(reception, event, at, person, pv1("V1", at="B1^1^1"))
        for event, at in (steps if first == "end" else reversed(steps))
    ]
    status = {"A03": "finished", "A11": "cancelled"}[end]
    assert encounter(reception)["status"] == status
    assert [one for one in places(reception) if one[1] == "active"] == []
    assert all(isinstance(verdict, Taken) for verdict in verdicts)
    if first == "end":
        assert any("stays so" in note for note in verdicts[-1].notes)


def test_who_was_expected_and_moves_is_there(reception: Reception) -> None:
    person = Person()
    happened(reception, "A05", ONE, person, pv1("V1", kind="P"))
    happened(reception, "A02", TWO, person, pv1("V1", at="B1^1^1"))
    assert encounter(reception)["status"] == "in-progress"


def test_a_visit_that_another_numbered_by_its_oid_alone_is_not_the_sites_own(
    reception: Reception,
) -> None:
    happened(reception, "A01", ONE, Person(), pv1("V1"))
    other = pv1("V1").replace("^^^ZKF^VN", "^^^&1.2.3&ISO^VN")
    assert isinstance(happened(reception, "A01", TWO, Person(), other), Taken)
    assert len(reception.resources("Encounter")) == 2

"""What a transfer Task assumes, and what makes it assume nothing."""

from datetime import date
from typing import Any

import pytest

from consent.fhir import Transfer, assumed
from consent.statement import Statement
from profiles import systems
from profiles.transfer.choice import KEPT_HERE, TASK_CODE
from tests.consent.builders import GP, HOSPITAL, NOON

SYSTEM, CODE = systems.TRANSFER_OF_CARE
TRANSFER = Transfer("Task/t1", 2, NOON, GP, HOSPITAL)
MODIFIER = [{"url": "https://example.org/not", "valueBoolean": True}]


def an_input(reference: object, **members: Any) -> dict[str, Any]:
    return {"valueReference": {"reference": reference}, **members}


def said(**changes: Any) -> list[Statement]:
    task = {
        "status": "in-progress",
        "intent": "order",
        "code": {"coding": [{"system": SYSTEM, "code": CODE}]},
        "focus": {"reference": "ServiceRequest/s1"},
        "input": [an_input("Composition/c1"), an_input("Composition/c1/_history/3")],
    }
    return assumed(task | changes, TRANSFER)


@pytest.mark.parametrize(
    "changes",
    [
        {"modifierExtension": MODIFIER},
        {"implicitRules": "https://example.org/not"},
        {"restriction": {"modifierExtension": MODIFIER}},
        {"input": [an_input("Goal/g1"), an_input("Goal/g2", modifierExtension=MODIFIER)]},
        {"restriction": {"period": {"end": "2026-12"}}},
        {"restriction": {"period": {"end": "2026-12-01", "extension": []}}},
        {"restriction": {"period": "2026-12-01"}},
        {"status": "completed"},
        {"status": ["in-progress"]},
        {"intent": "plan"},
        {"code": {"text": "overdracht"}},
        {"code": {"coding": [{"system": [SYSTEM], "code": CODE}]}},
    ],
)
def test_what_is_not_understood_assumes_nothing(changes: dict[str, Any]) -> None:
    assert said()
    assert said(**changes) == []


def test_it_is_of_the_task_its_focus_and_its_inputs_for_continuity_of_care() -> None:
    period = {"start": "2026-03-01", "end": "2026-03-31T10:00:00+02:00"}
    found = said(restriction={"period": period})
    assert [one.data for one in found] == [
        "res:Task/t1",
        "res:ServiceRequest/s1",
        "res:Composition/c1",
    ]
    assert found[0] == Statement(
        consent_id="Task/t1",
        version=2,
        permit=True,
        given_at=NOON,
        custodian=GP,
        actor=HOSPITAL,
        data="res:Task/t1",
        purposes=frozenset({"COC"}),
        starts=date(2026, 3, 1),
        ends=date(2026, 3, 31),
        kind="implied",
        decided_by="none",
        recorded_by=GP,
    )


@pytest.mark.parametrize(
    "reference", [None, ["Goal/g1"], "#g1", "https://elsewhere.example/fhir/Goal/g1", "Goal?_id=g1"]
)
def test_what_names_nothing_here_opens_nothing(reference: object) -> None:
    found = said(focus=None, input=[an_input(reference)])
    assert [one.data for one in found] == ["res:Task/t1"]


def test_on_hold_an_offer_goes_on_and_no_other_transfer_does() -> None:
    group = {
        "system": "urn:ietf:rfc:3986",
        "value": "urn:uuid:4a7a0c9c-9d51-4b14-9d21-0bd0eeb57f10",
    }
    number = [{"system": "https://example.org/rtp/task", "value": "1"}]

    assert said(status="on-hold") == []
    assert said(status="on-hold", groupIdentifier=group) == []
    assert said(status="on-hold", groupIdentifier=group, identifier=number) == said(
        groupIdentifier=group, identifier=number
    )


def test_a_case_that_waits_and_a_transfer_that_is_answered_here_stay_open_meanwhile() -> None:
    leads = {"coding": [{"system": TASK_CODE, "code": "coordinate-placement"}]}

    assert said(status="on-hold", code=leads)
    assert said(status="on-hold", meta={"tag": [KEPT_HERE]})
    assert said(status="on-hold", meta={"tag": [KEPT_HERE | {"code": "there"}]}) == []


def test_a_case_without_a_place_stays_open_until_the_day_that_it_says() -> None:
    leads = {"coding": [{"system": TASK_CODE, "code": "coordinate-placement"}]}
    period = {"restriction": {"period": {"end": "2026-12-15"}}}

    opened = said(status="failed", code=leads, **period)

    assert {one.ends for one in opened} == {date(2026, 12, 15)}
    assert said(status="failed", code=leads) == []
    assert said(status="failed", **period) == []
    assert said(status="cancelled", code=leads, **period) == []


def test_an_offer_that_names_nobody_opens_what_it_offers_and_no_more() -> None:
    offer = {
        "groupIdentifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:1"},
        "identifier": [{"system": "https://example.org/rtp/task", "value": "1"}],
    }

    assert {one.kind for one in said(**offer, status="requested")} == {"offered"}
    assert {one.kind for one in said(**offer, **{"for": {"reference": "Patient/p"}})} == {"implied"}
    assert {one.kind for one in said()} == {"implied"}


@pytest.mark.parametrize("status", ["requested", "received", "accepted", "on-hold"])
def test_a_transfer_that_is_answered_here_names_nobody_before_its_sender_goes_ahead(
    status: str,
) -> None:
    kept = {"meta": {"tag": [KEPT_HERE]}}

    assert {one.kind for one in said(status=status, **kept)} == {"offered"}
    assert {one.kind for one in said(status="in-progress", **kept)} == {"implied"}


WHOM = {"for": {"reference": "Patient/p"}, "basedOn": [{"reference": "ServiceRequest/full"}]}


def opened(**changes: Any) -> set[str]:
    return {one.data.removeprefix("res:") for one in said(**changes)} - {
        "Task/t1",
        "ServiceRequest/s1",
        "Composition/c1",
    }


def test_for_whom_and_all_that_is_asked_is_open_to_who_looks_and_to_who_was_chosen() -> None:
    leads = {"coding": [{"system": TASK_CODE, "code": "coordinate-placement"}]}
    offer = {
        "groupIdentifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:1"},
        "identifier": [{"system": "https://example.org/rtp/task", "value": "1"}],
    }

    assert opened(**WHOM, status="requested", code=leads) == {"Patient/p", "ServiceRequest/full"}
    assert opened(**WHOM, **offer) == {"Patient/p", "ServiceRequest/full"}
    for status in ("requested", "received", "accepted", "on-hold"):
        assert opened(**WHOM, **offer, status=status) == set()
    assert opened(**WHOM) == set()

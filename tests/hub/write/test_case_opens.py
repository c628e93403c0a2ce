"""What the Tasks of a case open: of the requester's record what it handed to the case alone."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from hub.demo import place_sought
from hub.storage.cases import CaseRow
from hub.write.case_opens import Led, lead_opens, offer_opens
from hub.write.names import Name
from hub.write.outcome import Outcome

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
GP, DESK, HAVEN = "80000011", "80000012", "80000013"
HANDED = {"type": place_sought.HANDOFF, "valueReference": {"reference": "Composition/handoff"}}
MORE = {"type": place_sought.HANDOFF, "valueReference": {"reference": "Goal/not-handed"}}


def led(placer: str = GP) -> Led:
    lead = place_sought.lead(GP, DESK, "Patient/he", "ServiceRequest/full")
    row = CaseRow(UUID(int=1), 1, placer, GP, DESK, "almere", "in-progress", "selected", NOW)
    return Led(row, lead | {"input": [*lead["input"], HANDED]})


def version(task: dict[str, Any]) -> Outcome:
    return Outcome(Name("Task", "t"), 200, 2, NOW, body=msgspec.json.encode(task))


def an_offer(**members: Any) -> Outcome:
    return version(place_sought.offer(DESK, HAVEN, "urn:uuid:a", "ServiceRequest/open") | members)


def under_way(**members: Any) -> Outcome:
    of = {"status": "in-progress", "for": {"reference": "Patient/he"}, "input": [HANDED, MORE]}
    return an_offer(**{**of, "basedOn": [{"reference": "ServiceRequest/full"}], **members})


def opened(outcome: Outcome, case: Led | None, custodian: str, actor: str) -> set[str]:
    return {
        one.data.rpartition("|")[2].removeprefix("resource:")
        for one in offer_opens(outcome, DESK, case)
        if (one.custodian, one.actor) == (custodian, actor)
    }


def test_before_the_choice_nothing_of_the_requester_goes_to_a_candidate() -> None:
    assert opened(an_offer(input=[HANDED]), led(), GP, HAVEN) == set()


def test_the_chosen_gets_what_was_handed_to_the_case_and_nothing_else() -> None:
    got = opened(under_way(), led(), GP, HAVEN)

    assert {one.split("/")[-2].rpartition(":")[2] for one in got} <= {
        "Composition", "ServiceRequest", "Patient"
    }  # fmt: skip
    assert not any("not-handed" in one for one in got)
    assert len(got) == 3


def test_who_asked_sees_the_offers_of_the_desk_and_no_other_sees_them() -> None:
    actors = {one.actor for one in offer_opens(an_offer(), DESK, led())}

    assert actors == {HAVEN, GP}


def test_an_offer_in_the_name_of_another_opens_nothing() -> None:
    assert offer_opens(an_offer(requester=place_sought.organization(GP)), DESK, led()) == []


def test_an_offer_that_has_ended_opens_nothing() -> None:
    assert offer_opens(under_way(status="completed"), DESK, led()) == []


def test_a_case_that_the_desk_wrote_down_by_phone_opens_to_who_phoned() -> None:
    by_phone = led(DESK)
    actors = {one.actor for one in lead_opens(by_phone, version(dict(by_phone.task)))}

    assert actors == {GP}

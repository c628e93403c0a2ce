"""The date of a wish is that of a talk that was held; PZP-70."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles import systems
from profiles.pzp import held
from profiles.pzp.held import yet_to_come
from profiles.pzp.rules import RULES
from tests.profiles.pzp.records import bundle, concept, limit, observation, will
from tests.profiles.pzp.test_rules_table import ANYTHING, PAGE

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
PAST, FUTURE = "2026-03-14", "2026-03-15"
TALK = concept("713603004")


def told(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Communication",
        "status": "completed",
        "reasonCode": [TALK],
        **more,
    }


def talk(**more: Any) -> dict[str, Any]:
    return {"resourceType": "Procedure", "status": "completed", "code": TALK, **more}


def met(status: str = "finished", **period: str) -> dict[str, Any]:
    return {"resourceType": "Encounter", "status": status, "period": period}


def at(*resources: dict[str, Any]) -> list[str]:
    return [issue.expression for one in resources for issue in yet_to_come(one, NOW)]


def dated(date: str) -> dict[str, dict[str, Any]]:
    """Each place of a date, by its expression."""
    return {
        "Communication.sent": told(sent=date),
        "CommunicationRequest.authoredOn": {
            "resourceType": "CommunicationRequest",
            "category": [{"coding": [{"system": "http://snomed.info/sct", "code": "223449006"}]}],
            "authoredOn": date,
        },
        "Consent.dateTime": limit(dateTime=date),
        "Encounter.period.start": met(start=date),
        "Observation.effective.ofType(dateTime)": observation(effectiveDateTime=date),
        "Observation.effective.ofType(instant)": observation(effectiveInstant=date),
        "Observation.effective.ofType(Period).start": observation(effectivePeriod={"start": date}),
        "Observation.effective.ofType(Timing).event[1]": observation(
            effectiveTiming={"event": [PAST, date]}
        ),
        "Observation.effective.ofType(Timing).repeat.bounds.ofType(Period).start": observation(
            effectiveTiming={"repeat": {"boundsPeriod": {"start": date}}}
        ),
        "Procedure.performed.ofType(dateTime)": talk(performedDateTime=date),
        "Procedure.performed.ofType(Period).start": talk(performedPeriod={"start": date}),
    }


@pytest.mark.parametrize("place", dated(PAST))
def test_a_date_that_is_yet_to_come_is_told_where_it_stands(place):
    assert at(dated(PAST)[place]) == []
    assert at(dated(FUTURE)[place]) == [place]


def test_a_living_will_has_a_date_too():
    assert at(will(dateTime=FUTURE)) == ["Consent.dateTime"]


@pytest.mark.parametrize("status", ["active", "inactive", "rejected", None, 5, ["draft"]], ids=str)
def test_whatever_the_status_a_wish_was_said_before(status):
    assert at(limit(dateTime=FUTURE, status=status)) == ["Consent.dateTime"]


@pytest.mark.parametrize(
    "planned",
    [
        limit(dateTime=FUTURE, status="draft"),
        limit(dateTime=FUTURE, status="proposed"),
        met("planned", start=FUTURE),
        met("in-progress", start=FUTURE),
        talk(performedDateTime=FUTURE, status="preparation"),
        talk(performedDateTime=FUTURE, status="not-done"),
        told(sent=FUTURE, status="preparation"),
        told(sent=FUTURE, status="on-hold"),
        observation(effectiveDateTime=FUTURE, status="entered-in-error"),
    ],
    ids=lambda one: f"{one['resourceType']}-{one['status']}",
)
def test_what_is_planned_or_sent_in_error_may_be_yet_to_come(planned):
    assert at(planned) == []


@pytest.mark.parametrize(
    "other",
    [
        limit(
            dateTime=FUTURE, category=[], scope=concept("patient-privacy", systems.CONSENT_SCOPE)
        ),
        observation("29463-7", effectiveDateTime=FUTURE),
        talk(performedDateTime=FUTURE, code=concept("80146002")),
        told(sent=FUTURE, reasonCode=[concept("80146002")]),
        {"resourceType": "Appointment", "status": "booked", "start": "2026-04-01T10:00:00Z"},
    ],
    ids=lambda one: one["resourceType"],
)
def test_what_is_no_wish_is_let_be(other):
    assert at(other) == []


@pytest.mark.parametrize(
    ("date", "is_later"),
    [
        ("2026", False),
        ("2027", True),
        ("2026-03", False),
        ("2026-04", True),
        ("2026-03-14T13:00:00+01:00", False),
        ("2026-03-14T13:00:01+01:00", True),
        ("2026-03-15T01:00:00+14:00", False),
        ("9999-12-31", True),
        ("2027-02-30", False),
        ("soon", False),
        (2027, False),
        (None, False),
    ],
)
def test_a_date_counts_from_its_beginning_and_what_is_none_is_let_be(date, is_later):
    assert bool(at(limit(dateTime=date))) is is_later


def test_a_wish_is_one_wherever_it_stands():
    basic = {"resourceType": "Basic", "contained": [limit(), limit(dateTime=FUTURE)]}
    document = bundle(will(), basic, observation(effectiveDateTime=FUTURE), kind="document")

    assert at(basic, document) == [
        "Basic.contained[1].dateTime",
        "Bundle.entry[1].resource.contained[1].dateTime",
        "Bundle.entry[2].resource.effective.ofType(dateTime)",
    ]


def test_a_type_that_is_none_is_not_repeated():
    for kind in ("Vlinderhof", ["Consent"], None):
        inside = {"resourceType": kind, "contained": [limit(dateTime=FUTURE)]}
        assert at(inside) == ["Resource.contained[0].dateTime"]


def test_the_number_is_its_own_and_the_value_is_not_repeated():
    [issue] = yet_to_come(limit(dateTime=FUTURE), NOW)

    assert (issue.severity, issue.code, issue.rule) == ("error", "business-rule", held.NUMBER)
    assert FUTURE not in issue.text
    assert held.NUMBER not in {rule.number for rule in RULES}
    assert f"**{held.NUMBER}**" in PAGE.read_text("utf-8")
    assert f"({held.SOURCE})" in PAGE.read_text("utf-8")


@given(st.sampled_from(list(dated(FUTURE).values())), st.text(max_size=8), ANYTHING)
def test_whatever_stands_where_it_never_raises(resource, name, value):
    for known in (name, *resource):
        list(yet_to_come({**resource, known: value}, NOW))
        list(yet_to_come(bundle({**resource, known: value}), NOW))
    list(yet_to_come({"resourceType": "Bundle", "entry": value, "contained": value}, NOW))

"""What the Task that leads a case says of it, and what it can't say."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hub.demo import place_sought
from hub.transfer.lead import case_of_lead
from hub.transfer.refused import Refused
from tests.hub.offers import by, coded

GP, DESK, HAVEN = "80000011", "80000012", "80000013"
REQUEST = {
    "code": coded("care-type", "elv-laag"),
    "occurrencePeriod": {"start": "2026-12-02"},
}


def a_lead(**members: Any) -> dict[str, Any]:
    return place_sought.lead(GP, DESK, "Patient/he", "ServiceRequest/asked") | members


def test_what_is_asked_is_of_the_request_and_of_the_task() -> None:
    case = case_of_lead(a_lead(), "1", "almere", REQUEST)

    assert (case.requester, case.desk, case.region) == (GP, DESK, "almere")
    assert (case.wanted.permission, case.wanted.contact, case.wanted.care) == (
        True,
        True,
        "elv-laag",
    )
    assert case.wanted.start is not None


def test_where_he_comes_from_and_since_when_he_waits_is_read() -> None:
    said = place_sought.said
    moment = {
        "type": coded("kpi-moment", "medically-ready"),
        "valueDateTime": "2026-11-30T10:00:00Z",
    }
    case = case_of_lead(
        a_lead(
            input=[
                said("origin", valueCodeableConcept=coded("origin", "ziekenhuis")),
                said("city", valueString="Almere"),
                said("specialist-until", valueDate="2026-11-30"),
                said("wlz-stay-from", valueDate="never"),
                said("excluded", valueReference=by(HAVEN)),
                moment,
            ]
        ),
        "1", "almere", {},
    )  # fmt: skip

    of = case.circumstances
    assert (of.origin, of.city, of.specialist_until) == ("ziekenhuis", "Almere", date(2026, 11, 30))
    assert of.wlz_stay_from is None
    assert of.ready_at == datetime(2026, 11, 30, 10, tzinfo=UTC)
    assert case.excluded == {HAVEN}
    assert not case.wanted.permission


@pytest.mark.parametrize("said", [False, "yes", None])
def test_a_permission_that_is_not_said_plainly_is_none(said: object) -> None:
    permission = place_sought.said("permission", valueBoolean=said)

    assert not case_of_lead(a_lead(input=[permission]), "1", "almere", {}).wanted.permission


@pytest.mark.parametrize(
    ("guard", "members"),
    [
        ("T-STATE", {"status": "ready"}),
        ("T-STATE", {"status": "received"}),
        ("T-STATE", {"status": "received", "businessStatus": coded("transfer-status", "admitted")}),
        ("T-STATE", {"status": "requested", "businessStatus": coded("transfer-status", "triage")}),
        ("T-WHO", {"owner": {"reference": "Organization/desk"}}),
        ("T-WHO", {"requester": {}}),
    ],
)
def test_what_is_no_case_is_refused(guard: str, members: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        case_of_lead(a_lead(**members), "1", "almere", {})

    assert refused.value.guard == guard

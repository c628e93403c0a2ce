"""What a request asks and a service offers is read; what is not told is not known."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hub.transfer.matching.factors import Rules
from hub.transfer.matching.filters import verdicts
from hub.transfer.matching.healthcare_service import Facts, candidate_of
from hub.transfer.matching.ranking import ranked
from hub.transfer.matching.request import NoNeed, need_of
from tests.hub.transfer.capacity.places import BUITEN, HAVEN, row, said
from tests.hub.transfer.matching.candidates import NEED, TODAY
from tests.plugins.shared_data import shared_data

RTP = "https://example.org/rtp/CodeSystem/"
URA = "http://fhir.nl/fhir/NamingSystem/ura"


def concept(name: str, *codes: str, **more: Any) -> dict[str, Any]:
    return {"coding": [{"system": f"{RTP}{name}", "code": code} for code in codes], **more}


REQUEST = {
    "resourceType": "ServiceRequest", "code": concept("care-type", "elv-hoog"),
    "orderDetail": [concept("matching-need", "vac"), {"text": "hoog-laagbed"},
                    {"coding": [{"system": "http://snomed.info/sct", "code": "229772003"}]}, {}],
    "occurrencePeriod": {"start": "2026-11-24T09:00:00+01:00"},
}  # fmt: skip
PATIENT = {"resourceType": "Patient", "gender": "female", "birthDate": "1944-11-23",
           "address": [{"city": "Almere"}, {"postalCode": "1354 AB"}]}  # fmt: skip
SERVICE = {
    "resourceType": "HealthcareService", "id": "haven", "active": True,
    "providedBy": {"identifier": {"system": URA, "value": HAVEN.provider}},
    "type": [concept("care-type", "elv-hoog"), concept("care-type", "grz")],
    "location": [{"reference": "Location/haven"}],
    "characteristic": [concept("matching-need", "vac"), concept("matching-need", "picc")],
    "communication": [{"coding": [{"system": "urn:ietf:bcp:47", "code": "nl"}]}],
    "notAvailable": [{"during": {"start": "2026-12-24", "end": "2026-12-26"}},
                     {"during": {"start": "2026-11-24T12:00:00Z"}}, {"description": "dicht"},
                     {"during": {"start": "2026-12-24", "end": "2026-12-xx"}}],
}  # fmt: skip


def candidate(**changed: Any):
    places = (HAVEN, replace(HAVEN, site="Location/b"), replace(HAVEN, provider=BUITEN.provider))
    rows = [row([said(of, available=1)]) for of in places]
    return candidate_of({**SERVICE, **changed}, rows, NEED, Facts(postcode="1315"))


def test_what_a_request_asks_is_read() -> None:
    need = need_of(REQUEST, PATIENT, TODAY)

    assert (need.care_type, need.start, need.handling) == (
        "elv-hoog", date(2026, 11, 24), frozenset({"vac"}),
    )  # fmt: skip
    assert (need.sex, need.age, need.home) == ("female", 81, "1354")
    assert (need.indications, need.legal_status, need.latest, need.client_of) == (None,) * 4


def test_what_is_asked_in_other_words_is_for_every_candidate_to_answer() -> None:
    need = need_of(REQUEST, PATIENT, TODAY)

    assert need.besides == ("hoog-laagbed", "229772003", "?")
    asked = [one for one in verdicts(need, candidate()) if one.filter == "skills"]
    assert [(one.is_misfit, one.about) for one in asked] == [(False, need.besides)]


@pytest.mark.parametrize(
    ("born", "age"),
    [("1944-11-22", 82), ("1944-11-23", 81), ("1944", 82), ("1944-11", 82), ("", None),
     ("unknown", None)],
)  # fmt: skip
def test_age_is_in_whole_years(born: str, age: int | None) -> None:
    assert need_of(REQUEST, {"birthDate": born}, TODAY).age == age


@pytest.mark.parametrize(
    "changed",
    [{"code": {}}, {"code": concept("care-type", "grz", "elv-hoog")}, {"occurrencePeriod": {}},
     {"occurrencePeriod": {"start": "2026"}}],
    ids=["no care", "two kinds", "no day", "a year"],
)  # fmt: skip
def test_without_a_kind_of_care_and_a_day_nothing_is_looked_for(changed) -> None:
    with pytest.raises(NoNeed):
        need_of({**REQUEST, **changed}, PATIENT, TODAY)


def test_what_a_service_offers_is_read() -> None:
    found = candidate()

    assert (found.provider, found.service) == (HAVEN.provider, "haven")
    assert found.care_types == {"elv-hoog", "grz"}
    assert found.handles == {"vac", "picc"}
    assert found.languages == {"nl"}
    assert [one.of for one in found.rows] == [HAVEN]
    assert found.closed == ((date(2026, 12, 24), date(2026, 12, 26)),)
    assert (found.ages, found.area, found.faiths, found.postcode) == (None, None, None, "1315")


def test_a_service_that_tells_nothing_of_what_it_handles_is_not_known() -> None:
    assert candidate(characteristic=[]).handles is None
    assert candidate(communication=[]).languages is None


@pytest.mark.parametrize(
    "changed",
    [{"active": False}, {"active": None}, {"providedBy": {}},
     {"providedBy": {"identifier": {"system": "agb", "value": "1"}}}],
    ids=["not active", "not told", "nobody's", "another register"],
)  # fmt: skip
def test_a_service_that_is_not_active_or_nobodys_is_no_candidate(changed) -> None:
    assert candidate(**changed) is None


def test_the_records_of_the_standards_author_are_matched() -> None:
    request, service = (
        json.loads(shared_data("transfer", "r4", name).read_text())
        for name in ("29-rtp-servicerequest-open-for-candidates.json",
                     "42-rtp-healthcareservice-elv.json")
    )  # fmt: skip
    need = need_of(request, None, TODAY)
    (found,) = ranked(need, [candidate_of(service, [], need)], Rules(TODAY))

    assert (need.home, need.sex, need.age) == ("1354", "male", 82)
    assert need.handling == {"bariatric", "isolation-mrsa", "tube-feeding"}
    assert found.misfit == "bariatric"
    assert found.standing == "unknown"

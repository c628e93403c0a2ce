"""What a candidate is told of a request, and what the desk is told that he is not."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from uuid import UUID

import pytest

from hub.transfer.open.build import opened
from hub.transfer.open.setting import Facts
from hub.transfer.open.source import Source
from hub.transfer.open.told import Told
from profiles.systems import SNOMED
from profiles.text.parse import parse
from tests.hub.transfer.open.judging import (
    codes_of,
    faults,
    ids,
    leaves,
    of_type,
    section_codes,
    told,
    whys,
)
from tests.hub.transfer.open.material import (
    CELLS,
    CLINICAL,
    FACTS,
    JUDGED,
    RARE,
    SETTING,
    TODAY,
    VERIFICATION,
    Json,
    a_composition,
    a_condition,
    a_legal_status,
    a_request,
    a_source,
    a_weight,
    an_ample_source,
    concept,
    made,
    snomed,
)

KILOGRAMS = a_weight(163)["valueQuantity"]
NEED = "https://example.org/rtp/CodeSystem/matching-need"


def numbered() -> Callable[[], str]:
    numbers = count(1)
    return lambda: str(UUID(int=next(numbers) | 4 << 76 | 8 << 60))


def test_what_a_candidate_has_to_know_stays() -> None:
    offer = made(an_ample_source())

    assert codes_of(offer.request["code"]) == ["elv-hoog"]
    assert codes_of(offer.request["orderDetail"]) == ["bariatric", "isolation-mrsa", "tube-feeding"]
    assert offer.request["occurrencePeriod"] == {"start": "2026-11-24", "end": "2026-12-22"}
    assert offer.request["priority"] == "urgent"
    assert codes_of(offer.request["reasonCode"]) == ["422504002"]
    assert codes_of([one["code"] for one in of_type(offer, "Condition")]) == [
        "288552005",
        "422504002",
        "44054006",
    ]
    assert codes_of(of_type(offer, "Flag")[0]["code"]) == ["432415000"]
    assert codes_of(of_type(offer, "Procedure")[0]["code"]) == ["386420003"]


def test_an_ample_offer_is_what_our_own_profiles_ask() -> None:
    assert faults(made(an_ample_source())) == []


def test_a_request_without_a_document_is_what_our_own_profiles_ask() -> None:
    assert faults(made(a_source())) == []


def test_an_offer_of_which_nothing_is_known_is_what_our_own_profiles_ask() -> None:
    bare = Source(a_request(reasonReference=[]), {"resourceType": "Patient", "id": "pat-1"})
    offer = made(bare, Facts(TODAY))

    assert faults(offer) == []
    assert offer.request["contained"] == [{"resourceType": "Patient", "id": "patient"}]
    assert "reasonCode" not in offer.request


def test_the_patient_is_who_many_are() -> None:
    offer = made(a_source())

    assert offer.request["contained"] == [
        {
            "resourceType": "Patient",
            "id": "patient",
            "gender": "male",
            "address": [{"postalCode": "1354"}],
        }
    ]
    (age,) = of_type(offer, "Observation")
    assert (age["valueRange"]["low"]["value"], age["valueRange"]["high"]["value"]) == (76, 86)


def test_a_year_of_birth_is_told_where_it_is_asked_and_many_share_it() -> None:
    year = [replace(CELLS[0], first=1944, last=1944)]
    offer = opened(a_source(), replace(SETTING, birth="year"), Facts(TODAY, year))

    assert offer.request["contained"][0]["birthDate"] == "1944"
    assert of_type(offer, "Observation") == []
    assert faults(offer) == []


def test_a_place_that_few_share_is_told_wider_and_the_desk_knows() -> None:
    few = [replace(CELLS[0], inhabitants=9), replace(CELLS[0], postcode="1353")]
    offer = made(a_source(), Facts(TODAY, few))

    assert offer.request["contained"][0]["address"] == [{"postalCode": "135"}]
    assert ("address.postalCode", "small-cell") in whys(offer, "Patient/pat-1")
    assert ("gender", "small-cell") not in whys(offer, "Patient/pat-1")
    assert faults(offer) == []


def test_a_condition_that_few_have_is_not_told() -> None:
    offer = made(an_ample_source())

    assert RARE[1] not in set(leaves([offer.request, offer.notice]))
    assert ("code", "rare") in whys(offer, "Condition/rare")


def test_a_condition_that_few_have_leaves_what_it_asks_of_a_place() -> None:
    source = a_source({"Condition/stroke": a_condition(concept(*RARE))})
    offer = made(source, replace(FACTS, consequences={RARE: "oxygen"}))

    assert codes_of(offer.request["orderDetail"]) == ["bariatric", "oxygen"]
    assert RARE[1] not in set(leaves([offer.request, offer.notice]))
    assert ("code", "became-need") in whys(offer, "Condition/stroke")


def test_a_condition_that_is_over_asks_nothing_of_a_place() -> None:
    resolved = concept(CLINICAL, "resolved")
    source = a_source({"Condition/stroke": a_condition(concept(*RARE), clinicalStatus=resolved)})
    offer = made(source, replace(FACTS, consequences={RARE: "oxygen"}))

    assert codes_of(offer.request["orderDetail"]) == ["bariatric"]


@pytest.mark.parametrize(("patients", "is_told"), [(999, 0), (1000, 1)])
def test_a_condition_that_enough_of_the_region_have_is_told(patients: int, is_told: int) -> None:
    source = a_source({"Condition/stroke": a_condition(concept(*RARE))})
    offer = made(source, replace(FACTS, patients={RARE: patients}))

    assert ("reasonCode" in offer.request) == is_told
    assert "Woorden van de bron" not in set(leaves([offer.request, offer.notice]))
    assert all("display" not in one for one in leaves(offer.request.get("reasonCode", [])))
    assert faults(offer) == []


def test_a_reason_that_is_coded_in_the_request_is_told_or_left_out_as_a_condition_is() -> None:
    common, rare = snomed("84114007"), concept(*RARE, text="Zeldzaam, uit Almere Haven")
    offer = made(a_source(reasonCode=[common, rare], reasonReference=[]))

    assert codes_of(offer.request["reasonCode"]) == ["84114007"]
    assert ("reasonCode", "rare") in whys(offer, "ServiceRequest/req-1")


@pytest.mark.parametrize(
    "more",
    [
        {"verificationStatus": concept(VERIFICATION, "differential")},
        {"clinicalStatus": concept(CLINICAL, "resolved")},
    ],
)
def test_a_diagnosis_that_is_not_sure_is_told_with_its_status_alone(more: Json) -> None:
    offer = made(a_source({"Condition/stroke": a_condition(snomed("422504002"), **more)}))

    assert "reasonCode" not in offer.request
    (said,) = of_type(offer, "Condition")
    assert [codes_of(said[name]) for name in more] == [codes_of(one) for one in more.values()]
    assert faults(offer) == []


def test_where_no_diagnosis_can_be_told_the_notice_says_that_none_is_named() -> None:
    offer = made(a_source({"Condition/stroke": a_condition(concept(*RARE))}))

    (said,) = of_type(offer, "Condition")
    assert codes_of(said["code"]) == ["NI"]


def test_the_weight_is_told_as_a_class() -> None:
    read = [parse(json.dumps(a_weight(kilograms)).encode()) for kilograms in (118, 163.5)]
    weights = {f"Observation/{place}": record for place, record in enumerate(read)}
    named = [{"reference": one} for one in weights]
    offer = made(a_source(weights, supportingInfo=named))

    unit = {"unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}
    ranges = [one["valueRange"] for one in of_type(offer, "Observation")]
    assert {"low": {"value": 150, **unit}} in ranges
    assert "163.5" not in set(leaves(offer.notice))
    assert ("effectiveDateTime", "not-listed") in whys(offer, "Observation/1")


@pytest.mark.parametrize(
    "more",
    [
        {"status": "entered-in-error"},
        {"valueQuantity": KILOGRAMS | {"unit": "lb", "code": "[lb_av]"}},
        {"valueQuantity": KILOGRAMS | {"comparator": "<"}},
        {"valueQuantity": KILOGRAMS | {"value": 1630.5}},
        {"valueQuantity": KILOGRAMS | {"value": 10**400}},
        {"valueQuantity": KILOGRAMS | {"value": True}},
        {"valueQuantity": KILOGRAMS | {"value": math.nan}},
    ],
)
def test_a_weight_that_cannot_be_read_is_told_by_nobody(more: Json) -> None:
    weights = {"Observation/w": a_weight(163, **more)}
    offer = made(a_source(weights, supportingInfo=[{"reference": "Observation/w"}]))

    assert "363788007" not in section_codes(offer)
    assert whys(offer, "Observation/w")


@pytest.mark.parametrize(("needs", "is_told"), [(["closed-ward"], 1), (["oxygen"], 0)])
def test_a_legal_status_is_told_where_a_closed_ward_is_asked(
    needs: list[str], is_told: int
) -> None:
    facts = replace(FACTS, told=Told(legal={JUDGED: "Rechterlijke machtiging"}))
    offer = made(
        a_source(
            {"Condition/j": a_legal_status()},
            supportingInfo=[{"reference": "Condition/j"}],
            orderDetail=[concept(NEED, need) for need in needs],
        ),
        facts,
    )

    assert ("365867006" in section_codes(offer)) == is_told
    assert is_told or ("", "not-asked") in whys(offer, "Condition/j")
    assert faults(offer) == []


def test_a_restriction_is_told_where_it_is_listed_and_a_closed_ward_is_asked() -> None:
    listed = {(SNOMED, "37041007"): "Gedwongen voeding"}
    forced = {
        "resourceType": "Procedure",
        "status": "in-progress",
        "category": snomed("225317005"),
        "code": snomed("37041007"),
        "subject": {"reference": "Patient/pat-1"},
    }
    named = {"supportingInfo": [{"reference": "Procedure/p"}]}
    ward = {"orderDetail": [concept(NEED, "closed-ward")]}
    facts = replace(FACTS, told=Told(restrictions=listed))

    assert of_type(made(a_source({"Procedure/p": forced}, **named, **ward)), "Procedure") == []
    assert of_type(made(a_source({"Procedure/p": forced}, **named), facts), "Procedure") == []
    told_ = made(a_source({"Procedure/p": forced}, **named, **ward), facts)
    assert len(of_type(told_, "Procedure")) == 1
    assert faults(told_) == []


def test_dates_are_coarse_and_those_of_long_ago_are_left_out() -> None:
    offer = made(an_ample_source())

    assert offer.request["authoredOn"] == told(offer)[0]["date"] == "2026-11-16"
    assert offer.notice["timestamp"] == "2026-11-16T00:00:00Z"
    onsets = {
        codes_of(one["code"])[0]: one.get("onsetDateTime") for one in of_type(offer, "Condition")
    }
    assert onsets["422504002"] == "2026-10"
    assert onsets["44054006"] is None
    assert ("onsetDateTime", "old") in whys(offer, "Condition/old")
    assert of_type(offer, "Procedure")[0]["performedPeriod"] == {
        "start": "2026-11",
        "end": "2026-11",
    }


def test_two_offers_of_the_same_have_no_id_in_common_and_are_the_same_otherwise() -> None:
    source = an_ample_source()
    one, other = made(source), made(source)

    assert len(ids(one)) == len(ids(other)) > 10
    assert not ids(one) & ids(other)
    assert opened(source, SETTING, FACTS, numbered()) == opened(source, SETTING, FACTS, numbered())


def test_no_order_of_a_source_is_told() -> None:
    codes = ["422504002", "84114007", "13645005"]
    names = [f"Condition/{code}" for code in codes]
    records = {name: a_condition(snomed(code)) for name, code in zip(names, codes, strict=True)}
    offers = []
    for order in (names, names[::-1]):
        source = replace(a_source(records), composition=a_composition(S52870002=order))
        offers.append(opened(source, SETTING, FACTS, numbered()))

    assert offers[0].request == offers[1].request
    assert offers[0].notice == offers[1].notice

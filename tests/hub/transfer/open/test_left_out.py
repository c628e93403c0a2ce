"""What a candidate is not told, and that the desk is told of it."""

from dataclasses import replace

import pytest

from hub.transfer.open.source import Source
from hub.transfer.open.unopenable import Unopenable
from tests.hub.transfer.open.judging import (
    codes_of,
    of_type,
    section_codes,
    whys,
)
from tests.hub.transfer.open.material import (
    CLINICAL,
    Json,
    a_composition,
    a_condition,
    a_flag,
    a_patient,
    a_request,
    a_source,
    a_tube,
    a_weight,
    concept,
    made,
    snomed,
)

NEED = "https://example.org/rtp/CodeSystem/matching-need"


@pytest.mark.parametrize(
    ("record", "more", "why"),
    [
        ("Flag/f", {"status": "entered-in-error"}, "not-so"),
        ("Flag/f", {"status": "Cornelis"}, "unreadable"),
        ("Flag/f", {"modifierExtension": [{"url": "https://x.example/no"}]}, "changed-meaning"),
        ("Flag/f", {"code": {"text": "Agressief na bezoek dochter"}}, "code-not-listed"),
        ("Flag/f", {"implicitRules": "https://x.example/other"}, "changed-meaning"),
        ("Flag/f", {"focus": [{"reference": "RelatedPerson/r"}]}, "other-subject"),
        ("Flag/f", {"subject": {"reference": "RelatedPerson/r"}}, "other-subject"),
        ("Flag/f", {"subject": {"reference": "urn:uuid:child"}}, "other-subject"),
        ("Flag/f", {"subject": {"reference": "Patient/not-here"}}, "other-subject"),
    ],
)
def test_a_record_that_does_not_say_that_it_is_so_is_not_told(
    record: str, more: Json, why: str
) -> None:
    relative = {"resourceType": "RelatedPerson"}
    child = {"resourceType": "Patient", "id": "child"}
    records = {record: a_flag(**more), "RelatedPerson/r": relative, "urn:uuid:child": child}
    offer = made(a_source(records, supportingInfo=[{"reference": record}]))

    assert of_type(offer, "Flag") == []
    assert codes_of(offer.request["orderDetail"]) == ["bariatric"]
    assert why in {why for _, why in whys(offer, record)}


@pytest.mark.parametrize(
    "more",
    [
        {"clinicalStatus": {"text": "over"}},
        {"verificationStatus": concept(CLINICAL, "confirmed")},
        {"clinicalStatus": None, "abatementDateTime": "2026-11-01"},
    ],
)
def test_a_diagnosis_whose_status_cannot_be_read_is_not_told(more: Json) -> None:
    stroke = {name: one for name, one in a_condition(snomed("422504002"), **more).items() if one}
    offer = made(a_source({"Condition/stroke": stroke}))

    assert "reasonCode" not in offer.request
    assert ("", "unreadable") in whys(offer, "Condition/stroke")


@pytest.mark.parametrize("more", [{"status": "entered-in-error"}, {"modifierExtension": [{}]}])
def test_an_aid_that_is_in_error_asks_nothing_of_a_place(more: Json) -> None:
    records = a_tube()
    records["Device/tube"] |= more
    named = [{"reference": "DeviceUseStatement/tube"}]
    offer = made(a_source(records, supportingInfo=named))

    assert codes_of(offer.request["orderDetail"]) == ["bariatric"]


def test_an_end_before_the_start_is_not_told() -> None:
    period = {"start": "2026-11-24", "end": "2026-11-23"}
    offer = made(a_source(occurrencePeriod=period))

    assert offer.request["occurrencePeriod"] == {"start": "2026-11-24"}
    assert ("occurrencePeriod.end", "unreadable") in whys(offer, "ServiceRequest/req-1")


def test_a_weight_of_another_is_not_told() -> None:
    child = a_weight(4, subject={"reference": "Patient/child"})
    offer = made(
        a_source({"Observation/w": child}, supportingInfo=[{"reference": "Observation/w"}])
    )

    assert "363788007" not in section_codes(offer)
    assert whys(offer, "Observation/w") == {("", "other-subject")}


@pytest.mark.parametrize("subject", ["Patient/pat-1", "https://ecd.example/fhir/Patient/pat-1"])
def test_a_patient_is_the_same_however_he_is_called(subject: str) -> None:
    flag = a_flag(subject={"reference": subject})
    offer = made(a_source({"Flag/f": flag}, supportingInfo=[{"reference": "Flag/f"}]))

    assert len(of_type(offer, "Flag")) == 1


def test_who_a_document_is_about_is_the_patient_of_what_it_names() -> None:
    patient = a_patient(id="ecd-7")
    records = {
        "urn:uuid:p": patient,
        "urn:uuid:f": a_flag(id="f", subject={"reference": "urn:uuid:p"}),
        "urn:uuid:g": a_flag(id="g", subject={"reference": "Patient/ecd-8"}),
    }
    composition = a_composition(S308813009=["urn:uuid:f", "urn:uuid:g"])
    composition["subject"] = {"reference": "Patient/ecd-7"}
    offer = made(Source(a_request(), patient, composition, records))

    assert len(of_type(offer, "Flag")) == 1
    assert whys(offer, "Flag/g") == {("", "other-subject")}


def test_a_period_that_ends_before_it_starts_is_not_told() -> None:
    flag = a_flag(period={"start": "2026-10-30", "end": "2026-09-30"})
    offer = made(a_source({"Flag/f": flag}, supportingInfo=[{"reference": "Flag/f"}]))

    assert "period" not in of_type(offer, "Flag")[0]
    assert ("period", "unreadable") in whys(offer, "Flag/f")


@pytest.mark.parametrize("code", ["refuted", "entered-in-error"])
def test_a_diagnosis_that_is_none_is_not_told(code: str) -> None:
    status = concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", code)
    stroke = a_condition(snomed("422504002"), verificationStatus=status)
    offer = made(a_source({"Condition/stroke": stroke}))

    assert "reasonCode" not in offer.request
    assert ("", "not-so") in whys(offer, "Condition/stroke")


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"code": {"text": "ELV hoog"}}, "ServiceRequest.code"),
        ({"status": "entered-in-error"}, "ServiceRequest.status"),
        ({"priority": "Cornelis"}, "ServiceRequest.priority"),
        ({"occurrencePeriod": {"start": "gauw"}}, "ServiceRequest.occurrencePeriod.start"),
        ({"authoredOn": "gisteren"}, "ServiceRequest.authoredOn"),
        ({"doNotPerform": True}, "ServiceRequest.modifierExtension"),
        ({"category": []}, "ServiceRequest.category"),
        ({"intent": "plan"}, "ServiceRequest.intent"),
    ],
)
def test_a_request_that_cannot_be_read_is_offered_to_nobody(more: Json, place: str) -> None:
    with pytest.raises(Unopenable) as refused:
        made(a_source(**more))

    assert refused.value.place == place
    assert "Cornelis" not in str(refused.value)


def test_a_patient_or_a_document_that_is_changed_by_a_modifier_is_offered_to_nobody() -> None:
    modified = {"modifierExtension": [{"url": "https://x.example/no"}]}

    with pytest.raises(Unopenable, match="Patient"):
        made(replace(a_source(), patient=a_patient(**modified)))
    for more in (modified, {"status": "entered-in-error"}):
        with pytest.raises(Unopenable, match="Composition"):
            made(replace(a_source(), composition=a_composition() | more))


def test_the_desk_is_told_of_everything_that_is_left_out() -> None:
    named = [{"reference": "Flag/f"}, {"reference": "DocumentReference/lost"}]
    records = {"Flag/f": a_flag(note=1), "Coverage/c": {"resourceType": "Coverage"}, **a_tube()}
    offer = made(a_source(records, supportingInfo=named))

    assert ("note", "not-listed") in whys(offer, "ServiceRequest/req-1")
    assert ("identifier", "not-listed") in whys(offer, "ServiceRequest/req-1")
    assert ("supportingInfo", "unreadable") in whys(offer, "ServiceRequest/req-1")
    assert ("name", "not-listed") in whys(offer, "Patient/pat-1")
    assert whys(offer, "Flag/f") == {("note", "not-listed")}
    assert ("", "not-listed") in whys(offer, "Coverage/c")
    assert ("", "not-listed") in whys(offer, "DeviceUseStatement/tube")


def test_a_need_that_is_of_no_list_is_left_out_and_the_desk_knows() -> None:
    needs = [concept(NEED, "oxygen"), concept(NEED, "Cornelis"), {"text": "Dicht bij zijn dochter"}]
    offer = made(a_source(orderDetail=needs))

    assert codes_of(offer.request["orderDetail"]) == ["oxygen"]
    assert ("orderDetail", "code-not-listed") in whys(offer, "ServiceRequest/req-1")

"""A treatment directive: what it decides in STU3 is what it decides in R4, or it is refused."""

from itertools import product
from typing import Any

import pytest

from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord
from profiles.pzp.unknown import state_of
from profiles.stu3 import to_r4, to_stu3
from profiles.validator import shipped_validator
from tests.profiles.stu3.comparing import plain
from tests.profiles.stu3.directives import (
    ANSWERS,
    BUT,
    EXCEPTS,
    MEANT,
    NICTIZ,
    SNOMED,
    SPECIFICATION_OTHER,
    TREATMENT,
    TREATMENTS,
    VERIFICATION,
    a_directive,
    read_in_r4,
    read_in_stu3,
)

ROLE = f"{NICTIZ}practitionerrole-reference"
PROFILE = f"{NICTIZ}zib-TreatmentDirective"


def issues_of(consent: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRecord) as found:
        to_r4(consent)
    return [(one.code, one.expression) for one in found.value.issues]


@pytest.mark.parametrize(("answer", "except_"), list(product(ANSWERS, EXCEPTS)))
def test_every_answer_beside_every_except_is_refused_or_means_what_the_table_says(
    answer: str, except_: str
) -> None:
    meant = MEANT.get(answer, {}).get(except_)
    for treatment in TREATMENTS:
        consent = a_directive(treatment, answer, except_)
        if meant is None:
            (issue,) = issues_of(consent)
            assert issue[0] == "business-rule"
            continue
        made = to_r4(consent).resource
        assert read_in_r4(made) == meant
        assert state_of(made).is_unknown == (meant == "unknown")
        assert check_structure(made) == []
        (code,) = made["provision"]["code"]
        assert code.get("text") == TREATMENTS[treatment].get("text")
        assert read_in_stu3(to_stu3(made).resource) == meant


def test_no_part_of_the_table_is_empty() -> None:
    meanings = {one for row in MEANT.values() for one in row.values()}

    assert {"permit", "deny", "unknown", BUT} < meanings
    assert MEANT.keys() < ANSWERS.keys()


@pytest.mark.parametrize("answer", ["JA", "NEE", "JA_MAAR", "UNK"])
def test_it_is_what_the_national_profile_asks(answer: str) -> None:
    consent = a_directive("cpr", answer, "none", meta={"profile": [PROFILE]})

    made = to_r4(consent).resource

    assert made["meta"]["profile"] == [f"{NICTIZ}nl-core-TreatmentDirective2"]
    found = shipped_validator().validate(made)
    assert [one for one in found if one.severity in {"error", "fatal"}] == []


def test_switching_an_icd_off_is_permitted_and_its_words_are_no_code() -> None:
    made = to_r4(a_directive("icd off", "JA", "permit")).resource

    assert made["provision"]["type"] == "permit"
    assert made["provision"]["code"][0]["coding"][0]["code"] == "OTH"


def test_a_yes_but_has_no_type_though_its_except_denies() -> None:
    made = to_r4(a_directive("cpr", "JA_MAAR", "deny with words")).resource

    assert "type" not in made["provision"]
    assert made["modifierExtension"] == [
        {"url": SPECIFICATION_OTHER, "valueString": "alleen na overleg"}
    ]


def test_a_restriction_in_words_that_would_read_as_unknown_stays_a_yes_but() -> None:
    consent = a_directive("cpr", "JA_MAAR", "deny with words")
    consent["except"][0]["extension"][0]["valueString"] = "Onbekend"

    made = to_r4(consent).resource

    assert read_in_r4(made) == f"{BUT}: Onbekend"
    assert plain(to_stu3(made).resource["except"]) == plain(consent["except"])


def test_an_except_that_says_more_is_refused() -> None:
    more = [{"type": "deny", "period": {"end": "2027"}}]

    consent = a_directive("cpr", "NEE", "none", **{"except": more})

    assert issues_of(consent) == [("business-rule", "Consent.except")]


def test_an_except_with_words_that_are_no_restrictions_is_refused() -> None:
    vendor = {"url": "https://vendor.example/unless", "valueString": "bij bewustzijn"}
    consent = a_directive("cpr", "JA_MAAR", "none")
    consent["except"] = [{"type": "deny", "extension": [vendor]}]

    assert issues_of(consent) == [("business-rule", "Consent.except")]


def test_two_answers_or_one_that_is_no_concept_are_refused() -> None:
    yes = a_directive("cpr", "JA", "none")["modifierExtension"]
    no = a_directive("cpr", "NEE", "none")["modifierExtension"]
    words = [{"url": yes[0]["url"], "valueString": "JA"}]

    for modifiers in (yes + no, no + no, words):
        consent = a_directive("cpr", "JA", "none", modifierExtension=modifiers)
        assert issues_of(consent) == [("business-rule", "Consent.modifierExtension")]


@pytest.mark.parametrize("beside", ["JA", "NEE"])
def test_an_answer_that_stands_in_an_extension_is_refused(beside: str) -> None:
    consent = a_directive("cpr", "NEE", "deny")
    consent["extension"] += a_directive("cpr", beside, "none")["modifierExtension"]

    assert issues_of(consent) == [("business-rule", "Consent.extension")]


@pytest.mark.parametrize(
    "treatment",
    [
        {"coding": [{"system": SNOMED, "code": "89666000", "display": "Opname op intensive care"}]},
        {"coding": [{"system": SNOMED, "code": "89666000"}], "text": "Opname op IC"},
        {"coding": [{"system": SNOMED, "code": one} for one in ("89666000", "305351004")]},
    ],
)
def test_a_treatment_that_is_two_is_refused(treatment: dict[str, Any]) -> None:
    consent = a_directive("cpr", "NEE", "deny")
    consent["extension"][0]["valueCodeableConcept"] = treatment

    assert issues_of(consent) == [("business-rule", "Consent.extension")]


def test_a_directive_about_no_treatment_or_two_is_refused() -> None:
    about = a_directive("cpr", "NEE", "deny")["extension"]

    for extension in ([], about * 2):
        consent = a_directive("cpr", "NEE", "deny", extension=extension)
        if not extension:
            del consent["extension"]
        assert issues_of(consent) == [("business-rule", "Consent.extension")]


def test_with_whom_it_was_verified_and_who_agreed_are_the_actors() -> None:
    practitioner = {
        "reference": "Practitioner/d1",
        "extension": [{"url": ROLE, "valueReference": {"reference": "PractitionerRole/r1"}}],
    }
    consent = a_directive("cpr", "NEE", "deny", consentingParty=[practitioner])
    consent["extension"].append(
        verified(
            {"url": "Verified", "valueBoolean": True},
            {"url": "VerificationDate", "valueDateTime": "2026-03-04"},
            {"url": "VerifiedWith", "valueCodeableConcept": code("116154003", "Patient")},
            {"url": "VerifiedWith", "valueCodeableConcept": {"text": "dochter"}},
        )
    )

    made = to_r4(consent).resource

    actors = [one["reference"] for one in made["provision"]["actor"]]
    assert [one.get("reference") for one in actors] == ["Patient/p1", None, "PractitionerRole/r1"]
    assert actors[1] == {"display": "dochter"}
    assert plain(to_stu3(made).resource) == plain(consent)


def test_what_was_verified_with_nobody_is_not_shown_as_agreed() -> None:
    consent = a_directive("cpr", "NEE", "deny", consentingParty=[{"reference": "RelatedPerson/k"}])
    consent["extension"] += [
        verified(
            {"url": "Verified", "valueBoolean": False},
            {"url": "VerifiedWith", "valueCodeableConcept": code("116154003", "Patient")},
        ),
        {"url": f"{NICTIZ}Comment", "valueString": "Besproken in het overleg."},
    ]

    made = to_r4(consent)

    assert "actor" not in made.resource["provision"]
    comments = [one for one in made.resource["extension"] if one["url"] == f"{NICTIZ}ext-Comment"]
    assert comments[0]["valueString"].startswith("Besproken in het overleg. Niet geverifieerd")
    assert "Consent.extension" in [one.expression for one in made.lost]
    assert plain(to_stu3(made.resource).resource) == plain(consent)


def test_what_was_verified_twice_is_refused() -> None:
    consent = a_directive("cpr", "NEE", "deny")
    consent["extension"] += [
        verified({"url": "Verified", "valueBoolean": one}) for one in (True, False)
    ]

    assert issues_of(consent) == [("business-rule", "Consent.extension")]


def test_the_day_of_the_agreement_is_its_day_and_that_of_the_record_is_kept() -> None:
    consent = a_directive("cpr", "NEE", "deny")
    date = {"url": "VerificationDate", "valueDateTime": "2026-02"}
    consent["extension"].append(verified({"url": "Verified", "valueBoolean": True}, date))

    made = to_r4(consent)

    assert made.resource["dateTime"] == "2026-02"
    assert [one.expression for one in made.lost] == ["Consent.dateTime"]
    assert plain(to_stu3(made.resource).resource) == plain(consent)


def test_its_end_has_a_place_and_its_beginning_is_kept() -> None:
    period = {"start": "2026-03-04", "end": "2027-03-04"}
    consent = a_directive("cpr", "JA", "permit", period=period)

    made = to_r4(consent)

    assert made.resource["provision"]["period"] == {"end": "2027-03-04"}
    assert [one.expression for one in made.lost] == ["Consent.period"]
    assert plain(to_stu3(made.resource).resource) == plain(consent)


def verified(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"url": VERIFICATION, "extension": list(parts)}


def code(value: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": SNOMED, "code": value, "display": display}]}


def from_r4(**members: Any) -> dict[str, Any]:
    return to_r4(a_directive("cpr", "NEE", "deny")).resource | members


@pytest.mark.parametrize(
    "members",
    [
        {"provision": {"code": [TREATMENTS["cpr"]]}},
        {"modifierExtension": [{"url": SPECIFICATION_OTHER, "valueString": "in overleg"}]},
        {"provision": {"type": "deny", "code": [TREATMENTS["cpr"], TREATMENTS["icu"]]}},
        {
            "provision": {
                "type": "deny",
                "code": [TREATMENTS["cpr"]],
                "provision": [{"type": "permit"}],
            }
        },
        {"modifierExtension": [{"url": "https://vendor.example/never", "valueBoolean": True}]},
    ],
)
def test_what_r4_says_twice_not_at_all_or_with_exceptions_is_refused(
    members: dict[str, Any],
) -> None:
    with pytest.raises(InvalidRecord) as found:
        to_stu3(from_r4(**members))

    assert {one.code for one in found.value.issues} <= {"business-rule", "not-supported"}


def test_a_treatment_that_the_older_zib_has_no_code_for_is_another_one_in_words() -> None:
    dialysis = {"coding": [{"system": SNOMED, "code": "108241001", "display": "dialyse"}]}
    consent = from_r4(provision={"type": "deny", "code": [dialysis]})

    made = to_stu3(consent).resource

    (about,) = [one for one in made["extension"] if one["url"] == TREATMENT]
    assert about["valueCodeableConcept"]["coding"][0]["code"] == "OTH"
    assert about["valueCodeableConcept"]["text"].startswith("dialyse")
    assert plain(to_r4(made).resource) == plain(consent)


def test_what_stu3_said_is_left_out_once_r4_decides_otherwise() -> None:
    consent = to_r4(a_directive("cpr", "NEE shown", "deny")).resource
    consent["provision"]["type"] = "permit"

    assert read_in_stu3(to_stu3(consent).resource) == "permit"

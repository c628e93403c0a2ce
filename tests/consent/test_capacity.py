"""Whether somebody can decide for himself: whose word that is, and from when it holds."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from consent.capacity import Capacity, CapacityWord, capacity_after
from consent.fhir import capacity_words, day_of_talk
from consent.person import Person, person_of
from consent.source import Source, standing_capacity
from profiles import systems

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
SINCE = date(2026, 11, 23)
OFFICIAL = f"{systems.PZP}ext-LegallyCapable-MedicalTreatmentDecisions"
UNABLE = Capacity(said_at=MONDAY, spells=((SINCE, None),))
ABLE = Capacity(said_at=MONDAY + DAY)


def a_part(value: object, url: str = "legallyCapable") -> dict[str, Any]:
    return {"url": url, "valueBoolean": value}


def said(*parts: object, url: str = OFFICIAL) -> bool | None:
    return person_of({"extension": [{"url": url, "extension": [*parts]}]}).capable


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [a_part(value="false")],
        [a_part(value=[False])],
        [a_part(value=0)],
        [a_part(value=False), a_part(value=True)],
        [a_part(value=False, url="legallyCapableComment")],
        [{"url": "legallyCapable", "valueString": "nee"}],
        ["legallyCapable"],
    ],
)
def test_of_what_is_not_as_the_guide_has_it_nothing_is_taken(parts: list[object]) -> None:
    assert said(*parts) is None


def test_another_extension_says_nothing_of_it() -> None:
    assert person_of({"extension": ["x", {"url": [OFFICIAL]}]}).capable is None
    assert said(a_part(value=False), url="https://example.org/capable") is None


@pytest.mark.parametrize("url", sorted(systems.LEGALLY_CAPABLE))
def test_the_extension_is_read_by_each_of_its_names(url: str) -> None:
    assert said(a_part(value=False), url=url) is False
    assert said(a_part(value=True), url=url) is True


def source(capacity: Capacity | None, **known: Any) -> Source:
    word = Source(custodian="90000101", person=Person(), said_at=MONDAY, capacity=capacity)
    return replace(word, **known)


def test_a_stranger_makes_nobody_incapable_and_nobody_capable() -> None:
    treats = source(None, contact=True)
    stranger = source(UNABLE, custodian="90000202", said_at=MONDAY + DAY)
    assert standing_capacity([treats, stranger]) is None
    able = replace(stranger, capacity=ABLE)
    assert standing_capacity([replace(treats, capacity=UNABLE), able]) == UNABLE


def test_nor_does_who_came_after_another_stranger() -> None:
    first, second = source(None, first=True), source(UNABLE, custodian="90000202")
    assert standing_capacity([first, replace(second, said_at=MONDAY + DAY)]) is None


def test_nobody_said_is_nobody_said() -> None:
    assert standing_capacity([]) is None
    assert standing_capacity([source(None, contact=True)]) is None


def test_of_who_treats_him_the_newest_who_says_anything_of_it_stands() -> None:
    one = source(UNABLE, contact=True)
    silent = source(None, contact=True, custodian="90000202", said_at=MONDAY + 3 * DAY)
    other = source(ABLE, contact=True, custodian="90000303")
    assert standing_capacity([one, silent]) == UNABLE
    assert standing_capacity([one, silent, other]) == ABLE


def test_a_desk_goes_before_who_treats_him() -> None:
    desk = source(UNABLE, desk=True, custodian="90000202")
    treats = source(ABLE, contact=True)
    assert standing_capacity([treats, desk]) == UNABLE
    assert standing_capacity([treats, replace(desk, capacity=None)]) == ABLE


def test_who_only_came_first_is_heard_until_somebody_treats_him() -> None:
    first = source(UNABLE, first=True)
    treats = source(None, contact=True, custodian="90000202")
    assert standing_capacity([first]) == UNABLE
    assert standing_capacity([first, treats]) is None


def test_it_begins_on_the_day_that_it_is_first_said_and_silence_does_not_end_it() -> None:
    once = capacity_after(None, capable=False, at=MONDAY)
    assert once == UNABLE
    assert capacity_after(once, capable=None, at=MONDAY + DAY) == UNABLE
    again = capacity_after(once, capable=False, at=MONDAY + DAY)
    assert again == replace(UNABLE, said_at=MONDAY + DAY)


def test_it_ends_on_the_day_that_he_is_said_to_be_capable_and_is_remembered() -> None:
    over = capacity_after(UNABLE, capable=True, at=MONDAY + DAY)
    assert over == Capacity(said_at=MONDAY + DAY, spells=((SINCE, SINCE + DAY),))
    anew = capacity_after(over, capable=False, at=MONDAY + 2 * DAY)
    assert anew is not None
    assert anew.spells == ((SINCE, SINCE + DAY), (SINCE + 2 * DAY, None))


def word(*, capable: bool, on: date | None = None, **more: Any) -> CapacityWord:
    """Of an Observation of the source above."""
    said = {"custodian": "90000101", "said_in": "Observation/o", "version": 1, "said_at": MONDAY}
    return CapacityWord(**said | {"capable": capable, "on": on} | more)


def test_an_observation_begins_and_ends_a_spell_on_its_own_day() -> None:
    treats = source(None, contact=True)
    not_able = word(capable=False, on=SINCE - 30 * DAY)
    able = word(capable=True, on=SINCE - 10 * DAY, said_in="Observation/p")

    unable = standing_capacity([treats], [not_able])
    both = standing_capacity([treats], [able, not_able])

    assert unable is not None
    assert unable.spells == ((SINCE - 30 * DAY, None),)
    assert both is not None
    assert both.spells == ((SINCE - 30 * DAY, SINCE - 10 * DAY),)


def test_of_two_words_of_one_day_he_can_not() -> None:
    words = [word(capable=False, on=SINCE), word(capable=True, on=SINCE, said_in="Observation/p")]
    for said in (words, words[::-1]):
        capacity = standing_capacity([source(None, contact=True)], said)
        assert capacity is not None
        assert capacity.spells == ((SINCE, None),)


def test_what_an_observation_of_another_source_says_is_that_sources_word() -> None:
    assert standing_capacity(
        [source(ABLE, contact=True)], [word(capable=False, custodian="9")]
    ) == (ABLE)


def test_without_an_observation_the_patients_word_stands_as_it_was() -> None:
    patient = word(capable=True, said_in="Patient/p")
    assert standing_capacity([source(UNABLE, contact=True)], [patient]) == UNABLE


def an_observation(**more: Any) -> dict[str, Any]:
    code = {"coding": [{"system": systems.SNOMED, "code": "665671000146101"}]}
    return {"resourceType": "Observation", "status": "final", "code": code} | more


def words_of(resource: dict[str, Any]) -> list[CapacityWord]:
    return capacity_words(resource, "90000101", "Observation/o", 1, MONDAY)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"valueBoolean": "false"},
        {"valueString": "nee"},
        {"valueBoolean": False, "status": "entered-in-error"},
        {"valueBoolean": False, "code": {"coding": [{"code": "247751003"}]}},
        {"valueBoolean": False, "resourceType": "Condition"},
    ],
)
def test_of_an_observation_that_says_no_such_thing_nothing_is_taken(said: dict[str, Any]) -> None:
    assert words_of(an_observation(**said)) == []


def test_an_observation_says_it_with_its_day_and_its_remarks() -> None:
    said = an_observation(
        valueBoolean=False, effectiveDateTime="2026-10-01", note=[{"text": "na de beroerte"}]
    )
    assert words_of(said) == [
        word(capable=False, on=date(2026, 10, 1), comment="na de beroerte"),
    ]
    for unclear in ("2026", "2026-10", "1 oktober"):
        assert words_of(said | {"effectiveDateTime": unclear})[0].on is None


def test_an_observation_ends_the_spell_that_the_patient_began() -> None:
    begun = source(UNABLE, contact=True)
    able = word(capable=True, on=SINCE + 3 * DAY)

    over = standing_capacity([begun], [able])

    assert over is not None
    assert over.spells == ((SINCE, SINCE + 3 * DAY),)
    again = standing_capacity([source(replace(UNABLE, spells=over.spells), contact=True)], [able])
    assert again is not None
    assert again.spells == over.spells


def test_a_word_is_the_same_in_a_later_version_and_a_later_push_without_its_day() -> None:
    first = word(capable=False, on=SINCE)
    assert word(capable=False, version=2, said_at=MONDAY + DAY).same_as(first)
    assert not word(capable=True, version=2).same_as(first)
    assert not word(capable=False, on=SINCE + DAY).same_as(first)
    assert first.kind == "Observation"


def a_form(*answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = {"linkId": "1406", "answer": [*answers], "item": [{"linkId": "x"}]}
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": f"{systems.PZP_QUESTIONNAIRE}|0.1.3-beta3",
        "item": [{"linkId": "26", "item": [asked]}],
        **more,
    }


REMARK = {"item": [{"linkId": "1407", "answer": [{"valueString": "na de beroerte"}]}]}


@pytest.mark.parametrize(
    "form",
    [
        a_form(),
        a_form({"valueCoding": {"code": "2"}}),
        a_form({"valueString": "nee"}),
        a_form({"valueCoding": {"code": "0"}}, status="entered-in-error"),
        a_form({"valueCoding": {"code": "0"}}, questionnaire="https://example.org/form"),
    ],
)
def test_of_a_form_that_says_no_such_thing_nothing_is_taken(form: dict[str, Any]) -> None:
    assert words_of(form) == []


@pytest.mark.parametrize(
    ("answer", "capable"),
    [
        ({"valueCoding": {"code": "0"}}, False),
        ({"valueCoding": {"code": "1"}}, True),
        ({"valueBoolean": False}, False),
    ],
)
def test_a_form_says_it_by_a_code_or_a_boolean_with_its_remark_and_its_day(
    answer: dict[str, Any],
    capable: bool,  # noqa: FBT001 - a column of the table
) -> None:
    form = a_form({**answer, **REMARK}, authored="2026-10-02T10:00:00+02:00")
    said = {"capable": capable, "comment": "na de beroerte"}

    assert words_of(form) == [word(**said, on=date(2026, 10, 2))]
    filled = {"linkId": "963", "answer": [{"valueDateTime": "2026-10-01"}]}
    assert words_of({**form, "item": [filled, *form["item"]]}) == [
        word(**said, on=date(2026, 10, 1))
    ]
    empty = {"linkId": "963"}
    assert words_of({**form, "item": [empty, *form["item"]]})[0].on == date(2026, 10, 2)


def test_a_day_that_is_none_is_not_known() -> None:
    said = an_observation(valueBoolean=False, effectivePeriod={"start": "2026-10-32"})
    assert words_of(said)[0].on is None


def test_the_day_of_a_talk_is_that_of_the_procedure() -> None:
    talk = {
        "resourceType": "Procedure",
        "code": {"coding": [{"system": systems.SNOMED, "code": "713603004"}]},
        "performedPeriod": {"start": "2026-10-01"},
    }
    assert day_of_talk(talk) == date(2026, 10, 1)
    assert day_of_talk({**talk, "code": {}}) is None
    assert day_of_talk({**talk, "resourceType": "Encounter"}) is None


def test_a_patient_says_it_with_its_remark() -> None:
    remark = {"url": "legallyCapableComment", "valueString": "na de beroerte"}
    extension = [{"url": OFFICIAL, "extension": [a_part(value=False), remark]}]
    [said] = words_of({"resourceType": "Patient", "extension": extension})
    assert (said.capable, said.comment, said.on) == (False, "na de beroerte", None)

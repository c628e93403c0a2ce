"""A stored Consent is known again as the choice that it is; no text stands for another choice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.choices.catalogue import LANGUAGES, address_of, catalogue
from consent.choices.made import Made, NoSuchChoice, consent_of, made
from consent.choices.recognised import choice_of, text_problems
from consent.choices.written import written
from consent.fhir import problems, statements
from profiles.systems import HUB_CHOICES
from tests.consent.builders import GP, actor, instance, named, privacy_consent, purpose, yes
from tests.consent.test_choices_mean import NAMED, NOW, TODAY, every_choice, name_of

Change = Callable[[dict[str, Any]], None]


def as_consent(choice: Made) -> dict[str, Any]:
    return consent_of(choice, "Patient/p1", NOW)


@given(st.sampled_from(every_choice()), st.integers(-3, 3), st.none() | st.integers(0, 3))
def test_what_a_choice_stands_for_is_that_choice(
    choice: Made, start: int, long: int | None
) -> None:
    starts = TODAY + timedelta(days=start)
    ends = None if long is None else starts + timedelta(days=long)
    dated = replace(choice, starts=starts, ends=ends)

    assert choice_of(as_consent(dated)) == dated
    assert text_problems(as_consent(dated)) == []


@pytest.mark.parametrize("choice", every_choice(), ids=name_of)
@pytest.mark.parametrize("ends", [None, TODAY])
def test_as_it_is_offered_it_is_the_choice_and_has_its_text(
    choice: Made, ends: date | None
) -> None:
    dated = replace(choice, starts=TODAY, ends=ends)

    assert choice_of(as_consent(dated)) == dated
    assert text_problems(as_consent(dated)) == []
    [text, english] = [dated.text(language, {}) for language in LANGUAGES]
    assert text is not None
    assert english is not None
    assert text.question != english.question
    assert not set("{}") & set(text.question + text.about + text.sees + text.haste + text.stays)
    for ura in (choice.organization, choice.source):
        assert ura is None or f"nummer {ura}" in f"{text.question}{text.about}"


def test_what_is_no_choice_about_exchange_is_none() -> None:
    wish = privacy_consent() | {"scope": {"coding": [{"code": "treatment"}]}}

    assert choice_of(wish) is None
    assert text_problems(wish) == []
    assert Made(code="everyone", version=None).text("nl", {}) is None
    assert Made(code="everyone", version=9).text("nl", {}) is None


@pytest.mark.parametrize("choice", every_choice(), ids=name_of)
def test_without_a_text_it_is_known_by_what_it_says(choice: Made) -> None:
    consent = as_consent(choice) | {"policy": [{"uri": "https://hub.example.org/policy/1"}]}

    assert choice_of(consent) == replace(choice, version=None, starts=TODAY)
    assert text_problems(consent) == []


def test_no_two_choices_say_the_same() -> None:
    said = {
        frozenset(replace(one, consent_id="c") for one in statements(as_consent(choice), "c", 1))
        for choice in every_choice()
    }

    assert len(said) == len(every_choice())


def opposite(consent: dict[str, Any]) -> None:
    kind = consent["provision"]["type"]
    consent["provision"]["type"] = "deny" if kind == "permit" else "permit"


def for_another(consent: dict[str, Any]) -> None:
    consent["provision"]["actor"] = [actor("90000808"), actor("90000809")]


def of_another(consent: dict[str, Any]) -> None:
    consent["organization"] = [named("90000808"), named("90000809")]


def about_one_thing(consent: dict[str, Any]) -> None:
    consent["provision"]["data"] = [instance("Goal/g1")]


def for_more(consent: dict[str, Any]) -> None:
    said = consent["provision"]["purpose"]
    known = {one["code"] for one in said}
    said.append(purpose("ETREAT") if "BTG" in known else purpose("COC"))


def with_an_exception(consent: dict[str, Any]) -> None:
    kind = "deny" if consent["provision"]["type"] == "permit" else "permit"
    consent["provision"].setdefault("provision", []).append(
        {"type": kind, "actor": [actor("90000808")], "data": [instance("Goal/g1")]}
    )


def with_a_shorter_exception(consent: dict[str, Any]) -> None:
    for one in consent["provision"].get("provision", []):
        one["period"] = {"end": "2027-01-01"}


CHANGES = (
    *(opposite, for_another, of_another, about_one_thing, for_more, with_an_exception),
    with_a_shorter_exception,
)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("choice", every_choice(), ids=name_of)
def test_a_text_shown_for_something_else_is_refused(choice: Made, change: Change) -> None:
    consent = as_consent(choice)
    before = statements(consent, "c", 1)
    change(consent)
    if problems(consent) or statements(consent, "c", 1) == before:
        return  # refused for what it is; or nothing changed

    [issue] = text_problems(consent)

    assert (issue.severity, issue.rule, issue.expression) == ("error", "CHOICE-2", "Consent.policy")
    assert choice_of(consent) is None


def test_the_text_of_another_choice_is_refused() -> None:
    choices = every_choice()
    for choice in choices:
        others = {one.code for one in choices} - {choice.code}
        for other in others:
            uri = address_of(other, 1)
            [issue] = text_problems(as_consent(choice) | {"policy": [{"uri": uri}]})
            assert issue.rule == "CHOICE-2"


FORGED = [
    f"{HUB_CHOICES}/everyone/2",
    f"{HUB_CHOICES}/everyone/0",
    f"{HUB_CHOICES}/everyone/01",
    f"{HUB_CHOICES}/everyone",
    f"{HUB_CHOICES}/everyone/1/",
    f"{HUB_CHOICES}/everyone/1#2",
    f"{HUB_CHOICES}/everyone/1\n",
    f"{HUB_CHOICES}/nothing-such/1",
    f"{HUB_CHOICES}/",
    f"{HUB_CHOICES}/everyone/99999999999999999999",
]


@pytest.mark.parametrize("uri", FORGED)
def test_a_text_that_nobody_was_shown_is_refused_and_says_what_to_do(uri: str) -> None:
    consent = as_consent(made("everyone", TODAY)) | {"policy": [{"uri": uri}]}

    [issue] = text_problems(consent)

    assert issue.rule == "CHOICE-1"
    assert "$consent-options" in issue.text
    assert uri not in issue.text


@pytest.mark.parametrize(
    "policies",
    [
        [{"uri": address_of("everyone", 1)}, {"uri": address_of("nobody", 1)}],
        [{"uri": address_of("everyone", 1)}, {"uri": address_of("everyone", 1)}],
        [{"uri": address_of("everyone", 1)}, {"uri": f"{HUB_CHOICES}/everyone/7"}],
    ],
)
def test_two_texts_for_one_choice_are_refused(policies: list[dict[str, str]]) -> None:
    consent = as_consent(made("everyone", TODAY)) | {"policy": policies}

    assert [one.rule for one in text_problems(consent)] == ["CHOICE-1"]


def test_a_text_is_of_the_day_on_which_the_choice_was_made() -> None:
    first = catalogue().choices["everyone"].versions[0].starts
    before = as_consent(made("everyone", TODAY)) | {
        "dateTime": f"{first - timedelta(days=1)}T12:00:00+01:00"
    }

    assert [one.rule for one in text_problems(before)] == ["CHOICE-1"]
    for status in ("inactive", "entered-in-error"):
        assert text_problems(before | {"status": status}) == []


def test_a_policy_of_ones_own_is_as_it_always_was() -> None:
    assert text_problems(privacy_consent()) == []
    assert choice_of(privacy_consent()) is None or choice_of(privacy_consent()).version is None


@pytest.mark.parametrize(
    ("code", "filled"),
    [
        ("no-such-choice", {}),
        ("everyone", {"organization": NAMED}),
        ("everyone", {"source": GP}),
        ("everyone-but", {}),
        ("everyone-but", {"organization": "12345678901"}),
        ("everyone-but", {"organization": "*"}),
        ("everyone-but", {"organization": "cat:V4"}),
        ("everyone-but", {"organization": "00000000"}),
        ("one-kind", {"kind": "nobody"}),
        ("one-kind", {"kind": "RPZAC104"}),
        ("one-source", {}),
        ("everyone", {"version": 2}),
        ("everyone", {"starts": TODAY, "ends": TODAY - timedelta(days=1)}),
    ],
)
def test_what_is_filled_in_wrong_is_no_choice(code: str, filled: dict[str, Any]) -> None:
    with pytest.raises(NoSuchChoice):
        made(code, TODAY, **filled)


def test_a_choice_of_before_there_was_a_text_is_none() -> None:
    with pytest.raises(NoSuchChoice):
        made("everyone", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("statement", "sentences"),
    [
        ({}, "Dit mag zien: iedereen die u zorg geeft. Het gaat om alles wat hier over u staat."),
        ({"actor": "cat:V4"}, "Dit mag zien: organisaties van één soort."),
        ({"actor": "cat:RPZAC005"}, "Dit mag zien: apotheken."),
        ({"actor": NAMED}, f"Dit mag zien: de organisatie met nummer {NAMED}."),
        ({"data": "label:R"}, "Het gaat om wat als geheim is bewaard."),
        ({"data": "GGC007"}, "Het gaat om een ander soort gegevens."),
        ({"custodian": "cat:H1"}, "Het gaat alleen om wat één soort organisaties opschreef."),
        ({"custodian": GP}, f"wat de organisatie met nummer {GP} opschreef."),
        ({"purposes": frozenset({"BTG"}), "permit": False}, "Dit geldt alleen bij haast."),
        ({"purposes": frozenset({"COC"})}, "Dit geldt alleen bij een overdracht."),
    ],
)
def test_each_part_of_a_statement_has_its_words(statement: dict[str, Any], sentences: str) -> None:
    [said] = written([yes(**statement)], "nl", {})

    assert sentences in said
    assert ("niet zien" in said) == (statement.get("permit") is False)


def test_another_choice_is_told_as_it_is_written() -> None:
    consent = privacy_consent(
        provision={
            "type": "permit",
            "actor": [actor(NAMED), actor(category="RPZAC104")],
            "provision": [{"type": "deny", "data": [instance("Goal/g1")]}],
        }
    )
    said = statements(consent, "c", 1)

    told = written(said, "nl", {NAMED: "Ziekenhuis <b>Weerwater</b>", GP: "De Sluis"})

    who = "Ziekenhuis <b>Weerwater</b>, ziekenhuizen, klinieken en laboratoria"
    whose = "Het gaat alleen om wat De Sluis opschreef."
    wishes = "Het gaat om alles wat over uw wensen is opgeschreven."
    part = "Het gaat om één deel van wat over u is opgeschreven."
    assert told == (
        f"Dit mag zien: {who}. {wishes} {whose}",
        f"Dit mag niet zien: {who}. {part} {whose}",
    )
    assert "Goal/g1" not in "".join(told)
    assert GP in "".join(written(said, "en", {}))


@pytest.mark.parametrize("status", [[], {}, None, 1])
def test_a_status_that_is_none_raises_nothing(status: object) -> None:
    consent = {**as_consent(every_choice()[0]), "status": status}
    assert choice_of(consent) is None
    assert text_problems(consent) == []

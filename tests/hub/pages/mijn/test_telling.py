"""What the one reading says, in the inhabitant's words: yes, no, otherwise, unknown, not asked."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hub.pages.mijn.telling import KEYS, Shown, Telling
from hub.pages.mijn.topics import Topic, silent_of, topics_of
from hub.pages.words import LANGUAGES, words_of
from profiles import systems
from profiles.pzp.reading.fact import Fact, Says, Standing, Subject
from profiles.pzp.reading.read import read
from profiles.pzp.wish import SPECIFICATION_OTHER
from tests.builders import a_goal, a_treatment_directive
from tests.profiles.pzp.reading.dossier import dossier

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
WORDS = words_of("mijn", "nl")
PATIENT = "Patient/a"
CPR, OTHER = "89666000", {"system": systems.NULL_FLAVOR, "code": "OTH"}
GP = f"{systems.URA_SYSTEM}#90000101"


def topics(*resources: dict[str, Any]) -> list[Topic]:
    kept = [{"id": f"x{number}", **one} for number, one in enumerate(resources)]
    by_address = {f"{one['resourceType']}/{one['id']}": one for one in kept}
    return topics_of(read(kept, NOW), Telling(WORDS, {}, {}), by_address)


def told(resource: dict[str, Any]) -> tuple[str, Shown]:
    [topic] = topics(resource)
    [one] = (*topic.now, *topic.before)
    return topic.key, one


def directive(kind: str | None = None, text: str | None = None, **members: Any) -> dict[str, Any]:
    coding = {"system": systems.SNOMED, "code": CPR}
    provision: dict[str, Any] = {"code": [{"coding": [coding]}]}
    if kind:
        provision["type"] = kind
    if text is not None:
        members["modifierExtension"] = [{"url": SPECIFICATION_OTHER, "valueString": text}]
    meta = {"source": GP}
    return a_treatment_directive(PATIENT, provision=provision, meta=meta, **members)


def observation(code: str, **value: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": systems.SNOMED, "code": code}]},
        "subject": {"reference": PATIENT},
        "effectiveDateTime": "2026-03",
        **value,
    }


@pytest.mark.parametrize(
    ("kind", "text", "tag", "sentence"),
    [
        ("permit", None, "yes", WORDS(f"wish.{CPR}.permit")),
        ("deny", None, "no", WORDS(f"wish.{CPR}.deny")),
        (None, "Alleen als mijn zoon erbij is", "otherwise", WORDS("state.otherwise")),
        ("permit", "Alleen kort", "otherwise", WORDS("state.otherwise")),
        (None, "Onbekend", "unknown", WORDS("state.unknown")),
        (None, "niet besproken.", "unknown", WORDS("state.not-asked")),
        (None, None, "unknown", WORDS("state.unsaid")),
    ],
)
def test_a_directive_says_what_it_says(
    kind: str | None, text: str | None, tag: str, sentence: str
) -> None:
    key, shown = told(directive(kind, text))

    assert (key, shown.tag, shown.sentence) == (CPR, tag, sentence)
    assert shown.written == (text or "")
    assert (shown.day, shown.ura) == ("1 oktober 2026", "90000101")


@pytest.mark.parametrize(
    ("members", "ended"),
    [
        ({"status": "inactive"}, "Geldt niet meer"),
        ({"status": "entered-in-error"}, "Was een fout"),
        ({"status": "draft"}, "Geldt nog niet"),
    ],
)
def test_what_holds_no_more_is_not_among_what_does(members: dict[str, Any], ended: str) -> None:
    [topic] = topics(directive("deny", **members))

    assert (topic.now, [one.ended for one in topic.before]) == ([], [ended])


def test_what_is_not_known_later_hides_no_refusal() -> None:
    [topic] = topics(
        directive("deny", dateTime="2026-01-01"), directive(None, "Onbekend", dateTime="2026-02-01")
    )

    assert [one.tag for one in topic.now] == ["unknown", "no"]
    assert [one.differs for one in topic.now] == [False, True]


def test_two_that_differ_of_one_day_disagree() -> None:
    other = {"source": f"{systems.URA_SYSTEM}#90000103"}
    [topic] = topics(directive("deny"), directive("permit") | {"meta": other})

    assert topic.disagrees


def test_a_letter_that_says_otherwise_is_told() -> None:
    kind = {"system": systems.ADVANCE_DIRECTIVE_TYPE, "code": "NR"}
    will = {
        **directive(),
        "scope": {"coding": [{"system": systems.CONSENT_SCOPE, "code": "adr"}]},
        "category": [{"coding": [{"system": systems.CONSENT_CATEGORY, "code": "acd"}]}],
        "provision": {"code": [{"coding": [kind], "text": "Mijn brief"}]},
    }
    agreed, letter = topics(directive("permit"), will)

    assert (agreed.contrary, letter.key) == (True, "will")
    assert letter.now[0].sentence == WORDS("wish.will.NR")
    assert letter.now[0].written == "Mijn brief"


def test_another_limit_is_called_as_its_source_calls_it() -> None:
    consent = directive("deny")
    consent["provision"]["code"] = [{"coding": [OTHER], "text": "Dialyse"}]

    [topic] = topics(consent)
    assert (topic.key, topic.title, topic.now[0].read) == ("other", "Dialyse", True)


@pytest.mark.parametrize(
    ("value", "tag", "sentence", "written"),
    [
        ({"code": "264362003"}, "said", WORDS("wish.395091006.264362003"), ""),
        ({"code": "1"}, "said", "", "1"),
        ({**OTHER, "display": "Anders"}, "otherwise", "", "Anders"),
        ({**OTHER, "code": "UNK"}, "unknown", WORDS("state.unknown"), ""),
    ],
)
def test_an_answer_says_what_it_says(
    value: dict[str, str], tag: str, sentence: str, written: str
) -> None:
    coding = {"system": systems.SNOMED, **value}
    _, shown = told(observation("395091006", valueCodeableConcept={"coding": [coding]}))

    assert (shown.tag, shown.sentence, shown.written) == (tag, sentence, written)
    assert shown.read == (not sentence)


def test_a_goal_has_the_forms_own_code_too() -> None:
    code = {"coding": [{"system": systems.SNOMED, "code": "225353007"}]}

    _, shown = told(a_goal(PATIENT, description=code, statusDate="2026-01-02"))
    assert shown.sentence == WORDS("wish.goal.713148004")


def test_what_nothing_is_written_about_is_told_by_name() -> None:
    reading = read([directive("deny")], NOW)
    silent = list(silent_of(reading, Telling(WORDS, {}, {})))

    assert WORDS(f"wish.{CPR}.title") not in silent
    assert WORDS("wish.goal.title") in silent


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_to_say_it_has_words_and_none_is_a_yes_that_is_not(language: Any) -> None:
    telling = Telling(words_of("mijn", language), {}, {})
    for subject in Subject:
        for says in Says:
            fact = Fact(subject=subject, says=says, written=("x",), addresses=("Consent/x",))
            shown = telling.shown(fact)
            assert shown.tag_words
            assert shown.sentence or shown.read
            assert (shown.tag == "yes") <= (says in {Says.DO, Says.SWITCH_OFF})
            assert (shown.tag == "no") <= (says is Says.DONT)
    for standing in Standing:
        fact = Fact(subject=Subject.GOAL, says=Says.DO, standing=standing, addresses=("Goal/x",))
        assert bool(telling.shown(fact).ended) == (not standing.may_hold)


@pytest.mark.parametrize("says", [Says.DO, Says.DONT, Says.SWITCH_OFF])
def test_what_a_person_is_to_read_has_no_sign_of_yes_or_no(says: Says) -> None:
    fact = Fact(
        subject=Subject.RESUSCITATION, says=says, read_yourself=True, addresses=("Consent/x",)
    )
    shown = Telling(WORDS, {}, {}).shown(fact)
    assert (shown.tag, shown.read) == ("otherwise", True)


def test_every_subject_is_shown_somewhere() -> None:
    assert KEYS.keys() == {*Subject}


def test_of_random_records_every_fact_is_shown_and_only_what_holds_as_such() -> None:
    for number in range(30):
        record = dossier(f"at home {number}")
        reading = read(record, NOW)
        found = topics_of(reading, Telling(WORDS, {}, {}), {})
        shown = [one for topic in found if topic.key != "form" for one in topic.now]
        assert len(shown) == sum(len(one.now) for one in reading.topics)
        assert not any(one.ended for one in shown)

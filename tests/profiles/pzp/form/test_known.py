"""What is known is filled in; what was decided earlier is told, and chosen by nobody."""

from datetime import UTC, datetime

import pytest
from hypothesis import given

from profiles import systems
from profiles.check.structure import check_structure as validate
from profiles.pzp.form.known import ASKED, known
from profiles.pzp.form.made import resources_of
from profiles.pzp.form.national import BY_ID
from profiles.pzp.form.question import NO, YES
from profiles.pzp.form.said import Said, placed
from profiles.pzp.reading.fact import Subject
from tests.profiles.pzp.form.answers import sound_answers
from tests.profiles.pzp.form.written import PATIENT, a_talk

AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
PEOPLE = {
    "973", "974", "975", "976", "977", "978", "980", "981", "982", "983", "984", "985", "986",
    "987", "988", "989", "990", "992", "993", "995",
}  # fmt: skip
REPRESENTED = {
    "973": ("Els",), "974": ("van",), "975": ("Dam",), "976.0": ("0612345678",), "977.0": ("MC",),
    "978.0": ("HP",), "980.0": ("els@example.nl",), "981.0": ("WP",), "982": ("15",),
    "983": ("DAUC",), "984": ("1",),
}  # fmt: skip


def _stored(said: Said, name: str = "a") -> list[dict]:
    made = resources_of(a_talk(said, name=name))
    return [{**one, "id": f"{name}-{number}"} for number, one in enumerate(made.values())]


@given(sound_answers)
def test_no_decision_is_ever_filled_in_from_an_earlier_talk(said: Said) -> None:
    found = known(_stored(said), AT)

    assert {path.partition(".")[0] for path in found.said} <= PEOPLE
    assert [one for one in validate(found.response) if one.severity in {"error", "fatal"}] == []


def test_an_earlier_decision_is_told_with_its_day_beside_its_question() -> None:
    found = known(_stored({"1386": ("2",), "1387": ("0",)}), AT)

    assert found.earlier["1386"] == ("NIET reanimeren, 12 maart 2026",)
    assert found.earlier["1387"] == ("Wel invasief beademen, 12 maart 2026",)
    assert "1386" not in found.said


def test_two_earlier_decisions_that_differ_are_both_told() -> None:
    found = known([*_stored({"1386": ("2",)}), *_stored({"1386": ("0",)}, "b")[1:]], AT)

    assert len(found.earlier["1386"]) == 2


def test_of_an_earlier_treatment_without_a_code_its_name_is_told() -> None:
    found = known(_stored({"1402": ("2",), "1422": ("dialyse",)}), AT)

    assert found.earlier["1402"] == ("dialyse: niet doen, 12 maart 2026",)


def test_who_represents_him_is_filled_in_as_he_was_written_down() -> None:
    assert known(_stored(REPRESENTED), AT).said == REPRESENTED


def test_another_first_contact_is_filled_in_beside_him() -> None:
    said = REPRESENTED | {"984": ("0",), "987": ("Dam",), "988.0": ("0101234567",)}

    found = known(_stored(said), AT).said

    assert (found["984"], found["987"], found["988.0"]) == ((NO,), ("Dam",), ("0101234567",))
    assert known(_stored(REPRESENTED), AT).said["984"] == (YES,)


def test_of_two_who_represent_him_none_is_filled_in() -> None:
    other = REPRESENTED | {"975": ("Berg",), "973": ("Jan",)}
    found = known([*_stored(REPRESENTED), *_stored(other, "b")[1:]], AT)

    assert found.said == {}
    assert found.unsure == ("Els van Dam", "Jan van Berg")


def test_of_nobody_nothing_is_known() -> None:
    assert known([PATIENT], AT).said == {}
    assert known([], AT).earlier == {}


@pytest.mark.parametrize("subject", list(Subject))
def test_what_is_told_of_each_subject_has_a_question(subject: Subject) -> None:
    assert ASKED[subject] in BY_ID
    assert ASKED[subject] in {path for path, _ in placed()}


def test_a_name_that_is_not_taken_apart_stands_whole() -> None:
    person = {
        "resourceType": "RelatedPerson",
        "id": "els",
        "relationship": [{"coding": [{"system": systems.CONTACT_ROLE, "code": "24"}]}],
        "name": [{"text": "Els van Dam"}],
        "telecom": [{"system": "phone", "value": "0101"}],
    }

    assert known([PATIENT, person], AT).said == {"975": ("Els van Dam",), "976.0": ("0101",)}

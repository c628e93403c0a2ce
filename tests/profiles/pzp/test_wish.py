"""What a record is of the guide, whichever release it is of."""

import pytest

from profiles import systems
from profiles.dialect import NEW, OLD
from profiles.pzp.choice import talks_of
from profiles.pzp.wish import (
    has_talk,
    is_form,
    is_goal,
    is_icd,
    is_of_talk,
    is_told,
    observed,
)
from tests.profiles.pzp.records import concept, goal, observation

UNKNOWN = concept("UNK", systems.NULL_FLAVOR)
TALK, ADVISING = concept("713603004"), concept("223449006")


def test_a_goal_is_known_by_its_category_by_its_description_or_by_its_talk():
    assert is_goal(goal("1", category=[TALK]))
    assert is_goal(goal("385987000"))
    assert is_goal(goal(description=UNKNOWN, category=[concept("1"), TALK]))
    assert not is_goal(goal(description=UNKNOWN))
    assert not is_goal(goal("1", category=[ADVISING]))


@pytest.mark.parametrize(
    ("kind", "said", "is_it"),
    [
        ("Communication", {"reasonCode": [TALK]}, True),
        ("Communication", {"topic": ADVISING}, True),
        ("Communication", {"category": [ADVISING]}, False),
        ("CommunicationRequest", {"category": [ADVISING]}, True),
        ("CommunicationRequest", {"reasonCode": [TALK]}, False),
    ],
)
def test_that_relatives_are_told_is_said_by_either_type(kind, said, is_it):
    record = {"resourceType": kind, **said}
    assert is_told(record) is is_it
    assert is_of_talk(record) is is_it


def test_capacity_is_an_observation_of_the_guide():
    record = observation("665671000146101", valueBoolean=False)
    assert observed(record) == (systems.SNOMED, "665671000146101")
    assert is_of_talk(record)


@pytest.mark.parametrize("base", [OLD, NEW])
@pytest.mark.parametrize("version", ["", "|0.1.3-beta3", "|1.0.0-rc2", "|1.0.0-rc3", "|9"])
def test_the_form_is_known_on_either_base_in_whatever_version(base, version):
    name = f"{base}Questionnaire/ACP-zib2020"
    assert is_form({"questionnaire": name + version})
    assert not is_form({"questionnaire": f"{name}-other{version}"})


@pytest.mark.parametrize("base", [OLD, NEW])
def test_a_form_that_is_contained_is_known_by_its_own_name(base):
    form = {"resourceType": "Questionnaire", "id": "q", "url": f"{base}Questionnaire/ACP-zib2020"}
    other = {"resourceType": "Questionnaire", "id": "r", "url": "http://else.example"}
    assert is_form({"questionnaire": "#q", "contained": [other, form]})
    assert not is_form({"questionnaire": "#r", "contained": [other, form]})
    assert not is_form({"questionnaire": "#q"})


@pytest.mark.parametrize("base", [OLD, NEW])
def test_the_talk_is_named_on_either_base(base):
    url = f"{base}StructureDefinition/ext-EncounterReference"
    record = goal("1", extension=[{"url": url, "valueReference": {"reference": "Encounter/e"}}])
    assert has_talk(record)
    assert talks_of(record) == ["Encounter/e"]


@pytest.mark.parametrize(
    "code", ["72506001", "465460004", "468542000", "704707009", "1263462004", "1236894001"]
)
def test_an_icd_is_one_of_six(code):
    assert is_icd({"type": concept(code)})
    assert not is_icd({"type": concept("1")})

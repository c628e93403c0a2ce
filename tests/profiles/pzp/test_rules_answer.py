"""Observations, goals and the form; rules PZP-20 to PZP-26."""

import pytest

from profiles import systems
from profiles.validator import shipped_validator
from tests.profiles.pzp.records import broken, concept, goal, issues_of, limit, observation

CODES = ["153851000146100", "395091006", "340171000146104", "570801000146104", "247751003"]
ABSENT = concept("asked-unknown", systems.DATA_ABSENT_REASON)


def codings(*concepts: dict) -> dict:
    return {"coding": [coding for one in concepts for coding in one["coding"]]}


@pytest.mark.parametrize("code", CODES)
def test_an_observation_has_a_value_or_a_reason(code):
    assert broken(observation(code)) == [("PZP-20", "Observation")]
    assert broken(observation(code, valueString="home")) == []
    assert broken(observation(code, dataAbsentReason=ABSENT)) == []


@pytest.mark.parametrize(
    "value", [{"valueString": "nee"}, {"valueCodeableConcept": concept("373067005")}]
)
def test_legal_capacity_is_true_or_false(value):
    [found] = issues_of(observation("665671000146101", **value))
    assert (found.rule, found.severity) == ("PZP-28", "error")
    assert found.expression == "Observation.value"


@pytest.mark.parametrize("said", [True, False])
def test_legal_capacity_is_said_or_it_is_said_why_not(said):
    assert broken(observation("665671000146101", valueBoolean=said)) == []
    assert broken(observation("665671000146101", dataAbsentReason=ABSENT)) == []
    assert broken(observation("665671000146101")) == [("PZP-20", "Observation")]
    both = observation("665671000146101", valueBoolean=said, dataAbsentReason=ABSENT)
    assert "obs-6" in {one.rule for one in shipped_validator().validate(both)}


def test_that_a_goal_is_not_known_is_an_answer_and_beside_another_two():
    unknown = concept("UNK", systems.NULL_FLAVOR)
    talk = [concept("713603004")]
    assert broken(goal(description=unknown, category=talk)) == []
    both = codings(unknown, concept("385987000"))
    assert broken(goal(description=both)) == [("PZP-24", "Goal.description")]


def test_who_is_asked_to_tell_relatives_is_somebody():
    record = {"resourceType": "CommunicationRequest", "category": [concept("223449006")]}
    assert broken(record) == [("PZP-22", "CommunicationRequest")]
    own = record | {"subject": {"reference": "Patient/p"}, "sender": {"reference": "Patient/p"}}
    assert broken(own) == []
    another = own | {"sender": {"reference": "Patient/q"}}
    assert broken(another) == [("PZP-16", "CommunicationRequest.sender")]


def test_an_observation_of_something_else_is_no_wish():
    assert broken(observation("27113001")) == []


@pytest.mark.parametrize("text", ["-", " ", "..."])
def test_a_dash_is_no_wish(text):
    at = "Observation.value.ofType(string)"
    assert broken(observation(valueString=text)) == [("PZP-21", at)]


def test_a_wish_is_of_somebody():
    told = {"resourceType": "Communication", "reasonCode": [concept("713603004")]}
    assert broken(told) == [("PZP-22", "Communication")]
    assert broken(observation(valueString="home", subject={})) == [("PZP-22", "Observation")]


@pytest.mark.parametrize("second", [concept("UNK", systems.NULL_FLAVOR), concept("22232009")])
def test_one_value_is_one_answer(second):
    value = codings(concept("264362003"), second)
    at = "Observation.value.ofType(CodeableConcept)"
    assert broken(observation(valueCodeableConcept=value)) == [("PZP-23", at)]


def test_the_same_answer_in_another_code_system_is_no_second_one():
    value = codings(concept("264362003"), concept("HOME", "http://else.example"))
    assert broken(observation(valueCodeableConcept=value)) == []


def test_there_is_one_goal():
    assert broken(goal("385987000", "713148004")) == [("PZP-24", "Goal.description")]
    assert broken(goal("385987000", "225353007")) == [("PZP-24", "Goal.description")]
    assert broken(goal("385987000")) == []
    assert broken(goal("225353007", "713148004")) == [], "both say symptoms"


def test_one_limit_is_about_one_treatment():
    record = limit()
    record["provision"]["code"] = [codings(concept("89666000"), concept("305351004"))]
    assert broken(record) == [("PZP-25", "Consent.provision.code[0]")]


@pytest.mark.parametrize("version", ["", "|0.1.3-beta3", "|9"])
def test_a_form_is_about_somebody(version):
    form = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"https://fhir.iknl.nl/fhir/Questionnaire/ACP-zib2020{version}",
    }
    assert broken(form) == [("PZP-26", "QuestionnaireResponse")]
    later = f"https://api.iknl.nl/docs/pzp/r4/Questionnaire/ACP-zib2020{version}"
    assert broken({**form, "questionnaire": later}) == [("PZP-26", "QuestionnaireResponse")]
    assert broken({**form, "subject": {"reference": "Patient/p"}}) == []
    assert broken({**form, "questionnaire": "http://else.example"}) == []


@pytest.mark.parametrize("system", ["urn:oid:2.16.840.1.113883.6.96", ""])
def test_a_second_answer_counts_in_whatever_system(system):
    second = {"code": "713148004", "system": system} if system else {"code": "713148004"}
    record = goal("385987000")
    record["description"]["coding"].append(second)
    assert broken(record) == [("PZP-24", "Goal.description")]


def test_a_code_of_the_senders_own_is_no_second_answer():
    record = goal("385987000")
    record["description"]["coding"].append({"system": "http://else.example", "code": "OTH"})
    assert broken(record) == []


def test_a_question_is_known_in_whatever_system_since_a_query_finds_it():
    record = observation(valueCodeableConcept={"text": "x"})
    record["code"] = {"coding": [{"code": "395091006"}]}
    del record["subject"]
    assert broken(record) == [("PZP-22", "Observation")]


def test_one_code_asks_one_thing():
    record = observation("247751003", valueString="no music")
    record["code"]["coding"].append({"system": systems.SNOMED, "code": "153851000146100"})
    assert broken(record) == [("PZP-27", "Observation.code")]


@pytest.mark.parametrize("code", [{}, [], None, 5], ids=["object", "list", "null", "number"])
def test_a_code_that_is_none_breaks_no_reader(code):
    wrong = [{"system": systems.SNOMED, "code": code}, {"code": code}]
    assert broken(goal("385987000") | {"description": {"coding": wrong}}) == []
    assert broken(observation() | {"code": {"coding": wrong}}) == []
    answered = observation(valueCodeableConcept={"coding": wrong})
    assert broken(answered) == []
    assert broken(limit(scope={"coding": wrong})) == [("PZP-15", "Consent.scope")]

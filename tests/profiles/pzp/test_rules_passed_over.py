"""What readers of a wish pass over may not say otherwise; rules PZP-60 to PZP-64."""

import pytest

from profiles import systems
from tests.profiles.pzp.records import broken, concept, goal, limit, observation, will
from tests.profiles.pzp.records import other as words

ABSENT = {"extension": [{"url": f"{systems.HL7}data-absent-reason", "valueCode": "unknown"}]}


@pytest.mark.parametrize(
    "name", ["action", "class", "data", "dataPeriod", "purpose", "securityLabel"]
)
def test_what_narrows_a_decision_is_an_error(name):
    record = limit()
    record["provision"][name] = [{}]
    assert broken(record) == [("PZP-60", f"Consent.provision.{name}")]


def test_an_advance_directive_decides_nothing_that_could_be_narrowed():
    record = will()
    record["provision"]["purpose"] = [{}]
    assert broken(record) == []


def test_a_decision_is_not_unknown_as_well():
    record = limit()
    record["provision"]["_type"] = ABSENT
    assert broken(record) == [("PZP-61", "Consent.provision.type")]


def test_a_reason_alone_contradicts_nothing():
    record = limit(says=None, _language=ABSENT)
    record["provision"]["_type"] = ABSENT
    assert broken(record) == []


def test_other_extensions_beside_a_value_are_fine():
    record = limit(_dateTime={"extension": [{"url": "http://else.example"}]})
    assert broken(record) == []


def test_an_answer_is_not_unknown_as_well_in_whatever_place():
    value = concept("264362003")
    in_code = {"coding": [value["coding"][0] | {"_code": ABSENT}]}
    at = "Observation.value.ofType(CodeableConcept)"

    assert broken(observation(valueCodeableConcept=value | ABSENT)) == [("PZP-61", at)]
    assert broken(observation(valueCodeableConcept=in_code)) == [("PZP-61", f"{at}.coding[0].code")]
    assert broken(observation(valueCodeableConcept=ABSENT)) == []


def test_an_answer_in_words_is_not_unknown_as_well():
    record = observation("247751003", valueString="no music", _valueString=ABSENT)
    assert broken(record) == [("PZP-61", "Observation.value.ofType(string)")]


def test_values_of_a_list_are_compared_with_their_own_companions():
    reason = {"coding": [{"code": "a"}], "text": "x"}
    record = goal("385987000", note=[{"text": "x", "_text": ABSENT}], statusReason="x")
    assert broken(record) == [("PZP-61", "Goal.note[0].text")]
    profiles = {"profile": ["a", None], "_profile": [None, ABSENT]}
    assert broken(goal("385987000", meta=profiles, category=[reason])) == []
    profiles["_profile"][0] = ABSENT
    assert broken(goal("385987000", meta=profiles)) == [("PZP-61", "Goal.meta.profile[0]")]


@pytest.mark.parametrize(
    ("record", "at"),
    [
        (limit(), "Consent.status"),
        (will(), "Consent.status"),
        (observation(valueCodeableConcept=concept("264362003")), "Observation.status"),
        (goal("385987000"), "Goal.lifecycleStatus"),
    ],
    ids=["limit", "will", "observation", "goal"],
)
def test_a_wish_has_a_status(record, at):
    name = at.partition(".")[2]
    without = {key: value for key, value in record.items() if key != name}
    assert broken({**without, f"_{name}": ABSENT}) == [("PZP-62", at)]


def test_the_answer_is_the_value():
    record = observation(
        valueCodeableConcept=concept("264362003"),
        component=[{"code": {"text": "place"}, "valueCodeableConcept": concept("22232009")}],
    )
    assert broken(record) == [("PZP-63", "Observation.component[0]")]


@pytest.mark.parametrize("sign", ["\u202e", "\u2067"], ids=["override", "isolate"])
def test_words_are_read_in_the_order_in_which_they_are_written(sign):
    text = f"not {sign}now"
    concept_of_other = concept("OTH", systems.NULL_FLAVOR, text=text)
    other = limit()
    other["provision"]["code"] = [concept_of_other]

    assert broken(limit(says=None, modifierExtension=words(text))) == [
        ("PZP-64", "Consent.modifierExtension[0].value")
    ]
    assert broken(other) == [("PZP-64", "Consent.provision.code[0].text")]
    assert broken(observation("247751003", valueString=text)) == [
        ("PZP-64", "Observation.value.ofType(string)")
    ]
    described = {"coding": goal("385987000")["description"]["coding"], "text": text}
    assert broken(goal("385987000", note=[{"text": text}], description=described)) == [
        ("PZP-64", "Goal.note[0].text"),
        ("PZP-64", "Goal.description.text"),
    ]


@pytest.mark.parametrize("text", ["niet\nnu", "\u0644\u0627 \u200f!", "één"], ids=range(3))
def test_other_languages_and_lines_are_fine(text):
    assert broken(observation("247751003", valueString=text)) == []

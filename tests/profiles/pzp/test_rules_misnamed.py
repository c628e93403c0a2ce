"""A name beside a code that is another's; rule PZP-65."""

from itertools import permutations

import pytest

from profiles import systems
from profiles.pzp.named import is_of_another, names
from tests.profiles.pzp.records import broken, goal, issues_of, limit, observation, will

TREATMENTS = ("89666000", "305351004", "40617009", "32485007", "281789004", "116762002")
GOALS = ("385987000", "1351964001", "713148004")
PLACES = ("264362003", "22232009", "108344006", "284546000")


def called(code: str, name: str) -> dict:
    return {"coding": [{"system": systems.SNOMED, "code": code, "display": name}]}


def treated(code: str, name: str) -> dict:
    record = limit()
    return {**record, "provision": {**record["provision"], "code": [called(code, name)]}}


@pytest.mark.parametrize("codes", [TREATMENTS, GOALS, PLACES], ids=["treatment", "goal", "place"])
def test_each_name_of_each_other_code_is_refused_and_its_own_is_not(codes: tuple[str, ...]) -> None:
    record = {TREATMENTS: treated, GOALS: aimed, PLACES: placed}[codes]
    for one, other in permutations(codes, 2):
        for name in names()[other]:
            [(rule, _)] = [each for each in broken(record(one, name)) if each[0] == "PZP-65"]
            assert rule
        for name in names()[one]:
            assert "PZP-65" not in {each[0] for each in broken(record(one, f" {name.upper()} "))}


def aimed(code: str, name: str) -> dict:
    return goal(description=called(code, name))


def placed(code: str, name: str) -> dict:
    return observation("395091006", valueCodeableConcept=called(code, name))


def test_it_is_an_error_at_the_name_and_says_nothing_of_what_stands_there() -> None:
    [found] = [one for one in issues_of(treated("89666000", "Hospice")) if one.rule == "PZP-65"]
    assert (found.severity, found.expression) == (
        "error",
        "Consent.provision.code[0].coding[0].display",
    )
    assert "Hospice" not in found.text


@pytest.mark.parametrize("name", ["", "reanimatie bij een stilstand", "Admit to ITU of the ward"])
def test_of_a_name_that_nobody_knows_nothing_is_said(name: str) -> None:
    assert not is_of_another("89666000", name)


def test_of_a_code_that_nobody_knows_nothing_is_said() -> None:
    assert not is_of_another("27113001", "reanimatie")
    other = {"coding": [{"system": "https://elsewhere.example", "code": "89666000"}]}
    other["coding"][0]["display"] = "hospice"
    assert "PZP-65" not in {
        one[0] for one in broken(observation("395091006", valueCodeableConcept=other))
    }


def test_yes_beside_the_code_for_no_is_refused() -> None:
    answer = called("373067005", "Ja")
    found = broken(observation("570801000146104", valueCodeableConcept=answer))
    assert ("PZP-65", "Observation.value.ofType(CodeableConcept).coding[0].display") in found


def test_no_name_is_that_of_two_codes() -> None:
    every = [name for known in names().values() for name in known]
    assert len(every) == len(set(every))
    assert all(name == " ".join(name.casefold().split()) for name in every)


def test_what_is_no_wish_may_be_called_anything() -> None:
    weighed = observation("27113001", valueCodeableConcept=called("373067005", "Ja"))
    assert broken(weighed) == []


WILLS = ("NR", "EU", "EUD", "VERB", "VOL", "LW")
QUESTIONS = ("395091006", "340171000146104", "570801000146104", "247751003", "153851000146100")


def of_will(code: str, name: str) -> dict:
    record = will()
    coding = {"system": systems.ADVANCE_DIRECTIVE_TYPE, "code": code, "display": name}
    return {**record, "provision": {"code": [{"coding": [coding]}]}}


def asked_as(code: str, name: str) -> dict:
    return observation(code) | {"code": called(code, name)}


def answered(code: str, name: str) -> dict:
    [coding] = called(code, name)["coding"]
    answer = {"answer": [{"valueCoding": coding}]}
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": systems.PZP_QUESTIONNAIRE,
        "item": [{"linkId": "1", "item": [{"linkId": "2", **answer}]}],
    }


def again(code: str, name: str) -> dict:
    """The right name, and another code of the same thing with the wrong one."""
    record = treated(code, name)
    record["provision"]["code"][0]["coding"].insert(0, {"code": "x", "system": "http://other"})
    return record


OTHERS = {
    "a kind of will": (of_will, WILLS, "Consent.provision.code[0].coding[0]"),
    "a question": (asked_as, QUESTIONS, "Observation.code.coding[0]"),
    "an answer on the form": (
        answered,
        PLACES,
        "QuestionnaireResponse.item[0].item[0].answer[0].value.ofType(Coding)",
    ),
    "the second of two codings": (again, TREATMENTS, "Consent.provision.code[0].coding[1]"),
    "a goal's name beside a place": (placed, PLACES, None),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_a_name_is_held_against_its_code_wherever_a_wish_says_one(kind: str) -> None:
    record, codes, at = OTHERS[kind]
    at = at or "Observation.value.ofType(CodeableConcept).coding[0]"
    for one, other in permutations(codes, 2):
        name = min(names()[other if kind != "a goal's name beside a place" else GOALS[0]])
        rule = "PZP-66" if kind == "an answer on the form" else "PZP-65"
        assert (rule, f"{at}.display") in broken(record(one, name)), (one, name)
        own = min(names()[one])
        assert not {"PZP-65", "PZP-66"} & {each[0] for each in broken(record(one, own))}


@pytest.mark.parametrize(("code", "name"), [("373066001", "Nee"), ("373067005", "Ja")])
def test_a_yes_that_is_called_no_on_a_form_stays_an_error(code: str, name: str) -> None:
    assert "PZP-65" in {rule for rule, _ in broken(answered(code, name))}


DECIDED = "QuestionnaireResponse.item[0].item[0].answer[0].value.ofType(Coding).display"


@pytest.mark.parametrize(
    ("system", "code", "name"),
    [
        (systems.TREATMENT_DECISION, "2", "Wel uitvoeren"),
        (systems.TREATMENT_DECISION, "0", " NEE "),
        (systems.TREATMENT_DECISION, "1", "Niet uitvoeren"),
        (systems.TREATMENT_DECISION, "2", "Onbekend"),
        (systems.NULL_FLAVOR, "UNK", "Niet uitvoeren"),
    ],
)
def test_a_decision_on_the_form_with_the_name_of_another_is_warned_of(
    system: str, code: str, name: str
) -> None:
    form = answered("264362003", "thuis")
    coding = {"system": system, "code": code, "display": name}
    form["item"][0]["item"][0]["answer"][0]["valueCoding"] = coding

    assert ("PZP-66", DECIDED) in broken(form)


@pytest.mark.parametrize(
    ("system", "code", "name"),
    [
        (systems.TREATMENT_DECISION, "2", "Niet uitvoeren"),
        (systems.TREATMENT_DECISION, "0", "Ja"),
        (systems.TREATMENT_DECISION, "1", "Anders"),
        (systems.TREATMENT_DECISION, "2", "Doen we niet"),
        (systems.NULL_FLAVOR, "UNK", "Onbekend"),
        (systems.NULL_FLAVOR, "OTH", "Anders"),
    ],
)
def test_of_its_own_name_or_one_that_nobody_knows_nothing_is_said(
    system: str, code: str, name: str
) -> None:
    form = answered("264362003", "thuis")
    coding = {"system": system, "code": code, "display": name}
    form["item"][0]["item"][0]["answer"][0]["valueCoding"] = coding

    assert not {"PZP-66", "PZP-65"} & {rule for rule, _ in broken(form)}

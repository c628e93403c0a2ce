"""A name beside a code that is another's; rule PZP-65."""

from itertools import permutations

import pytest

from profiles import systems
from profiles.pzp.named import is_of_another, names
from tests.profiles.pzp.records import broken, goal, issues_of, limit, observation

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

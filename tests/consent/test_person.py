"""Who is who: what can't be the same person, and what only looks so."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.person import Person, contradicted, person_of

FAMILIES = st.lists(st.text("abcdefghij", min_size=1, max_size=9), max_size=3).map(tuple)
PEOPLE = st.builds(
    Person,
    families=FAMILIES,
    born=st.sampled_from(["", "1950", "1950-03", "1950-03-02", "1951-03-02"]),
    sex=st.sampled_from(["", "male", "female"]),
)


def named(*names: dict[str, Any] | str, **members: Any) -> Person:
    listed = [{"family": one} if isinstance(one, str) else one for one in names]
    return person_of({"resourceType": "Patient", "name": listed, **members})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vlinderhof", "Bakker"),
        ("de Vries", "de Boer"),
        ("Bos", "Vos"),
        ("Jansen", "Hansma"),
        ("van den Berg", "van der Berk"),
        ("Ömer", "Umer"),
    ],
)
def test_another_family_name_is_somebody_else(one: str, other: str) -> None:
    assert contradicted(named(one), named(other)) == ("name",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vlinderhof", "VLINDERHOF"),
        ("van den Berg", "Berg"),
        ("Jansen-de Vries", "Vries"),
        ("Núñez", "Nunez"),
        ("Janssen", "Jansen"),
        ("Visser", "Vissers"),
        ("Hendriks", "Hendrisk"),
        ("Smits", "Smids"),
        ("Ng", "Ng"),
        ("de", "De"),
    ],
)
def test_the_same_name_may_be_written_otherwise(one: str, other: str) -> None:
    assert contradicted(named(one), named(other)) == ()
    assert contradicted(named(other), named(one)) == ()


def test_who_marries_keeps_the_own_name_beside_the_partners() -> None:
    own = "http://hl7.org/fhir/StructureDefinition/humanname-own-name"
    married = named(
        {"family": "Visser", "_family": {"extension": [{"url": own, "valueString": "Bakker"}]}}
    )

    assert contradicted(married, named("Bakker")) == ()
    assert contradicted(named("Visser", "Bakker"), named("Bakker")) == ()
    assert contradicted(named("Visser"), named("Bakker")) == ("name",)


def test_a_name_in_one_text_is_compared_by_its_words() -> None:
    assert contradicted(named({"text": "Ans Vlinderhof"}), named("Vlinderhof")) == ()
    assert contradicted(named({"text": "Ans Bakker"}), named("Vlinderhof")) == ("name",)


@pytest.mark.parametrize(
    ("one", "other"),
    [("1950", "1951-01-01"), ("1950-03", "1950-04-02"), ("1950-03-02", "1950-03-03")],
)
def test_another_birth_date_is_somebody_else(one: str, other: str) -> None:
    assert contradicted(Person(born=one), Person(born=other)) == ("birthDate",)


@pytest.mark.parametrize(("one", "other"), [("1950", "1950-03-02"), ("", "1950"), ("1950", "")])
def test_birth_dates_agree_as_far_as_both_go(one: str, other: str) -> None:
    assert contradicted(Person(born=one), Person(born=other)) == ()


def test_another_sex_is_somebody_else_and_an_unknown_one_is_not() -> None:
    def sex(gender: Any) -> Person:
        return named(gender=gender)

    assert contradicted(sex("male"), sex("female")) == ("gender",)
    for said in ("unknown", "other", None, 3):
        assert contradicted(sex(said), sex("female")) == ()


def test_all_that_differs_is_told() -> None:
    one = named("Bakker", birthDate="1950-03-02", gender="male")
    other = named("Vlinderhof", birthDate="1950-03-03", gender="female")
    assert contradicted(one, other) == ("name", "birthDate", "gender")


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"name": None, "birthDate": 3, "gender": [], "deceasedBoolean": "yes"},
        {"name": ["x"], "birthDate": {}, "deceasedDateTime": True},
        {"name": [{"family": 3, "_family": "x", "text": None}]},
        {"name": [{"_family": {"extension": [3, {"url": 4}]}}]},
    ],
)
def test_of_what_is_not_as_fhir_has_it_nothing_is_taken(members: dict[str, Any]) -> None:
    assert person_of({"resourceType": "Patient", **members}) == Person()


def test_death_is_a_date_or_a_word_and_silence_is_neither() -> None:
    assert person_of({"deceasedDateTime": "2026-11-01"}).deceased is True
    assert person_of({"deceasedBoolean": True}).deceased is True
    assert person_of({"deceasedBoolean": False}).deceased is False
    assert person_of({}).deceased is None


@pytest.mark.parametrize(
    ("born", "day"),
    [
        ("1950-11-29", date(1950, 11, 29)),
        ("1950-11", date(1950, 11, 30)),
        ("2024-02", date(2024, 2, 29)),
        ("1950", date(1950, 12, 31)),
        ("", None),
        ("1950-13", None),
        ("unknown", None),
        ("1950-02-30", None),
    ],
)
def test_of_a_birth_date_in_part_the_last_day_counts(born: str, day: date | None) -> None:
    assert Person(born=born).born_by == day


@given(PEOPLE, PEOPLE)
def test_who_differs_from_another_differs_in_the_same_for_him(one: Person, other: Person) -> None:
    assert contradicted(one, other) == contradicted(other, one)
    assert contradicted(one, one) == contradicted(one, Person()) == ()

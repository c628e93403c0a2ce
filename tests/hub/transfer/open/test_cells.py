"""Never is somebody told to be like fewer inhabitants than the region asks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.open.build import opened
from hub.transfer.open.cell import WIDTHS, Person, span, widened
from hub.transfer.open.setting import Cell, Facts, Setting
from tests.hub.transfer.open.judging import of_type, whys
from tests.hub.transfer.open.material import (
    FACTS,
    RARE,
    SETTING,
    TODAY,
    a_patient,
    a_source,
    made,
)

MALE = Cell(1940, 1949, "male", "1354", 12)
YEARS, PLACES = st.integers(1920, 2020), st.sampled_from(["1354", "1353", "1334", "8219"])
GENDERS = st.sampled_from(["male", "female"])


@st.composite
def a_cell(draw: st.DrawFn) -> Cell:
    first = draw(YEARS)
    last = first + draw(st.sampled_from([0, 4, 9]))
    return Cell(first, last, draw(GENDERS), draw(PLACES), draw(st.integers(0, 15)))


def test_age_gives_way_before_the_place() -> None:
    cells = [Cell(1944, 1944, "male", "1354", 9), Cell(1945, 1949, "male", "1354", 1)]

    assert widened(1944, "male", "1354", cells, WIDTHS["year"], 10) == Person(
        1940, 1949, "male", "1354"
    )


def test_the_place_gives_way_before_the_gender() -> None:
    cells = [MALE, Cell(1940, 1949, "female", "1354", 90)]

    assert widened(1944, "male", "1354", cells, WIDTHS["decade"], 13) == Person(1940, 1959)
    with_neighbours = [*cells, Cell(1940, 1949, "male", "1399", 1)]
    assert widened(1944, "male", "1354", with_neighbours, WIDTHS["decade"], 13) == Person(
        1940, 1959, "male", "13"
    )


def test_a_gender_that_no_table_has_is_not_told() -> None:
    assert widened(1944, "other", "1354", [MALE], WIDTHS["decade"], 10) == Person(1940, 1959)


def test_a_table_by_five_years_makes_no_single_year_of_it() -> None:
    cells = [Cell(1940, 1944, "male", "1354", 500)]

    told = widened(1944, "male", "1354", cells, WIDTHS["year"], 10)

    assert told == Person(1940, 1944, "male", "1354")


def test_without_facts_nothing_is_told_of_a_person() -> None:
    assert widened(1944, "male", "1354", [], WIDTHS["year"], 10) == Person()


def test_what_is_not_known_is_not_told() -> None:
    assert widened(None, None, "1354", [MALE], WIDTHS["year"], 10) == Person(postcode="1354")


@given(
    st.lists(a_cell(), max_size=12), YEARS, GENDERS, PLACES,
    st.sampled_from(sorted(WIDTHS)), st.integers(1, 40),
)  # fmt: skip
def test_whoever_is_told_of_is_one_of_enough(
    cells: list[Cell], birth: int, gender: str, postcode: str, width: str, fewest: int
) -> None:
    told = widened(birth, gender, postcode, cells, WIDTHS[width], fewest)

    alike = [
        cell.inhabitants
        for cell in cells
        if (told.first is None or told.first <= cell.first)
        and (told.last is None or cell.last <= told.last)
        and (told.gender is None or cell.gender == told.gender)
        and (told.postcode is None or cell.postcode[: len(told.postcode)] == told.postcode)
    ]
    assert told == Person() or sum(alike) >= fewest
    assert told.first is None or (told.last is not None and told.first <= birth <= told.last)
    assert told.gender in {None, gender}
    assert told.postcode is None or postcode.startswith(told.postcode)


@given(YEARS, st.sampled_from([1, 5, 10, 20]))
def test_a_span_holds_its_year(birth: int, width: int) -> None:
    first, last = span(birth, width)

    assert first <= birth <= last == first + width - 1


def test_a_gender_of_no_list_is_not_told_whatever_a_table_calls_it() -> None:
    facts = Facts(TODAY, [replace(MALE, gender="man"), replace(MALE, first=1950, last=1959)])
    source = replace(a_source(), patient=a_patient(gender="man"))
    offer = made(source, facts)

    assert "gender" not in offer.request["contained"][0]
    assert ("gender", "unreadable") in whys(offer, "Patient/pat-1")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([MALE, replace(MALE, first=1945, last=1945)], "twice"),
        ([replace(MALE, postcode="13")], "no row"),
        ([replace(MALE, first=1950)], "no row"),
        ([replace(MALE, inhabitants=-1)], "no row"),
    ],
)
def test_a_table_that_would_count_too_many_is_refused(cells: list[Cell], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Facts(TODAY, cells)


def test_a_need_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="own-room"):
        Facts(TODAY, consequences={RARE: "own-room"})


@pytest.mark.parametrize("name", ["fewest", "fewest_patients"])
def test_a_guard_that_guards_nobody_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Setting(desk="90000102", **{name: 4})


def postcode_of(**more: object) -> object:
    source = a_source()
    patient = a_patient(**more)
    offer = opened(type(source)(source.request, patient, None, source.records), SETTING, FACTS)
    return offer.request["contained"][0].get("address")


def test_the_postcode_is_of_where_somebody_lives() -> None:
    home, work = {"postalCode": "1354AB", "use": "home"}, {"postalCode": "8219CD", "use": "work"}

    assert postcode_of(address=[work, home]) == [{"postalCode": "1354"}]
    for unclear in (
        [work],
        [home, {"postalCode": "1334 XY"}],
        [{**home, "country": "BE"}],
        [{"postalCode": "1354 AB Haven"}],
        [{"postalCode": "0354"}],
        {"postalCode": "1354"},
    ):
        assert postcode_of(address=unclear) is None


def test_the_age_is_of_the_year_in_which_it_was_asked() -> None:
    facts = Facts(TODAY.replace(year=2031), FACTS.cells)

    (age,) = of_type(made(a_source(), facts), "Observation")

    assert age["valueRange"]["high"]["value"] == 86

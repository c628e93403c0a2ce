"""Each factor tells its number and what it was made of; what is not known gives none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.transfer.matching.distance import kilometres
from hub.transfer.matching.factors import WEIGHTS, Line, Rules, lines
from hub.transfer.matching.need import Wish
from tests.hub.transfer.cases import DAY, NOW, TOMORROW
from tests.hub.transfer.matching.candidates import AT_HOME, NEED, RULES, SOFA, TODAY, has

UNKNOWN = (None,) * 7


def line(factor: str, need=NEED, candidate=SOFA, rules=RULES) -> Line:
    (found,) = (one for one in lines(need, candidate, rules) if one.factor == factor)
    return found


def wished(kind, value, candidate=SOFA, within=None) -> int | None:
    need = replace(NEED, wishes=(Wish(kind, value, within),))
    return line(f"wish-{kind}", need, candidate).value


STARTS = {
    "free now": (has(available=1), 0, 100),
    "free on the third day": (has(available=0, expected=(0, 0, 1, 1, 1, 1, 1)), 2, 80),
    "free now and full when it is wanted": (
        has(available=1, expected=(0, 0, 0, 2, 0, 0, 0)), 3, 70),
    "full, and then not told": (has(available=0, expected=(None, None, 1, *UNKNOWN[:4])), 2, 80),
    "full for all days": (has(available=0, expected=(0,) * 7), None, 0),
    "full, and nothing told of the days": (has(available=0), None, None),
    "not known": (has(), None, None),
    "nothing said": (replace(SOFA, rows=()), None, None),
}  # fmt: skip


@pytest.mark.parametrize(("candidate", "late", "value"), STARTS.values(), ids=STARTS)
def test_the_first_day_with_a_place_counts(candidate, late, value) -> None:
    found = line("start", candidate=candidate)

    assert found.value == value
    day = "" if late is None else (TOMORROW + timedelta(days=late)).isoformat()
    assert found.fact == day


def test_hours_have_to_be_enough() -> None:
    need = replace(NEED, care_type="wijkverpleging")

    assert line("start", replace(need, amount=12), AT_HOME).value == 100
    assert line("start", replace(need, amount=13), AT_HOME).value is None


def test_a_day_that_lies_further_than_was_told_is_judged_by_what_is_free_now() -> None:
    need = replace(NEED, start=TODAY + timedelta(days=30))

    assert line("start", need, has(available=1, expected=(0,) * 7)).value == 100
    assert line("start", need, has(available=0, expected=(3,) * 7)).value is None


def test_who_is_wanted_since_days_ago_is_late_from_today() -> None:
    need = replace(NEED, start=TODAY - timedelta(days=4))

    assert line("start", need).value == 100


def test_distance_is_in_kilometres_to_home_and_to_the_partner() -> None:
    need = replace(NEED, partner="8232")

    assert (line("distance", need).value, line("distance", need).fact) == (96, "2 km")
    assert (line("partner", need).value, line("partner", need).fact) == (56, "22 km")


@pytest.mark.parametrize("need", [replace(NEED, home=None), replace(NEED, home="9999")])
def test_where_home_is_not_known_no_distance_is_guessed(need) -> None:
    assert line("distance", need).value is None


def test_who_is_cared_for_at_home_goes_nowhere() -> None:
    need = replace(NEED, care_type="wijkverpleging")

    assert "distance" not in [one.factor for one in lines(need, AT_HOME, RULES)]


def test_distance_is_the_same_there_and_back() -> None:
    places = RULES.coordinates

    assert kilometres("1354", "8232", places) == kilometres("8232", "1354", places)
    assert kilometres("1354", "1354", places) == 0


def test_wishes_are_fulfilled_or_not_or_it_is_not_known() -> None:
    assert wished("place", "haven") == wished("place", "1315") == 100
    assert wished("place", "Location/haven") == 100
    assert wished("place", "elsewhere") == 0
    assert wished("near", "1354", within=2) == 100
    assert wished("near", "1354", within=1) == 0
    assert wished("near", "9999", within=1) is None
    assert wished("language", "nl") == 100
    assert wished("language", "tr") == 0
    assert wished("language", "tr", replace(SOFA, languages=frozenset({"tr-TR"}))) == 100
    assert wished("faith", "rk") == 0
    assert wished("faith", "rk", replace(SOFA, faiths=None)) is None


def test_a_wish_that_is_said_twice_weighs_once() -> None:
    need = replace(NEED, wishes=(Wish("language", "nl"), Wish("language", "nl")))

    assert [one.factor for one in lines(need, SOFA, RULES)].count("wish-language") == 1


def test_who_was_there_before_comes_back_to_what_he_knows() -> None:
    assert line("continuity").value is None
    assert line("continuity", replace(NEED, client_of=frozenset())).value == 0
    assert line("continuity", replace(NEED, client_of=frozenset({"haven"}))).value == 100
    assert line("continuity", replace(NEED, client_of=frozenset({SOFA.provider}))).value == 100


def test_what_was_said_long_ago_is_worth_less() -> None:
    fresh, old = line("freshness"), line("freshness", candidate=has(at=NOW - 2 * DAY))

    assert (fresh.value, fresh.fact) == (92, "fresh")
    assert (old.value, old.fact) == (1, "old")
    assert line("freshness", candidate=replace(SOFA, rows=())).value is None


def test_who_answers_soon_is_worth_more() -> None:
    assert (line("response").value, line("response").fact) == (92, "120 min")
    assert line("response", candidate=replace(SOFA, answers_in=2 * DAY)).value == 0
    assert line("response", candidate=replace(SOFA, answers_in=None)).value is None


def test_a_contract_counts_where_it_is_known() -> None:
    insured = replace(NEED, insurer="a")

    assert line("contract", insured, replace(SOFA, insurers=frozenset({"a"}))).value == 100
    assert line("contract", insured).value == 0
    assert line("contract", insured, replace(SOFA, insurers=None)).value is None
    assert line("contract").value is None


@pytest.mark.parametrize(
    "weights", [{**WEIGHTS, "start": -1}, {**WEIGHTS, "looks": 3}, {"start": 3}, {}]
)
def test_weights_are_of_all_factors_and_none_is_below_zero(weights) -> None:
    with pytest.raises(ValueError, match="weight"):
        Rules(TODAY, weights=weights)


def test_weights_are_settings() -> None:
    heavy = replace(RULES, weights={**WEIGHTS, "start": 99})

    assert line("start", rules=heavy).points == 9900

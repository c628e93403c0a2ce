"""Whoever there is to choose from, the order is explained and hides nothing."""

from collections import Counter
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.transfer.matching.factors import WEIGHTS
from hub.transfer.matching.ranking import Match, ranked
from hub.transfer.refused import Refused
from tests.hub.transfer.cases import DESK, behind, matching, offered
from tests.hub.transfer.matching.candidates import (
    CANDIDATES,
    NEED,
    NEEDS,
    RULES,
    SOFA,
    WISHES,
    has,
)

MANY = st.lists(CANDIDATES, max_size=6)


@given(NEEDS, MANY)
def test_everybody_is_listed_and_a_misfit_never_above_a_fit(need, candidates) -> None:
    found = ranked(need, candidates, RULES)

    assert Counter(candidates) == Counter(one.candidate for one in found)
    fits = [not one.misfits for one in found]
    assert fits == sorted(fits, reverse=True)
    assert all((one.misfit is None) == (not one.misfits) for one in found)


@given(NEEDS, MANY)
def test_the_score_is_the_sum_of_what_is_shown_and_orders_alone(need, candidates) -> None:
    found = ranked(need, candidates, RULES)

    for one in found:
        shown = [(line.value or 0) * line.weight for line in one.lines]
        assert one.score == sum(shown)
        assert all(line.weight == WEIGHTS[line.factor] for line in one.lines)
        assert all(line.value is None or 0 <= line.value <= 100 for line in one.lines)
    for above, below in pairwise(found):
        if bool(above.misfits) == bool(below.misfits):
            assert above.score >= below.score


@given(NEEDS, MANY, st.randoms())
def test_the_order_of_arrival_is_nothing(need, candidates, random) -> None:
    mixed = random.sample(candidates, len(candidates))

    assert ranked(need, candidates, RULES) == ranked(need, mixed, RULES)


@given(NEEDS, MANY, WISHES)
def test_a_wish_never_lowers_who_fulfils_it_beneath_who_does_not(need, candidates, wish) -> None:
    fewer = replace(need, wishes=tuple(one for one in need.wishes if one != wish))
    more = replace(need, wishes=(*fewer.wishes, wish))
    before, after = ranked(fewer, candidates, RULES), ranked(more, candidates, RULES)
    stood = {id(one.candidate): place for place, one in enumerate(before)}
    full = {id(one.candidate): full_marks(one) for one in before}

    for above, below in combinations(after, 2):
        is_fulfilled_above = full_marks(above) > full[id(above.candidate)]
        is_fulfilled_below = full_marks(below) > full[id(below.candidate)]
        if is_fulfilled_below and not is_fulfilled_above:
            assert stood[id(above.candidate)] < stood[id(below.candidate)]


def full_marks(match: Match) -> int:
    return sum(line.value == 100 for line in match.lines)


@given(NEEDS, CANDIDATES)
def test_what_is_not_known_is_told_and_makes_no_misfit(need, candidate) -> None:
    blank = replace(candidate, handles=None, legal_statuses=None, ages=None, rows=())
    (found,) = ranked(replace(need, indications=None, age=None), [blank], RULES)

    assert {one.filter for one in found.misfits} <= {"excluded", "care-type"}
    assert {one.about[0] for one in found.unknowns if one.about} >= need.handling
    assert found.standing == "unknown"


@pytest.mark.parametrize(("available", "standing"), [(2, "free"), (0, "full"), (None, "unknown")])
def test_full_and_unknown_are_shown_and_are_no_misfit(available, standing) -> None:
    (found,) = ranked(NEED, [has(available=available)], RULES)

    assert (found.standing, found.misfits) == (standing, ())


def test_who_does_not_fit_is_offered_to_for_a_reason_alone() -> None:
    need = replace(NEED, handling=frozenset({"vac", "closed-ward"}))
    (found,) = ranked(need, [SOFA], RULES)

    assert found.misfit == "closed-ward, skills"
    with pytest.raises(Refused) as refused:
        behind(matching(), (offered("haven", misfit=found.misfit), DESK))
    assert refused.value.guard == "T-CANDIDATE"
    told = offered("haven", misfit=found.misfit, overruled="they said on the phone that they can")
    assert behind(matching(), (told, DESK)).open_offers

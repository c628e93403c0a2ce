"""Of a simulated month every figure is what a plain reckoning from the same events makes of it."""

import os
import random
from decimal import Decimal

import pytest

from hub.transfer.figures.figure import Figure
from hub.transfer.figures.month import figures_of
from hub.transfer.figures.publish import for_desk
from tests.hub.transfer.figures.plain import same, table
from tests.hub.transfer.figures.plain_figures import BY, Plain
from tests.hub.transfer.figures.simulated import AT, OCTOBER, TERMS, Region, simulated

CASES = int(os.environ.get("SIMULATED_CASES", "200"))


@pytest.fixture(scope="module")
def region() -> Region:
    return simulated(CASES, seed=15)


@pytest.fixture(scope="module")
def figures(region: Region) -> tuple[Figure, ...]:
    return figures_of(region.events, region.facts, TERMS, OCTOBER, AT)


def test_every_figure_is_what_a_plain_reckoning_makes_of_it(
    region: Region, figures: tuple[Figure, ...]
) -> None:
    plain = table(Plain(region.events, region.facts, TERMS, "2026-10", AT).found(), BY)
    lines = for_desk(figures)

    assert {(one.code, one.by, one.of) for one in lines} == plain.keys()
    for one in lines:
        counted, out, parts, scores = plain[one.code, one.by, one.of]
        said = (one.counted, one.left_out, dict(one.parts))
        assert said == (counted, sum(out.values()), parts), (one.code, one.of)
        assert one.of or dict(one.why) == out, one.code
        assert same(one.scores, scores), (one, scores)


def test_the_month_has_all_that_can_happen(region: Region, figures: tuple[Figure, ...]) -> None:
    whole = {one.code: one for one in for_desk(figures) if not one.of}

    assert region.refused < len(region.events) / 50
    assert whole["outcome"].parts.keys() >= {"completed", "placed", "open", "cancelled", "refused"}
    assert whole["cancel-reason"].parts.keys() == {"patient-withdrew"}
    assert whole["requested-in-shift"].parts.keys() == {"day", "evening", "night", "weekend"}
    assert whole["response-time"].why["told-by-phone"]
    assert whole["answer"].parts["no-response"]
    for code in ("opened-again", "transfer-failed", "promise", "placed-in-round"):
        assert len(whole[code].parts) == 2, code
    assert {
        one.of[0] for one in for_desk(figures) if (one.code, one.by) == ("flow", ("week",))
    } >= {"2026-W43", "2026-W44"}, "on both sides of the night in which the clock goes back"


def test_the_order_in_which_events_and_facts_come_changes_nothing(
    region: Region, figures: tuple[Figure, ...]
) -> None:
    events, statements = list(region.events), list(region.facts.statements)
    dice = random.Random(4)  # noqa: S311 -- it makes an order, and no secrets
    dice.shuffle(events)
    dice.shuffle(statements)
    facts = type(region.facts)(region.facts.sites, tuple(statements), region.facts.holidays)

    assert figures_of([*events, *events[:50]], facts, TERMS, OCTOBER, AT) == figures


def test_shares_are_of_everybody_and_percentiles_of_what_there_was(
    figures: tuple[Figure, ...],
) -> None:
    rows = [(figure.unit, one) for figure in figures for one in (figure.whole, *figure.rows)]
    for unit, one in rows:
        ids = [*one.left_out.values(), *one.parts.values()] if unit == "%" else []
        assert not ids or sum(map(len, ids)) == len(one.counted | one.all_left_out)
        assert not one.counted & one.all_left_out
    for line in for_desk(figures):
        if line.unit == "%" and line.counted:
            total = sum(share for share in line.scores.values() if share is not None)
            assert abs(total - 100) <= Decimal("0.005") * len(line.scores)


def test_each_part_of_a_figure_adds_up_to_the_whole(figures: tuple[Figure, ...]) -> None:
    for figure in figures:
        if figure.rows:
            assert figure.whole.counted == frozenset().union(*(one.counted for one in figure.rows))
            assert len(figure.whole.counted) == sum(len(one.counted) for one in figure.rows)

"""All figures of a month."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from hub.transfer.figures.clock import day_of
from hub.transfer.figures.facts import Facts, Statement
from hub.transfer.figures.figure import Figure
from hub.transfer.figures.of_cases import Seen, times_of_cases
from hub.transfer.figures.of_flows import flows
from hub.transfer.figures.of_offers import figures_of_offers
from hub.transfer.figures.of_sites import freshness
from hub.transfer.figures.of_ways import open_cases, parts_of_cases
from hub.transfer.figures.terms import Period, Terms
from hub.transfer.figures.trail import trails
from hub.transfer.step import Event


def figures_of(
    events: Iterable[Event], facts: Facts, terms: Terms, period: Period, at: datetime
) -> tuple[Figure, ...]:
    """As it was known at this moment; a case belongs to the month in which it was asked for."""
    statements: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for one in facts.statements:
        statements[one.service, one.care_type].append(one)
    seen, every = Seen(facts, terms, at, statements), trails(events, at)
    month = [one for one in every if day_of(one.begun_at) in period and not one.is_draft]
    return (
        *times_of_cases(seen, month),
        *parts_of_cases(seen, month),
        open_cases(seen, every),
        *flows(seen, every, period),
        *figures_of_offers(seen, every, period),
        freshness(seen),
    )

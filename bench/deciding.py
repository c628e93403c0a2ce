"""`python -m bench.deciding`: processor time of one decision over a whole record."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median

from consent.asker import Professional
from consent.facts import Facts
from consent.question import Question
from consent.scope import scope
from consent.section import CHOICES, Section
from consent.statement import Statement

CHOICES_MADE, CUSTODIANS = 20, 10
CATEGORIES = ("GGC002", None, CHOICES)
REPEATS, TIMES = 9, 200
_NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_KINDS = ("H1", "V4", "X3")
_ACTORS = ("cat:RPZAC104", "90000202", "cat:RPZAC004", "*")

ASKED = Question(
    asker=Professional(
        ura="90000202",
        organization_type="V4",
        number="900000009",
        name="A. Arts",
        role="01.015",
        assurance="substantial",
    ),
    purpose="TREAT",
    now=_NOW,
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds of processor time for one record: the least of the repeats, and the median."""

    least: float
    usual: float


def record() -> Facts:
    """Thirty sections of ten custodians; twenty choices, most of which speak of who asks."""
    uras = [f"9000{number:04}" for number in range(CUSTODIANS)]
    custodians = [("*", "cat:RPZAC001", ura) for ura in uras]
    return Facts(
        numbered=True,
        relation=True,
        born=date.min,
        capable=True,
        sections=tuple(
            Section(ura, _KINDS[number % len(_KINDS)], category)
            for number, ura in enumerate(uras)
            for category in CATEGORIES
        ),
        statements=tuple(
            Statement(
                consent_id=f"c{number}",
                version=1,
                permit=bool(number % 5),
                given_at=_NOW,
                custodian=custodians[number % CUSTODIANS][number % 3],
                actor=_ACTORS[number % len(_ACTORS)],
                data=("GGC002", "*")[number % 2],
                recorded_by=uras[number % CUSTODIANS],
                desk=number % 3 == 0,
            )
            for number in range(CHOICES_MADE)
        ),
    )


def cost(decide: Callable[[], object], repeats: int = REPEATS, times: int = TIMES) -> Cost:
    """Of one call, out of `repeats` rounds of so many `times`."""
    rounds = []
    for _ in range(repeats):
        began = time.process_time()
        for _ in range(times):
            decide()
        rounds.append((time.process_time() - began) / times * 1e6)
    return Cost(min(rounds), median(rounds))


def main() -> None:
    """Measure and print."""
    facts = record()
    found = cost(lambda: scope(ASKED, facts))
    what = f"{len(facts.statements)} choices, {len(facts.sections)} sections"
    print(f"{what}: {found.least:.0f} µs at the least, {found.usual:.0f} µs usually")


if __name__ == "__main__":
    main()

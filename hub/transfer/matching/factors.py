"""What speaks for a candidate: each with its number and its weight, none of them hidden.

transfer.md of the standards, 2.6
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from hub.transfer.matching.candidate import Candidate, Coordinates
from hub.transfer.matching.distance import kilometres
from hub.transfer.matching.need import Need, Wish
from hub.transfer.matching.start import first_day

WEIGHTS: Mapping[str, int] = MappingProxyType({
    "start": 30, "distance": 15, "partner": 15,
    "wish-place": 20, "wish-near": 15, "wish-faith": 10, "wish-language": 15,
    "continuity": 10, "freshness": 10, "response": 5, "contract": 10,
})  # fmt: skip
BEST = 100


@dataclass(frozen=True, slots=True)
class Rules:
    """Settings of the region; a day later costs `per_day`, a kilometre `per_km`, of a hundred.

    Raises:
        ValueError: a weight that is below zero, of no factor, or missing.
    """

    today: date
    coordinates: Coordinates = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=lambda: WEIGHTS)
    per_day: int = 10
    per_km: int = 2
    slowest: timedelta = timedelta(hours=24)

    def __post_init__(self) -> None:
        if set(self.weights) != set(WEIGHTS) or min(self.weights.values()) < 0:
            raise ValueError("each factor has a weight, of zero or more")


@dataclass(frozen=True, slots=True)
class Line:
    """`value` is of a hundred, None where it is not known, which gives no points.

    `fact` is what it was made of: a day, kilometres, hours, a code.
    """

    factor: str
    value: int | None
    weight: int
    fact: str = ""

    @property
    def points(self) -> int:
        """What it adds to the score."""
        return (self.value or 0) * self.weight


_Found = tuple[str, int | None, str]
_Look = Callable[[Need, Candidate, Rules], Iterator[_Found]]


def lines(need: Need, candidate: Candidate, rules: Rules) -> tuple[Line, ...]:
    """Of each factor that is asked for, known or not."""
    found = (one for look in _FACTORS for one in look(need, candidate, rules))
    return tuple(Line(name, value, rules.weights[name], fact) for name, value, fact in found)


def _start(need: Need, candidate: Candidate, rules: Rules) -> Iterator[_Found]:
    row = candidate.supply(need)
    day, is_told = first_day(row, need.start, rules.today, need.amount)
    if day is None:
        yield "start", 0 if is_told else None, ""
    else:
        late = (day - max(need.start, rules.today)).days
        yield "start", max(0, BEST - rules.per_day * late), day.isoformat()


def _distance(need: Need, candidate: Candidate, rules: Rules) -> Iterator[_Found]:
    if candidate.is_at_home:
        return  # who is cared for at home need not go anywhere
    for name, to in (("distance", need.home), ("partner", need.partner)):
        if to is not None or name == "distance":
            km = kilometres(to, candidate.postcode, rules.coordinates)
            known = None if km is None else max(0, BEST - rules.per_km * km)
            yield name, known, "" if km is None else f"{km} km"


def _wishes(need: Need, candidate: Candidate, rules: Rules) -> Iterator[_Found]:
    for wish in dict.fromkeys(need.wishes):
        has = _fulfils(wish, candidate, rules)
        yield f"wish-{wish.kind}", None if has is None else BEST * has, wish.value


def _fulfils(wish: Wish, candidate: Candidate, rules: Rules) -> bool | None:
    if wish.kind == "near":
        km = kilometres(wish.value, candidate.postcode, rules.coordinates)
        return None if km is None else km <= (wish.within or 0)
    if wish.kind == "place":
        sites = {row.of.site for row in candidate.rows}
        return wish.value in {candidate.service, candidate.postcode, *sites}
    if wish.kind == "language" and candidate.languages is not None:
        # One of a country is that language too, as nl-NL is nl.
        return wish.value in {code.partition("-")[0] for code in candidate.languages}
    has = candidate.faiths if wish.kind == "faith" else candidate.languages
    return None if has is None else wish.value in has


def _continuity(need: Need, candidate: Candidate, _: Rules) -> Iterator[_Found]:
    known = need.client_of
    has = None if known is None else bool(known & {candidate.provider, candidate.service})
    yield "continuity", None if has is None else BEST * has, ""


def _freshness(need: Need, candidate: Candidate, _: Rules) -> Iterator[_Found]:
    row = candidate.supply(need)
    age = row.age if row else None
    yield "freshness", age.worth if age else None, age.kind if age else ""


def _response(_: Need, candidate: Candidate, rules: Rules) -> Iterator[_Found]:
    taken = candidate.answers_in
    if taken is None:
        yield "response", None, ""
    else:
        share = min(1.0, taken / rules.slowest)
        yield "response", round(BEST * (1 - share)), f"{round(taken / timedelta(minutes=1))} min"


def _contract(need: Need, candidate: Candidate, _: Rules) -> Iterator[_Found]:
    insurer, has = need.insurer, candidate.insurers
    known = None if insurer is None or has is None else BEST * (insurer in has)
    yield "contract", known, insurer or ""


_FACTORS: tuple[_Look, ...] = (
    _start, _distance, _wishes, _continuity, _freshness, _response, _contract,
)  # fmt: skip

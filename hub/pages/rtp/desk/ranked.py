"""A candidate on the list in words: what stands against it, what is to be asked, what it scores."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.pages.rtp.named import named
from hub.pages.words import Words
from hub.query.candidates import Candidates
from hub.transfer.matching.factors import Line
from hub.transfer.matching.languages import LANGUAGES
from hub.transfer.matching.need import Need
from hub.transfer.matching.ranking import Match
from hub.transfer.matching.words import FACTORS, in_words

BARRED = "excluded"
"""The filter that nobody goes past: the inhabitant's own no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`may` is whether it may be asked: not who was asked, nor where he does not want to go."""

    service: str
    provider: str
    name: str
    fits: bool
    place: str
    score: int
    misfits: Sequence[str]
    unknowns: Sequence[str]
    factors: Sequence[str]
    is_asked: bool
    may: bool


def shown(one: Match, found: Candidates, asked: frozenset[tuple[str, str]], t: Words) -> Shown:
    """It, as it stands in the order of the list."""
    of = one.candidate
    is_asked = (of.provider, f"HealthcareService/{of.service}") in asked
    return Shown(
        service=of.service,
        provider=named(found.names, of.provider, t),
        name=found.services.get(of.service, ""),
        fits=not one.misfits,
        place=_place(one, found.need, t),
        score=one.score,
        misfits=[in_words(each) for each in one.misfits],
        unknowns=[in_words(each) for each in one.unknowns],
        factors=[_factor(each, t) for each in one.lines],
        is_asked=is_asked,
        may=not is_asked and all(each.filter != BARRED for each in one.misfits),
    )


def _place(one: Match, need: Need, t: Words) -> str:
    row = one.candidate.supply(need)
    if row is None or row.available is None:
        return t("desk.place.unknown")
    return t("desk.place.known", places=row.available)


def _factor(line: Line, t: Words) -> str:
    said = FACTORS[line.factor]
    if line.factor.startswith("wish-"):
        said = f"{said} ({LANGUAGES.get(line.fact, line.fact)})"
    if line.value is None:
        return t("desk.factor.unknown", what=said)
    parts = {"what": said, "value": line.value, "weight": line.weight, "points": line.points}
    return t("desk.factor.known", **parts)

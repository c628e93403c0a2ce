"""All candidates of a need in one order, each with why; a person chooses."""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.transfer.capacity.board import Standing
from hub.transfer.matching.candidate import Candidate
from hub.transfer.matching.factors import Line, Rules, lines
from hub.transfer.matching.filters import Verdict, verdicts
from hub.transfer.matching.need import Need


@dataclass(frozen=True, slots=True)
class Match:
    """`standing` is whether it said to have a place: full or unknown is shown, and no misfit."""

    candidate: Candidate
    standing: Standing
    verdicts: tuple[Verdict, ...]
    lines: tuple[Line, ...]

    @property
    def score(self) -> int:
        """The sum of what is shown, and of nothing else."""
        return sum(line.points for line in self.lines)

    @property
    def misfits(self) -> tuple[Verdict, ...]:
        """Why it falls out."""
        return tuple(one for one in self.verdicts if one.is_misfit)

    @property
    def unknowns(self) -> tuple[Verdict, ...]:
        """What has to be asked before one knows that it fits."""
        return tuple(one for one in self.verdicts if not one.is_misfit)

    @property
    def misfit(self) -> str | None:
        """As `MakeOffer` takes it: the names of the filters, None for one that fits."""
        return ", ".join(dict.fromkeys(one.filter for one in self.misfits)) or None


def ranked(need: Need, candidates: Iterable[Candidate], rules: Rules) -> list[Match]:
    """Who fits before who does not, then by score; of equals, by who they are."""
    found = [_match(need, one, rules) for one in candidates]
    return sorted(found, key=_place)


def _match(need: Need, candidate: Candidate, rules: Rules) -> Match:
    row = candidate.supply(need)
    standing: Standing = row.standing if row else "unknown"
    return Match(
        candidate, standing, verdicts(need, candidate), lines(need, candidate, rules)
    )  # fmt: skip


def _place(match: Match) -> tuple[bool, int, str, str, str]:
    one = match.candidate
    return bool(match.misfits), -match.score, one.provider, one.service, repr(one)

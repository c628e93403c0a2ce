"""The whole page of a month: the first numbers on top, and each figure in its section."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hub.pages.rtp.figures.block import Block, block
from hub.pages.rtp.figures.said import number
from hub.pages.words import Words
from hub.transfer.figures.publish import Line, of_code
from hub.transfer.figures.terms import Terms

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "waiting": (
        *("wait-nights", "wrong-bed-nights-nza", "wait-nights-until-now"),
        "ready-to-admission",
    ),
    "placing": (
        *("time-to-place", "desk-time", "desk-time-office-hours", "outcome", "open-cases"),
        *("placed-in-round", "placed-in-city", "care-advised-anew", "opened-again"),
        "cancel-reason",
    ),
    "answers": ("response-time", "answer", "refusal-reason", "promise", "refused-with-place"),
    "flows": ("flow", "requested-in-shift"),
    "handing-over": ("time-to-takeover", "transfer-failed", "handoff-complete"),
    "capacity": ("capacity-freshness",),
}
"""Every figure once. What waits and the legal wrong bed stand beside each other, never added."""
_FIRST = (
    ("time-to-place", "p50"),
    ("time-to-place", "p90"),
    ("wait-nights", "p50"),
    ("wait-nights", "total"),
    ("wrong-bed-nights-nza", "total"),
    ("response-time", "p50"),
    ("answer", "accepted"),
    ("capacity-freshness", "fresh"),
)


@dataclass(frozen=True, slots=True)
class First:
    """A number on top; `is_met` is its target's, None where it has none."""

    said: str
    value: str
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class Section:
    """Figures that are about one thing."""

    name: str
    title: str
    blocks: tuple[Block, ...]


def firsts(lines: Sequence[Line], terms: Terms, t: Words) -> Iterator[First]:
    """Those that there are of this month."""
    for code, name in _FIRST:
        for whole in of_code(lines, code)[:1]:
            score = whole.scores.get(name)
            if name in whole.scores:
                unit = t(f"figures.unit.{whole.unit}")
                value = number(score, t)
                yield First(
                    t(f"figures.first.{code}-{name}"),
                    value if score is None else f"{value} {unit}",
                    None if score is None else terms.is_met(code, name, score),
                )


def named(lines: Sequence[Line], names: Mapping[str, str]) -> list[Line]:
    """The same with the name of each provider that has one."""
    return [
        replace(one, of=(f"{names[one.of[0]]} ({one.of[0]})",))
        if one.by == ("provider",) and one.of[0] in names
        else one
        for one in lines
    ]


def sections(lines: Sequence[Line], terms: Terms, t: Words) -> Iterator[Section]:
    """All that was told; of a figure that was not told nothing stands there."""
    for name, codes in SECTIONS.items():
        told = [(code, same) for code in codes if (same := of_code(lines, code))]
        blocks = tuple(block(code, same, terms, t) for code, same in told)
        if blocks:
            yield Section(name, t(f"figures.section.{name}"), blocks)

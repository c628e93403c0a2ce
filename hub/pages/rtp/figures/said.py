"""Numbers and codes of figures in Dutch; a code that has no words is shown as it was written."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from hub.pages.words import Words
from hub.transfer.figures.figure import NOT_KNOWN
from hub.transfer.figures.publish import Line
from hub.transfer.open.coding import CARE_TYPE, own_words
from hub.transfer.reading import CANCEL_REASON, REJECTION_REASON

_OF_REASONS: Mapping[str, str] = {
    "refusal-reason": REJECTION_REASON,
    "cancel-reason": CANCEL_REASON,
}
"""Figures of which the parts are codes of a system."""


def number(value: int | Decimal | None, t: Words) -> str:
    """With a comma, to two decimals at most; of fewer than may be told it says so."""
    if value is None:
        return t("figures.masked")
    text = f"{value:,d}" if isinstance(value, int) else f"{value.normalize():,f}"
    return text.translate(_DUTCH)


_DUTCH = str.maketrans(",.", ".,")


def part(code: str, name: str, t: Words) -> str:
    """A part of a figure: `name` is the code of it."""
    system = _OF_REASONS.get(code)
    ours = own_words(system).get((system, name)) if system else None
    return ours or t.of("figures.part", name) or name


def in_order(whole: Line, t: Words) -> Sequence[str]:
    """Its parts as their words stand beside each other; codes of a system the largest first."""
    if whole.code in _OF_REASONS:
        return sorted(whole.parts, key=lambda name: (-(whole.parts[name] or 0), name))
    words = [one.rpartition(".")[2] for one in t.said if one.startswith("figures.part.")]
    places = {name: n for n, name in enumerate(words)}
    return sorted(whole.parts, key=lambda name: (places.get(name, len(places)), name))


def left_out(name: str, t: Words) -> str:
    """Why some were left out."""
    return t.of("figures.why", name) or part("", name, t)


def kind(dimension: str, of: str, t: Words) -> str:
    """What a row is of: a care type, a shift, a kind of place, or as it is written."""
    if of == NOT_KNOWN:
        return t("figures.unknown")
    match dimension:
        case "care-type":
            return own_words(CARE_TYPE).get((CARE_TYPE, of), of)
        case "shift":
            return t.of("figures.part", of) or of
        case "origin" | "destination":
            return t.of("figures.place", of) or of
    return of

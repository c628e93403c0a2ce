"""One property of an object: how often it stands there, and each of its items.

https://hl7.org/fhir/R4/conformance-rules.html#cardinality
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from profiles.check.fault import Fault, Faults, under
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.judge import Judge, PrimitiveJudge
from profiles.constraint.slicing import ALONE, SliceJudge, Steps
from profiles.element import MANY, Element


@dataclass(frozen=True, slots=True)
class Count:
    """How many there must be at least and may be at most, as far as R4 does not say so itself."""

    element: Element
    least: int = 0
    most: int = MANY

    @property
    def asks(self) -> bool:
        """Whether there is anything to count."""
        return self.least > 0 or self.most != MANY

    def judge(self, found: int) -> list[Fault]:
        """The fault of this number of items; one too many is named by its index."""
        element = self.element
        name = element.name
        if found < self.least:
            needs = f"{name} is required here"
            if self.least > 1:
                needs = f"{self.least} of {name} are required here, and {found} found"
            return [Fault("required", f"{needs}; add it.", rule=f"{element.id} min")]
        if found > self.most:
            text = f"At most {self.most} of {name} may stand here; remove the rest."
            if not self.most:
                text = f"The profile has no {name} here; remove it."
            return [Fault("structure", text, rule=f"{element.id} max")]
        return []


def complex_property(count: Count, item: Judge | None, slices: SliceJudge | None) -> Judge | None:
    """The check of the property in its object."""
    counts = count.asks
    if not (counts or item or slices):
        return None
    name = count.element.name
    may_miss = not counts and slices is None

    def judge(holder: Any, around: Circumstances) -> Faults:
        value = holder.get(name)
        if value is None and may_miss:
            return None
        if type(value) is list:
            faults = _items(value, item, around)
            items: Sequence[Any] = value
            steps: Steps = range(len(value))
        else:
            items, steps = ((), ()) if value is None else ((value,), ALONE)
            faults = list((item and type(value) is dict and item(value, around)) or ())
        if counts:
            faults += count.judge(len(items))
        if slices:
            faults += slices(items, steps, around) or ()
        if faults:
            under(faults, name)
            return faults
        return None

    return judge


def _items(values: list[Any], item: Judge | None, around: Circumstances) -> list[Fault]:
    faults: list[Fault] = []
    if item is None:
        return faults
    for index, one in enumerate(values):
        # What should be an object and is none is a fault of structure, which says so.
        found = item(one, around) if type(one) is dict else None
        if found:
            under(found, index)
            faults += found
    return faults


def primitive_property(
    count: Count, item: PrimitiveJudge | None, slices: SliceJudge | None
) -> Judge | None:
    """The same for a primitive, whose extensions stand in `_name` beside it."""
    counts = count.asks
    if not (counts or item or slices):
        return None
    name = count.element.name
    companion = f"_{name}"
    may_miss = not counts and slices is None

    def judge(holder: Any, around: Circumstances) -> Faults:
        value, beside = holder.get(name), holder.get(companion)
        if value is None and beside is None and may_miss:
            return None
        if type(value) is list or type(beside) is list:
            pairs = _pairs(value, beside)
            faults = _judged(pairs, item, around)
            steps: Steps = range(len(pairs))
        else:
            pairs = [] if value is None and beside is None else [(value, beside)]
            steps = ALONE[: len(pairs)]
            faults = list((item and pairs and item(value, beside, around)) or ())
        if counts:
            faults += count.judge(len(pairs))
        if slices:
            faults += slices(pairs, steps, around) or ()
        if faults:
            under(faults, name)
            return faults
        return None

    return judge


def _pairs(values: Any, besides: Any) -> list[tuple[Any, Any]]:
    left = values if type(values) is list else []
    right = besides if type(besides) is list else []
    longest = max(len(left), len(right))
    return [
        (left[at] if at < len(left) else None, right[at] if at < len(right) else None)
        for at in range(longest)
    ]


def _judged(
    pairs: list[tuple[Any, Any]], item: PrimitiveJudge | None, around: Circumstances
) -> list[Fault]:
    faults: list[Fault] = []
    if item is None:
        return faults
    for index, (value, beside) in enumerate(pairs):
        found = item(value, beside, around)
        if found:
            under(found, index)
            faults += found
    return faults

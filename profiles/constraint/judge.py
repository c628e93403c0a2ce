"""What a compiled constraint is: a function of a value and what stands around it."""

from collections.abc import Callable, Iterable
from typing import Any

from profiles.check.fault import Fault, Faults
from profiles.constraint.circumstances import Circumstances

# Judges one JSON value of an element; nothing wrong is None.
Judge = Callable[[Any, Circumstances], Faults]
# Judges one primitive: its value or None, and the `_element` beside it or None.
PrimitiveJudge = Callable[[Any, Any, Circumstances], Faults]
# Whether a value is of a slice.
Matcher = Callable[[Any, Circumstances], bool]


def all_of(judges: Iterable[Judge | None]) -> Judge | None:
    """Every one of these, or None where there is none to ask."""
    asked = tuple(judge for judge in judges if judge is not None)
    if len(asked) < 2:  # noqa: PLR2004 - one needs no loop
        return asked[0] if asked else None

    def judge_all(value: Any, around: Circumstances) -> Faults:
        faults: list[Fault] = []
        for judge in asked:
            found = judge(value, around)
            if found:
                faults += found
        return faults

    return judge_all


def all_of_primitive(judges: Iterable[PrimitiveJudge | None]) -> PrimitiveJudge | None:
    """The same, for primitives."""
    asked = tuple(judge for judge in judges if judge is not None)
    if len(asked) < 2:  # noqa: PLR2004 - one needs no loop
        return asked[0] if asked else None

    def judge_all(value: Any, beside: Any, around: Circumstances) -> Faults:
        faults: list[Fault] = []
        for judge in asked:
            found = judge(value, beside, around)
            if found:
                faults += found
        return faults

    return judge_all


def has_error(faults: Faults) -> bool:
    """Whether one of these is more than a warning."""
    if not faults:
        return False
    return any(fault.severity in {"error", "fatal"} for fault in faults)

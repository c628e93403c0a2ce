"""The narrower of what a profile and its base say: nothing that the base asks is taken back.

https://hl7.org/fhir/R4/profiling.html#5.1.0.5
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from profiles.element import Binding, Constraint, Slicing, Type
from profiles.r4.trees import is_a

_STRENGTHS = ("example", "preferred", "extensible", "required")
_RULES = ("open", "openAtEnd", "closed")


def types(before: tuple[Type, ...], stated: tuple[Type, ...]) -> tuple[Type, ...]:
    """The types that the base has too, or that derive from one of its; all, if there is none."""
    kept = tuple(
        kind for kind in stated if any(is_a(kind.code, allowed.code) for allowed in before)
    )
    return kept or stated


def stronger_binding(before: Binding | None, stated: Binding | None) -> Binding | None:
    """The stronger one, the stated one of equals, within what is the most for both."""
    if before is None or stated is None:
        return stated or before
    most = stated.most or before.most
    is_weaker = _STRENGTHS.index(stated.strength) < _STRENGTHS.index(before.strength)
    return replace(before if is_weaker else stated, most=most)


def stricter_slicing(before: Slicing | None, stated: Slicing) -> Slicing:
    """Closed stays closed, ordered stays ordered, and what tells slices apart need not be said."""
    if before is None:
        return stated
    return Slicing(
        stated.discriminators or before.discriminators,
        max(before.rules, stated.rules, key=_RULES.index),
        before.ordered or stated.ordered,
    )


def joint_pattern(before: Any, stated: Any) -> Any:
    """One pattern that asks what both ask; of two values that exclude each other, the stated."""
    if stated is None:
        return before
    if type(before) is dict and type(stated) is dict:
        return before | {
            name: joint_pattern(before[name], value) if name in before else value
            for name, value in stated.items()
        }
    if type(before) is list and type(stated) is list:
        return [one for one in before if not any(_covers(other, one) for other in stated)] + stated
    return stated


def all_constraints(
    before: tuple[Constraint, ...], stated: Iterable[Constraint]
) -> tuple[Constraint, ...]:
    """All that either states, the same under the same key once, by the graver of its severities."""
    found = {(one.key, one.expression): one for one in before}
    for one in stated:
        known = found.get((one.key, one.expression))
        if known is None:
            found[one.key, one.expression] = one
        elif one.severity == "error":
            found[one.key, one.expression] = replace(known, severity="error")
    return tuple(found.values())


def _covers(more: Any, less: Any) -> bool:
    """Whether what follows the pattern `more` follows `less` by that."""
    if type(more) is dict and type(less) is dict:
        return all(name in more and _covers(more[name], value) for name, value in less.items())
    if type(more) is list and type(less) is list:
        return all(any(_covers(other, one) for other in more) for one in less)
    return type(more) is type(less) and bool(more == less)

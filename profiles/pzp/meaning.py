"""One fact of a talk, asked and found by the words of any release of the guide.

A resource shows what it means beside what it says; a question in one release's words is one in
those of the others. docs/decisions/0045-two-releases-of-the-guide.md
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from profiles.packages.expansion import expand
from profiles.pzp.wish import FORM_GOALS, GOALS, SYMPTOMS, TALK, UNKNOWN, is_goal, is_told
from profiles.resource.read import Pair
from profiles.search.values import TokenValue

Asked = tuple[str, str | None, str]
"""A parameter, a system, None for any, and a code."""


def also_shown(resource: Mapping[str, Any]) -> Iterator[TokenValue]:
    """What a resource of any release can be found by in the words of the others."""
    kind = resource.get("resourceType")
    if kind == "Goal" and is_goal(resource):
        yield TokenValue("category", *TALK)
    elif kind == "Communication" and is_told(resource):
        yield TokenValue("reason-code", *TALK)


def also_asked(resource_type: str, asked: Collection[Asked]) -> frozenset[Asked]:
    """What a question by these codes, one of which must be there, asks in other words."""
    widen = _WIDENED.get(resource_type)
    return frozenset(widen(asked)) if widen else frozenset()


def _of_goals(asked: Collection[Asked]) -> Iterator[Asked]:
    """The goal of treatment: by its category, or by all that its description can say."""
    described = {code for parameter, _, code in asked if parameter == "description"}
    by_category = any(
        parameter == "category" and _is(TALK, system, code) for parameter, system, code in asked
    )
    known = _goals() - {UNKNOWN}
    if by_category or described.issuperset(code for _, code in known - FORM_GOALS):
        yield ("category", *TALK)
        for goal in known:
            yield ("description", *goal)
    same = {SYMPTOMS, *FORM_GOALS}
    if not described.isdisjoint(code for _, code in same):
        for goal in same:
            yield ("description", *goal)


def _is(pair: Pair, system: str | None, code: str) -> bool:
    return code == pair[1] and system in {None, pair[0]}


def _goals() -> frozenset[Pair]:
    return (expand(GOALS) or frozenset()) | FORM_GOALS


_WIDENED: Mapping[str, Callable[[Collection[Asked]], Iterator[Asked]]] = {"Goal": _of_goals}
SAID_OTHERWISE = frozenset(_WIDENED)
"""The types of which releases ask the same in other words."""

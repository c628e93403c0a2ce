"""A data point says what its schema has, and nothing else: each fault by place, none by value."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from profiles.invalid import JsonObject
from profiles.issue import Issue

_MEMBER = re.compile(r"[a-z]+(_[a-z]+)*")


def members(
    tree: JsonObject, place: str, required: AbstractSet[str], optional: AbstractSet[str]
) -> Iterator[Issue]:
    """Which of the required are missing, and which are there that nobody knows."""
    for name in sorted(required - tree.keys()):
        yield fault("required", _below(place, name), "has to stand in a data point")
    for name in sorted(tree.keys() - required - optional):
        text = "is not known to this adapter: nothing of the data point is taken"
        yield fault("not-supported", _below(place, name), text)


def texts(tree: JsonObject, place: str, names: AbstractSet[str]) -> Iterator[Issue]:
    """Which of these are there, and are no text or an empty one."""
    for name in sorted(names & tree.keys()):
        if not is_text(tree[name]):
            yield fault("value", _below(place, name), "has to be a text that is not empty")


def is_text(value: Any) -> bool:
    """Whether there is something to read."""
    return isinstance(value, str) and bool(value.strip())


def fault(code: str, place: str, text: str) -> Issue:
    """An error at a place, in a sentence that goes on from it."""
    return Issue("error", code, place, text)


def _below(place: str, name: str) -> str:
    # Of a member that no schema could have, the name may be anything, a person's too.
    shown = name if _MEMBER.fullmatch(name) else "…"
    return f"{place}.{shown}" if place else shown

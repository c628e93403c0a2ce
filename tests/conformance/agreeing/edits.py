"""Edits of a resource: each puts one value at one place, so that any of them can be left out.

Two of one resource never touch: neither stands within the other. What a Reference points at and its
type do: while nobody can tell the one, the other is not compared.
"""

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Tree = dict[str, Any]
Path = tuple[str | int, ...]
GONE: Any = object()
_POINTING = {"reference", "type"}


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """What stands at this path from now on, or nothing; by which kind of spoiling."""

    how: str
    path: Path
    value: Any

    def touches(self, other: "Edit") -> bool:
        """Whether one stands within the other, or both say where one Reference points."""
        if self.path[:-1] == other.path[:-1] and {self.path[-1], other.path[-1]} <= _POINTING:
            return True
        together = min(len(self.path), len(other.path))
        return self.path[:together] == other.path[:together]

    def __str__(self) -> str:
        value = "nothing" if self.value is GONE else repr(self.value)
        return f"{self.how}: {'.'.join(map(str, self.path))} = {value[:80]}"


def edited(resource: Tree, edits: Iterable[Edit]) -> Tree:
    """A copy with these made."""
    tree = copy.deepcopy(resource)
    for one in edits:
        *outer, last = one.path
        node: Any = tree
        for step in outer:
            node = node[step]
        if one.value is GONE:
            del node[last]
        else:
            node[last] = copy.deepcopy(one.value)
    return tree


def nodes(tree: Any, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Each place in it with what stands there, itself first."""
    yield at, tree
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from nodes(value, (*at, name))
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from nodes(value, (*at, number))


def apart(edits: Sequence[Edit]) -> list[Edit]:
    """The first of any that touch."""
    kept: list[Edit] = []
    for one in edits:
        if not any(one.touches(other) for other in kept):
            kept.append(one)
    return kept

"""The steps of a search expression: each turns JSON nodes into the nodes it selects."""

from collections.abc import Callable
from typing import Any

from profiles.search.references import type_named

Select = Callable[[list[Any]], list[Any]]


def chained(steps: list[str | Select]) -> Select:
    """One selection of all steps, with neighbouring element names taken together."""
    if nothing in steps:
        return nothing
    chain: list[Select] = []
    names: list[str] = []
    for step in steps:
        if isinstance(step, str):
            names.append(step)
            continue
        chain += [values_along(names)] if names else []
        chain.append(step)
        names = []
    chain += [values_along(names)] if names else []
    return chain[0] if len(chain) == 1 else _composed(chain)


def values_along(names: list[str]) -> Select:
    """The values of elements, one name after the other; lists are opened."""
    if len(names) == 1:
        [only] = names
        return lambda nodes: _values(nodes, only)

    def select(nodes: list[Any]) -> list[Any]:
        for name in names:
            nodes = _values(nodes, name)
            if not nodes:
                break
        return nodes

    return select


def _values(nodes: list[Any], name: str) -> list[Any]:
    found: list[Any] = []
    for node in nodes:
        value = node.get(name) if type(node) is dict else None
        if type(value) is list:
            found += [item for item in value if item is not None] if None in value else value
        elif value is not None:
            found.append(value)
    return found


def _composed(chain: list[Select]) -> Select:
    def select(nodes: list[Any]) -> list[Any]:
        for step in chain:
            nodes = step(nodes)
        return nodes

    return select


def joined(parts: list[Select]) -> Select:
    """What any of the parts selects, in their order."""
    return lambda nodes: [node for part in parts for node in part(nodes)]


def filtered(criterion: Select) -> Select:
    """The nodes for which the criterion is true."""
    return lambda nodes: [node for node in nodes if criterion([node]) == [True]]


def indexed(index: int) -> Select:
    """The node at an index that counts from zero, if there is one."""
    return lambda nodes: nodes[index : index + 1]


def named(type_: str) -> Select:
    """For each Reference, whether it says that it names a resource of this type."""
    return lambda nodes: [type(node) is dict and type_named(node) == type_ for node in nodes]


def all_true(parts: list[Select]) -> Select:
    """Whether every part is true."""
    return lambda nodes: [all(part(nodes) == [True] for part in parts)]


def compared_to_literal(left: Select, literal: object, *, equal: bool) -> Select:
    """Whether the left side is one value equal to the literal, or, if not equal, anything else."""
    return lambda nodes: [(left(nodes) == [literal]) is equal]


def any_node(nodes: list[Any]) -> list[Any]:
    """Whether there is any node."""
    return [bool(nodes)]


def nothing(_: list[Any]) -> list[Any]:
    """No node: the branch is about another resource type."""
    return []

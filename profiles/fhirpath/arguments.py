"""What is read from arguments before they are compiled."""

from dataclasses import fields, is_dataclass
from typing import Any

from profiles.fhirpath.syntax import Chain, Member, Node, Running


def mentions_index(node: Any) -> bool:
    """Whether `$index` stands anywhere in an expression."""
    if isinstance(node, tuple):
        return any(mentions_index(one) for one in node)
    if not is_dataclass(node):
        return False
    if isinstance(node, Running):
        return node.name == "$index"
    return any(mentions_index(getattr(node, each.name)) for each in fields(node))


def joined_type(node: Node) -> str | None:
    """The name of a type, with its namespace if it has one; None if the argument is none."""
    if isinstance(node, Member):
        return node.name
    if isinstance(node, Chain) and isinstance(node.step, Member):
        space = joined_type(node.base)
        return None if space is None else f"{space}.{node.step.name}"
    return None

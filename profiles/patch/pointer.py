"""JSON Pointers: where in a tree something stands. https://www.rfc-editor.org/rfc/rfc6901."""

import re
from typing import Any

from profiles.patch.failed import MalformedPatch, Unapplicable

LAST = "-"
"""The place behind the last item of an array."""
_ESCAPED = re.compile(r"~(?![01])")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
NOT_THERE = "the resource has nothing at this path; read it again, and name what is there"

Steps = tuple[str, ...]


def steps_of(pointer: object, expression: str) -> Steps:
    """The names and numbers along a pointer; none of them is the whole resource.

    Raises:
        MalformedPatch: it is no pointer.
    """
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        raise MalformedPatch("a path is a JSON Pointer, such as /name/0/family", expression)
    if _ESCAPED.search(pointer):
        raise MalformedPatch("in a JSON Pointer ~ is written ~0, and / in a name ~1", expression)
    return tuple(one.replace("~1", "/").replace("~0", "~") for one in pointer.split("/")[1:])


def found_at(tree: Any, steps: Steps, expression: str) -> Any:
    """What stands there.

    Raises:
        Unapplicable: nothing.
    """
    for step in steps:
        if isinstance(tree, dict) and step in tree:
            tree = tree[step]
        elif isinstance(tree, list):
            tree = tree[index_of(step, len(tree) - 1, expression)]
        else:
            raise Unapplicable(NOT_THERE, expression, "not-found")
    return tree


def index_of(step: str, most: int, expression: str) -> int:
    """The number that a step of an array is.

    Raises:
        Unapplicable: it is none, or greater than `most`.
    """
    if not _INDEX.fullmatch(step) or int(step) > most:
        raise Unapplicable(NOT_THERE, expression, "not-found")
    return int(step)


def expression_of(kind: str, steps: Steps) -> str:
    """The same place in FHIRPath, as far as it is plain: a name may be anything."""
    expression = kind
    for step in steps:
        if _INDEX.fullmatch(step):
            expression += f"[{step}]"
        elif _NAME.fullmatch(step):
            expression += f".{step}"
        else:
            break
    return expression

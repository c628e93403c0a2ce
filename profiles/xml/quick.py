"""The quick way into what is written plainly: the same tree as a closer look gives, or none.

Most bodies hold elements, values and urls alone, and a call for each start and end of one would be
most of their cost. What is anything else, or wrong, is left to who can tell what.
"""

import re
from collections.abc import Callable
from typing import Any

from profiles.xml.children import FHIR, Child, children, of_primitives, resources
from profiles.xml.companion import Tree, align, companion, put
from profiles.xml.div import NotADiv, sound_div
from profiles.xml.values import TooLong, value_of

LARGEST = 200_000  # bytes; of more, all the pieces at once would take much memory
_DEEPEST = 25  # elements in each other, which in JSON is never deeper than is allowed

_SPACE = r"[ \t\r\n]*+"
_HEAD = re.compile(
    rf"""(?:<\?xml[ ]version="1\.0"(?:[ ]encoding="(?:UTF|utf)-8")?[ ]?\?>)?{_SPACE}
    <([A-Za-z]++)[ ]xmlns="{re.escape(FHIR)}">""",
    re.VERBOSE,
)
_SAID = r'"([^"<\x00-\x1f\ufffe\uffff]++)"'
# The last part is a narrative, or all the rest where it is none of these.
_NARRATIVE = rf"<div[ \t\r\n].*?</div>(?={_SPACE}</text>)"
_PIECE = re.compile(
    rf"{_SPACE}(?:<(/?[A-Za-z0-9]++)(?: value={_SAID}| url={_SAID})? ?(/?)>|({_NARRATIVE}|.+))",
    re.DOTALL,
)
_REFERENCES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "#10": "\n", "#xA": "\n"}
Number = Callable[[str], Any]
_NOTHING: dict[str, Child] = {}
_OVER = "/"  # which no piece is named, so that behind the root there is nothing
_VALUES = frozenset({"text", "boolean", "number", "whole"})


class _Otherwise(Exception):
    """Not written plainly."""


def read_quickly(data: bytes, number: Number) -> Tree | None:
    """What `read_xml` makes of it; None where it is long, or anything in it asks a closer look."""
    if len(data) > LARGEST:
        return None
    try:
        text = data.decode("utf-8").rstrip(" \t\r\n")
        head = _HEAD.match(text)
        if head is None or head[1] not in resources().names:
            return None
        return _tree(head[1], _PIECE.findall(text, head.end()), number)
    except (UnicodeDecodeError, TooLong, NotADiv, _Otherwise):
        return None


def _tree(  # noqa: C901, PLR0912, PLR0915 - a call for each piece would cost most of all
    kind: str, pieces: list[tuple[str, ...]], number: Number
) -> Tree:
    root: Tree = {"resourceType": kind}
    stack: list[tuple[dict[str, Child], Tree, int, str]] = []
    uneven: list[tuple[Tree, str]] = []
    names, node, order, end = children(kind).names, root, -1, f"/{kind}"
    for name, value, url, closed, other in pieces:
        if name == end:
            if value or url or closed or not node:
                raise _Otherwise
            names, node, order, end = stack.pop() if stack else (_NOTHING, root, 0, _OVER)
            continue
        child = names.get(name or "div")
        if child is None or child.order < order + (not child.is_list):
            raise _Otherwise
        order = child.order
        if value and closed and child.kind == "text":
            text = _plain(value) if "&" in value else value
            if child.is_list:
                node.setdefault(child.name, []).append(text)
            else:
                node[child.name] = text
        elif closed or other:
            put(node, child, _narrative(child, other) if other else _typed(child, value, number))
        elif len(stack) < _DEEPEST:
            stack.append((names, node, order, end))
            if child.kind in _VALUES:
                put(node, child, _typed(child, value, number) if value else None)
            elif value:
                raise _Otherwise
            names, node = _opened(child, node, url, uneven)
            order, end = -1, f"/{name}"
        else:
            raise _Otherwise
    if end != _OVER:
        raise _Otherwise
    align(uneven)
    return root


def _typed(child: Child, value: str, number: Number) -> Any:
    if child.kind not in _VALUES or not value:
        raise _Otherwise
    return value_of(child.kind, _plain(value), number)


def _narrative(child: Child, other: str) -> str:
    """As it is written, if it is a div whole by itself."""
    if child.kind != "xhtml":
        raise _Otherwise
    return sound_div(other)


def _opened(
    child: Child, parent: Tree, url: str, uneven: list[tuple[Tree, str]]
) -> tuple[dict[str, Child], Tree]:
    """What stands in an element that holds others."""
    if url and child.inside != "Extension":
        raise _Otherwise
    match child.kind:
        case "object":
            node: Tree = {"url": _plain(url)} if url else {}
            put(parent, child, node)
            return children(child.inside).names, node
        case "holder":
            node = {}
            put(parent, child, node)
            return resources().names, node
        case "resource":
            parent["resourceType"] = child.name
            return children(child.inside).names, parent
        case "xhtml":
            raise _Otherwise
    return of_primitives().names, companion(parent, child, uneven)


def _plain(value: str) -> str:
    """The text without references to characters."""
    first, *rest = value.split("&")
    for one in rest:
        name, semicolon, tail = one.partition(";")
        if not semicolon or name not in _REFERENCES:
            raise _Otherwise
        first += _REFERENCES[name] + tail
    return first

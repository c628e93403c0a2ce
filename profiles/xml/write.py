"""The tree of a resource as XML: what XML can't say, it refuses to write."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from typing import Any

from profiles.check.fault import is_speakable, shape
from profiles.xml.children import FHIR, Child, Vocabulary, r4
from profiles.xml.div import NotADiv, sound_div

Tree = Mapping[str, Any]

_HEAD = f'<?xml version="1.0" encoding="UTF-8"?><{{}} xmlns="{FHIR}">'
_SPECIAL = re.compile(r'[&<>"\x00-\x1f\ud800-\udfff\ufffe\uffff]')
_NEVER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# As references, for a reader takes white space in an attribute for spaces.
_MARKS = {'"': "&quot;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ESCAPES = str.maketrans(_MARKS | {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
_FIRST = -1


class NumberText(str):
    """A number of JSON as its digits were written, for `json.loads(parse_int=, parse_float=)`."""

    __slots__ = ()


class Unwritable(ValueError):
    """XML can't say this; `expression` tells where it stands."""

    def __init__(self, text: str, *steps: str) -> None:
        super().__init__(text)
        self._steps = list(steps)

    def under(self, step: str) -> "Unwritable":
        """Told from one element further out."""
        self._steps.append(step)
        return self

    @property
    def expression(self) -> str:
        """The FHIRPath of the element."""
        return ".".join(reversed(self._steps))


class _Out(list[str]):
    """The pieces, and whose elements they are."""

    __slots__ = ("vocabulary",)

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.vocabulary = vocabulary


def write_xml(resource: Tree, vocabulary: Vocabulary | None = None) -> bytes:
    """A resource as `profiles.text.parse` reads it, in XML; `read_xml` makes the same tree of it.

    Of another release than R4 by its `vocabulary`. Raises Unwritable.
    https://hl7.org/fhir/R4/xml.html
    """
    out = _Out(vocabulary or r4())
    _resource(resource, out, _HEAD)
    return "".join(out).encode("utf-8")


def _resource(node: Any, out: _Out, start: str = "<{}>") -> None:
    kind = node.get("resourceType") if isinstance(node, Mapping) else None
    if not isinstance(kind, str) or kind not in out.vocabulary.resources.names:
        raise Unwritable("this is no resource of FHIR R4")
    out.append(start.format(kind))
    try:
        _members(kind, node, out)
    except Unwritable as wrong:
        raise wrong.under(kind) from None
    out.append(f"</{kind}>")


def _members(path: str, node: Tree, out: _Out) -> None:
    """What stands in an object, in R4's order."""
    names, ranks = out.vocabulary.children(path).names, _ranks(path, out.vocabulary)
    for name in sorted(node, key=lambda one: ranks.get(one, _FIRST)):
        child = names.get(name)
        if node[name] is None:
            raise Unwritable("null says nothing", *([name] if is_speakable(name) else []))
        if child is not None:
            _element(child, node[name], node.get(f"_{name}"), out)
        elif name not in ranks:
            raise Unwritable("FHIR R4 has no such element", *([name] if is_speakable(name) else []))
        elif name[0] == "_" and name[1:] not in node:
            _element(names[name[1:]], None, node[name], out)


@cache
def _ranks(path: str, vocabulary: Vocabulary) -> Mapping[str, int]:
    """The place of each name; what is no element of XML stands before them."""
    beneath = vocabulary.children(path)
    ranks = dict.fromkeys(beneath.attributes, _FIRST)
    if path in vocabulary.resources.names:
        ranks["resourceType"] = _FIRST
    for name, child in beneath.names.items():
        ranks[name] = child.order
        if child.kind in {"text", "boolean", "number", "whole"}:
            ranks[f"_{name}"] = child.order
    return ranks


def _element(child: Child, value: Any, beside: Any, out: _Out) -> None:
    if not child.is_list:
        _told(child, value, beside, out, child.step)
        return
    values, companions = _listed(child, value), _listed(child, beside)
    if companions and values and len(companions) != len(values):
        raise Unwritable(f"{child.name} and _{child.name} are not equally long", child.step)
    for index, (one, companion) in enumerate(zip_longest(values, companions)):
        _told(child, one, companion, out, f"{child.step}[{index}]")


def _listed(child: Child, value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list) or not value:
        raise Unwritable(
            f"this must be an array that holds something, not {shape(value)}", child.step
        )
    return value


def _told(child: Child, value: Any, beside: Any, out: _Out, step: str) -> None:
    try:
        _one(child, value, beside, out)
    except Unwritable as wrong:
        raise wrong.under(step) from None


def _one(child: Child, value: Any, beside: Any, out: _Out) -> None:
    match child.kind:
        case "object":
            _object(child, value, out)
        case "holder":
            out.append(f"<{child.name}>")
            _resource(value, out)
            out.append(f"</{child.name}>")
        case "xhtml":
            out.append(_div(value))
        case _:
            _primitive(child, value, beside, out)


def _object(child: Child, value: Any, out: _Out) -> None:
    if not isinstance(value, Mapping):
        raise Unwritable(f"this must be an object, not {shape(value)}")
    attributes = out.vocabulary.children(child.inside).attributes
    said = "".join(
        f' {name}="{_text(value[name])}"' for name in sorted(attributes) if name in value
    )
    out.append(f"<{child.name}{said}>")
    _members(child.inside, value, out)
    out.append(f"</{child.name}>")


def _primitive(child: Child, value: Any, beside: Any, out: _Out) -> None:
    said = ""
    if beside is not None:
        if not isinstance(beside, Mapping):
            raise Unwritable(f"this must be an object, not {shape(beside)}")
        if not beside and value is not None:
            raise Unwritable("an empty object beside a value says nothing")
        said = f' id="{_text(beside["id"])}"' if "id" in beside else ""
    elif value is None:
        raise Unwritable("null says nothing")
    if value is not None:
        said += f' value="{_value(child, value)}"'
    if not beside or beside.keys() == {"id"}:
        out.append(f"<{child.name}{said}/>")
        return
    out.append(f"<{child.name}{said}>")
    _members("Element", beside, out)
    out.append(f"</{child.name}>")


def _value(child: Child, value: Any) -> str:
    if child.kind == "text":
        return _text(value)
    if child.kind == "boolean" and isinstance(value, bool):
        return "true" if value else "false"
    if child.kind in {"number", "whole"} and not isinstance(value, bool):
        if isinstance(value, NumberText | int):
            return str(value)
        if isinstance(value, Decimal) and value.is_finite():
            return str(value)
    # A float among them: it has lost the digits that were written.
    raise Unwritable(f"{shape(value)} is not of this element's type")


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Unwritable(f"this must be a string, not {shape(value)}")
    if _SPECIAL.search(value) is None:
        return value
    if _NEVER.search(value):
        raise Unwritable("a character here is none that XML has")
    return value.translate(_ESCAPES)


def _div(value: Any) -> str:
    try:
        return sound_div(value)
    except NotADiv as wrong:
        raise Unwritable(str(wrong)) from None

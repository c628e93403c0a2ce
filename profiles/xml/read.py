"""XML to the tree that the same resource is in JSON: what it does not know, it refuses."""

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any, NoReturn
from xml.parsers import expat

from profiles.check.fault import is_speakable
from profiles.text.parse import MAX_DEPTH, Malformed
from profiles.text.place import Place
from profiles.xml import said
from profiles.xml.children import BETWEEN, FHIR, Child, Vocabulary, of_primitives, r4
from profiles.xml.companion import align, companion, put
from profiles.xml.encoding import plain, require_declared
from profiles.xml.quick import read_quickly
from profiles.xml.values import TooLong, value_of

Tree = dict[str, Any]
Number = Callable[[str], Any]
# What stands around an element: its tags, its node, the order of the last in it, depth, itself.
_Frame = tuple[dict[str, Child], Any, int, int, Child | None]

_WHITE = " \t\r\n"
_SCHEMA = f"http://www.w3.org/2001/XMLSchema-instance{BETWEEN}schemaLocation"
_END_OF_DIV = re.compile(rb"</(?:[^\s:>]+:)?div[\s>]")
_WHOLE = frozenset({"holder", "resource", "xhtml"})
_VALUE = "value"
_PAIR = 2


class Unknown(Malformed):
    """Well-formed XML with something that FHIR R4 does not have there."""


def number_of(text: str) -> int | Decimal:
    """A number as JSON has it, with the digits that were written."""
    return int(text) if text.lstrip("-").isdigit() else Decimal(text)


def read_xml(data: bytes, number: Number = number_of) -> Tree:
    """The resource in `data`, as `profiles.text.parse` reads the same resource in JSON.

    A value that is not of its type's form stays text, which R4's checks refuse at its element.
    Raises Malformed, and Unknown. https://hl7.org/fhir/R4/xml.html
    """
    text = plain(data)
    quickly = read_quickly(text, number)
    return read_closely(text, number) if quickly is None else quickly


def read_closely(
    text: bytes, number: Number = number_of, vocabulary: Vocabulary | None = None
) -> Tree:
    """The same, of UTF-8 without its mark; it is this that tells what is wrong, and where.

    Of another release than R4 by its `vocabulary`. Raises Malformed.
    """
    vocabulary = vocabulary or r4()
    reader = _Reader(text, number, vocabulary)
    if "".join(reader.texts()).strip(_WHITE):
        # Looked for again, slowly: to ask at each text would cost every sound body.
        _Reader(text, number, vocabulary).refuse_text()
    return reader.root


class _Reader:
    """One pass: where it is in the tree that grows, and beside it in the tables."""

    __slots__ = (
        "_child", "_data", "_depth", "_inner", "_node", "_number", "_order", "_parser",
        "_primitive", "_stack", "_start_of_div", "_tags", "_texts", "_uneven",
        "_vocabulary", "root",
    )  # fmt: skip

    def __init__(self, data: bytes, number: Number, vocabulary: Vocabulary) -> None:
        self._data = data
        self._vocabulary = vocabulary
        self._number = number
        self._primitive = of_primitives().tags
        self._tags = self._vocabulary.resources.tags
        self._node: Any = {}
        self._order = -1
        self._depth = 1
        self._child: Child | None = None
        self._stack: list[_Frame] = []
        self._uneven: list[tuple[Tree, str]] = []
        self._start_of_div = self._inner = 0
        self.root: Tree = self._node
        self._texts: Callable[[str], object] | None = None
        self._parser = expat.ParserCreate("UTF-8", BETWEEN)
        self._parser.ordered_attributes = True
        self._parser.buffer_text = True
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def texts(self) -> list[str]:
        """Read; what stands between the elements. Raises Malformed."""
        found: list[str] = []
        self._read(found.append)
        return found

    def refuse_text(self) -> None:
        """Read; raises Malformed at the first text between elements."""
        self._read(self._refuse_text)

    def _read(self, texts: Callable[[str], object]) -> None:
        self._texts = texts
        self._outside()
        try:
            self._parser.Parse(self._data, True)  # noqa: FBT003 - expat's
        except expat.ExpatError as error:
            place = Place(error.lineno, error.offset + 1)
            raise Malformed(said.not_xml(error.code, place), place=place) from None
        align(self._uneven)

    def _outside(self) -> None:
        """Elements are FHIR's from here on."""
        self._parser.CharacterDataHandler = self._texts
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def _start(self, tag: str, attributes: list[str]) -> None:
        child = self._tags.get(tag)
        if child is None:
            self._refuse_element(tag)
        if child.order <= self._order:
            self._again(child)
        parent = self._node
        if parent is None:
            parent = self._beside()
        depth = self._depth
        self._stack.append((self._tags, parent, child.order, depth, self._child))
        self._child = child
        self._order = -1
        self._depth = depth + 1 + child.is_list
        if child.kind == "object":
            self._object(child, parent, attributes)
        elif child.kind in _WHOLE:
            self._whole(child, parent, attributes)
        else:
            self._value(child, parent, attributes)

    def _end(self, _tag: str) -> None:
        self._tags, self._node, self._order, self._depth, self._child = self._stack.pop()

    def _object(self, child: Child, parent: Tree, attributes: list[str]) -> None:
        beneath = self._vocabulary.children(child.inside)
        node: Tree = {}
        self._place(child, parent, node)
        for at in range(0, len(attributes), _PAIR):
            if attributes[at] not in beneath.attributes:
                self._refuse_attribute()
            node[attributes[at]] = attributes[at + 1]
        self._tags = beneath.tags

    def _place(self, child: Child, parent: Tree, node: Tree) -> None:
        put(parent, child, node)
        if self._depth > MAX_DEPTH:
            self._refuse(said.TOO_DEEP, "structure")
        self._node = node

    def _value(self, child: Child, parent: Tree, attributes: list[str]) -> None:
        value = beside = None
        if len(attributes) == _PAIR and attributes[0] == _VALUE:
            value = attributes[1]
        else:
            value, beside = self._said(attributes)
        if child.kind != "text" and value is not None:
            value = self._typed(child, value)
        if child.is_list and self._depth > MAX_DEPTH + 1:
            self._refuse(said.TOO_DEEP, "structure")
        put(parent, child, value)
        self._tags, self._node = self._primitive, None
        if value is None or beside is not None:
            self._node = self._beside()
            self._node |= {"id": beside} if beside is not None else {}

    def _said(self, attributes: list[str]) -> tuple[str | None, str | None]:
        """The value, and the id."""
        pairs = dict(zip(attributes[::_PAIR], attributes[1::_PAIR], strict=True))
        if not pairs.keys() <= {_VALUE, "id"}:
            self._refuse_attribute()
        return pairs.get(_VALUE), pairs.get("id")

    def _typed(self, child: Child, text: str) -> Any:
        try:
            return value_of(child.kind, text, self._number)
        except TooLong as wrong:
            self._refuse(str(wrong), "structure")

    def _beside(self) -> Tree:
        """The companion of the primitive that is open, made now."""
        child, parent = self._child, self._stack[-1][1]
        assert child is not None  # noqa: S101 - a primitive is no root
        if self._depth > MAX_DEPTH:
            self._refuse(said.TOO_DEEP, "structure")
        return companion(parent, child, self._uneven)

    def _whole(self, child: Child, parent: Tree, attributes: list[str]) -> None:
        match child.kind:
            case "holder":
                self._holder(child, parent, attributes)
            case "resource":
                self._resource(child, parent, attributes)
            case _:
                self._div()

    def _holder(self, child: Child, parent: Tree, attributes: list[str]) -> None:
        self._place(child, parent, {})
        if attributes:
            self._refuse_attribute()
        self._tags = self._vocabulary.resources.tags

    def _resource(self, child: Child, parent: Tree, attributes: list[str]) -> None:
        """In the place that its holder made; what says where a schema is says nothing of it."""
        for name in attributes[::_PAIR]:
            if name != _SCHEMA or len(self._stack) > 1:
                self._refuse_attribute()
        parent["resourceType"] = child.name
        self._depth -= 1
        self._node = parent
        self._tags = self._vocabulary.children(child.inside).tags

    def _div(self) -> None:
        """From here to its end the narrative is kept as it is written."""
        self._start_of_div = self._parser.CurrentByteIndex
        self._inner = 0
        self._parser.CharacterDataHandler = None
        self._parser.StartElementHandler = self._start_inside
        self._parser.EndElementHandler = self._end_inside

    def _start_inside(self, _tag: str, _attributes: list[str]) -> None:
        self._inner += 1

    def _end_inside(self, tag: str) -> None:
        if self._inner:
            self._inner -= 1
            return
        end = self._parser.CurrentByteIndex
        # Of an empty element it is told where it ends, of another where its end begins.
        if _END_OF_DIV.match(self._data, end):
            end = self._data.index(b">", end) + 1
        self._outside()
        self._end(tag)
        self._node["div"] = self._data[self._start_of_div : end].decode("utf-8")

    def _again(self, child: Child) -> None:
        """Return where it may stand behind what came before it; raises Unknown."""
        if child.kind == "resource":
            self._refuse(said.TWO_RESOURCES, "structure", Unknown)
        if child.order < self._order:
            self._refuse(said.OUT_OF_ORDER, "structure", Unknown, child.step)
        stands = child.name in self._node or f"_{child.name}" in self._node
        if stands and not child.is_list:
            self._refuse(said.TWICE, "structure", Unknown, child.step)

    def _declared(self, version: str, encoding: str | None, _standalone: int) -> None:
        require_declared(version, encoding)

    def _refuse_doctype(self, *_: object) -> NoReturn:
        self._refuse(said.DOCTYPE, "security")

    def _refuse_text(self, text: str) -> None:
        if text.strip(_WHITE):
            self._refuse(said.TEXT, "structure", Unknown)

    def _refuse_attribute(self) -> NoReturn:
        self._refuse(said.ATTRIBUTE, "structure", Unknown)

    def _refuse_element(self, tag: str) -> NoReturn:
        namespace, _, name = tag.rpartition(BETWEEN)
        step = name if is_speakable(name) else ""
        if namespace != FHIR:
            self._refuse(said.NAMESPACE if namespace else said.NO_NAMESPACE, "structure")
        if self._tags is self._vocabulary.resources.tags:
            self._refuse(said.NO_RESOURCE, "not-supported", Unknown)
        self._refuse(said.ELEMENT, "structure", Unknown, step)

    def _refuse(
        self, text: str, code: str, kind: type[Malformed] = Malformed, step: str = ""
    ) -> NoReturn:
        place = Place(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        text = said.of_release(text, self._vocabulary)
        raise kind(text.format(place), code, place, self._expression(step))

    def _expression(self, step: str) -> str:
        """The FHIRPath of the element that is open, or of one in it."""
        steps: list[str] = []
        frames = [*self._stack, (None, self._node, 0, 0, self._child)]
        for (_, parent, *_), (*_, child) in pairwise(frames):
            if child is None or (child.kind == "resource" and steps):
                continue
            listed = parent.get(child.name) if child.is_list else None
            index = f"[{len(listed) - 1}]" if isinstance(listed, list) else ""
            steps.append((child.step or child.name) + index)
        return ".".join([*steps, step] if step else steps)

"""Narrative.div: well-formed XHTML that a viewer may show without fear.

https://hl7.org/fhir/R4/narrative.html
"""

import re
from typing import Any
from xml.parsers import expat

from profiles.check.context import Context
from profiles.check.fault import Fault, Faults, shape

_XHTML = "http://www.w3.org/1999/xhtml"
_ELEMENT_NAMES = (
    "a abbr acronym address area b bdo big blockquote br caption cite code col colgroup dd dfn div"
    " dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li map ol p pre q samp small span strong sub sup"
    " table tbody td tfoot th thead tr tt ul var"
)
_ATTRIBUTE_NAMES = (
    "abbr accesskey align alt axis border cellpadding cellspacing char charoff charset cite class"
    " colspan compact coords dir frame headers height href hreflang id ismap lang longdesc name"
    " nohref nowrap rel rev rowspan rules scope shape span src start style summary tabindex title"
    " type usemap valign value vspace hspace width xml:lang xml:space xmlns"
)
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_LINKS = frozenset({"href", "src", "cite", "longdesc", "usemap"})
_SCHEME = re.compile(r"[^/?#:]*:")
_SAFE_LINK = re.compile(r"(?:https?|mailto|tel|ftp|urn):", re.IGNORECASE)
# An image of any type runs nothing; a link to such data would.
_SAFE_IMAGE = re.compile(r"data:[a-z0-9.+-]+/[a-z0-9.+-]+(?:;[a-z0-9.=-]+)*,", re.IGNORECASE)
_UNSAFE_STYLE = re.compile(
    r"url\s*\(|expression|@import|javascript|behaviou?r|-moz-binding|\\", re.IGNORECASE
)
_NO_DECLARATION = "A narrative has no DOCTYPE, CDATA or <?…?>; remove it."


class _Reader:
    """Collects what is wrong, each finding once."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.depth = 0
        self.has_content = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        # Browsers read these otherwise than XML does, which is a way to smuggle script in.
        self.parser.ProcessingInstructionHandler = self._refuse_declaration
        self.parser.StartCdataSectionHandler = self._refuse_declaration
        self.parser.CommentHandler = self._comment

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 0 and (name != "div" or attributes.get("xmlns") != _XHTML):
            self._note("structure", f'The narrative is one <div xmlns="{_XHTML}">; write it so.')
        self.depth += 1
        if name not in _ELEMENTS:
            self._note("invariant", "An element is not basic HTML formatting; remove it (txt-1).")
        self.has_content = self.has_content or name == "img"
        for attribute, value in attributes.items():
            self._attribute(name, attribute, value)

    def _attribute(self, element: str, name: str, value: str) -> None:
        if name not in _ATTRIBUTES:
            self._note("invariant", "An attribute is not basic HTML formatting; remove it (txt-1).")
        elif name in _LINKS and not _is_safe_link(element, value):
            self._note("security", "A link runs or loads something; only plain links are allowed.")
        elif name == "style" and _UNSAFE_STYLE.search(value):
            self._note("security", "A style loads or runs something; remove that part.")
        elif name == "xmlns" and value != _XHTML:
            self._note("invariant", "All of the narrative is XHTML; remove other namespaces.")

    def _end(self, _: str) -> None:
        self.depth -= 1

    def _text(self, text: str) -> None:
        self.has_content = self.has_content or not text.isspace()

    def _comment(self, text: str) -> None:
        if "<" in text or ">" in text:
            self._note("security", "A comment holds markup; remove the comment.")

    def _refuse_declaration(self, *_: object) -> None:
        self._note("security", _NO_DECLARATION)

    def _note(self, code: str, text: str) -> None:
        self.found.setdefault(text, code)


def xhtml(value: Any, _: Context) -> Faults:
    """Well-formed, only formatting, nothing that runs or loads, and not empty (txt-1, txt-2)."""
    if type(value) is not str:
        return [Fault("structure", f"A div is a string of XHTML, this is {shape(value)}.")]
    if "<!DOCTYPE" in value:  # refused unread: its entities may grow without end
        return [Fault("security", _NO_DECLARATION)]
    reader = _Reader()
    try:
        reader.parser.Parse(value.encode("utf-8", "surrogatepass"), True)  # noqa: FBT003 - expat's
    except expat.ExpatError as error:
        what = expat.errors.messages.get(error.code, "it is broken")
        place = f"line {error.lineno}, column {error.offset + 1}"
        return [Fault("structure", f"The div is not well-formed XHTML at {place}: {what}.")]
    if not reader.has_content:
        reader.found["The narrative has no text; write some or leave it out (txt-2)."] = "invariant"
    return [Fault(code, text) for text, code in reader.found.items()] or None


def is_allowed(div: str) -> bool:
    """Whether a narrative has nothing wrong with it."""
    return xhtml(div, Context()) is None


def _is_safe_link(element: str, value: str) -> bool:
    link = re.sub(r"[\x00-\x20]", "", value)
    if _SCHEME.match(link) is None:
        return True
    if _SAFE_LINK.match(link):
        return True
    return element == "img" and _SAFE_IMAGE.match(link) is not None

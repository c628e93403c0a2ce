"""XML from outside as a plain tree: UTF-8, without document types, of bounded depth.

By expat's own events, for then what is refused is refused before any of it is expanded.
https://docs.python.org/3/library/pyexpat.html
"""

from dataclasses import dataclass, field
from xml.parsers import expat

DEEPEST = 32
_BETWEEN = " "


class NotXml(ValueError):
    """It is not well formed, or nested too deeply; the message never repeats it."""


class HasDocumentType(NotXml):
    """It declares a document type, by which entities grow or reach elsewhere."""


@dataclass(slots=True)
class Element:
    """`name` is namespace, blank, local name; attributes without a namespace bear their own."""

    name: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def all(self, namespace: str, local: str) -> list["Element"]:
        """The children of this name."""
        wanted = named(namespace, local)
        return [child for child in self.children if child.name == wanted]

    def only(self, namespace: str, local: str) -> "Element | None":
        """The one child of this name; None where there is none, or more than one."""
        found = self.all(namespace, local)
        return found[0] if len(found) == 1 else None


def named(namespace: str, local: str) -> str:
    """As `Element.name` has it."""
    return f"{namespace}{_BETWEEN}{local}"


def parsed(content: bytes) -> Element:
    """The root. Raises NotXml."""
    reading = _Reading()
    parser = expat.ParserCreate("UTF-8", _BETWEEN)
    parser.buffer_text = True
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.write
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    try:
        content.decode()  # else a byte order mark would choose another encoding
        parser.Parse(content, True)  # noqa: FBT003 - expat takes it by place: all is here
    except (expat.ExpatError, UnicodeDecodeError) as error:
        raise NotXml(f"not well formed: {type(error).__name__}") from None
    return reading.roots[0]


def _refuse(*_declared: object) -> int:
    raise HasDocumentType("declares a document type")


@dataclass(slots=True)
class _Reading:
    roots: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= DEEPEST:
            raise NotXml("nested too deeply")
        element = Element(name, attributes)
        (self.open[-1].children if self.open else self.roots).append(element)
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def write(self, text: str) -> None:
        self.open[-1].text += text

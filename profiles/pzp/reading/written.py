"""What stands in a resource as it was written, for what a machine can't read.

https://hl7.org/fhir/R4/extensibility.html#modifierExtension
"""

from collections.abc import Iterator, Mapping
from typing import Any

from profiles import systems
from profiles.pzp.wish import others
from profiles.resource.read import element, objects, words

COMMENT = f"{systems.NICTIZ}ext-Comment"
_NARROWING = ("action", "class", "data", "dataPeriod", "provision", "purpose", "securityLabel")
SOMETHING = "?"
"""What stands there, and has no words at all."""
_SILENT = frozenset({"system", "url", "use", "id", "version", "userSelected", "contentType"})


def plain(node: Any) -> str:
    """Every word, number and code in a tree, in its order; of a coding its name if it has one."""
    return ", ".join(dict.fromkeys(_pieces(node)))


def _pieces(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from _of_object(node)
    elif isinstance(node, list):
        for one in node:
            yield from _pieces(one)
    elif isinstance(node, bool):
        yield "ja" if node else "nee"
    elif node is not None and (text := str(node).strip()):
        yield text


def _of_object(node: Mapping[str, Any]) -> Iterator[str]:
    match node:
        case {"code": str(), "display": str(name)}:
            yield name.strip()
        case {"value": int() | float() as amount, "unit": str(unit)}:
            yield f"{amount} {unit}"
        case _:
            for key, value in node.items():
                if key not in _SILENT:
                    yield from _pieces(value)


def not_understood(resource: Mapping[str, Any]) -> list[str]:
    """What may change what all the rest means, and nobody here knows: each as it is written."""
    known = [id(extension) for _, extension in others(resource)]
    found = [
        extension
        for place in _places(resource)
        for extension in objects(place.get("modifierExtension"))
        if id(extension) not in known
    ]
    texts = [
        ": ".join(filter(None, (_named(words(one, "url")), plain(_valued(one))))) for one in found
    ]
    if "implicitRules" in resource:
        texts.append(plain(resource["implicitRules"]) or SOMETHING)
    return [*(text or SOMETHING for text in texts), *_narrowed(resource)]


def _named(url: str) -> str:
    """The last of its path: what its author called it."""
    return url.rstrip("/").rpartition("/")[2]


def _places(node: Any) -> Iterator[Mapping[str, Any]]:
    """The resource and all that stands in it, but what it contains."""
    yield node
    for name, value in node.items():
        if name not in {"contained", "meta", "text", "extension", "modifierExtension"}:
            for one in value if type(value) is list else [value]:
                if type(one) is dict:
                    yield from _places(one)


def _valued(extension: Mapping[str, Any]) -> Any:
    return {name: value for name, value in extension.items() if name != "url"}


def _narrowed(consent: Mapping[str, Any]) -> Iterator[str]:
    """A decision that holds only for some purpose, time or data, or has exceptions."""
    provision = element(consent, "provision")
    for name in _NARROWING:
        if name in provision:
            yield plain(provision[name]) or SOMETHING


def displays(concepts: Any) -> tuple[str, ...]:
    """The names beside the codes of concepts, whatever they say."""
    listed = concepts if type(concepts) is list else [concepts]
    codings = (coding for one in objects(listed) for coding in objects(one.get("coding")))
    return tuple(dict.fromkeys(name for one in codings if (name := words(one, "display"))))


def remarks(resource: Mapping[str, Any]) -> tuple[str, ...]:
    """What is to be read beside the answer."""
    extensions = objects(resource.get("extension"))
    comments = [plain(_valued(one)) for one in extensions if one.get("url") == COMMENT]
    notes = [words(one, "text") for one in objects(resource.get("note"))]
    return tuple(filter(None, (*comments, *notes)))

"""What tests say of persons: learnt from every resource that is sent, so none is forgotten."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from profiles.identifiers import BSN, InvalidIdentifier
from profiles.r4.tables import resource_types
from profiles.xml.read import read_xml

SHORTEST = 5  # characters; what is shorter is found everywhere
SHORTEST_TEXT = 12  # one word alone may be anybody's
LARGEST_BODY = 300_000
NOT_PERSONAL = frozenset({"Organization", "Location", "HealthcareService", "Endpoint"})
NUMBER = re.compile(rb"9999[0-9]{5}(?![0-9A-Za-z.-])")
WITHIN = re.compile(rb"[0-9A-Za-z.-]")
LISTS = {"given": "name", "family": "name", "line": "street"}
ELEMENTS = {("name", "text"): "name", ("address", "text"): "street", ("note", "text"): "wish"}
LETTERS = re.compile(rb"[a-z]{3,}")
ASCII = re.compile(r"[\x20-\x7e]+")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of persons in this test run; `words` are in lower case, by kind."""

    words: dict[str, set[str]] = field(default_factory=dict)

    def learn(self, tree: Any) -> None:
        """Take names, streets, numbers, addresses and free text out of a resource or Bundle."""
        for kind, value in personal(tree):
            self.add(kind, value)

    def learn_bytes(self, body: bytes) -> None:
        """The same of a request's body, if it is JSON or XML."""
        if not body.startswith((b"{", b"<")) or len(body) > LARGEST_BODY:
            return
        try:
            tree = read_xml(body) if body.startswith(b"<") else json.loads(body)
        except (ValueError, RecursionError):
            return
        self.learn(tree)

    def add(self, kind: str, value: str) -> None:
        """One value; of a text with other letters, its longest piece in ASCII."""
        piece = max(ASCII.findall(value), key=len, default="").strip().lower()
        letters = sum(character.isalpha() for character in piece)
        tells = letters >= SHORTEST - 1 or kind == "phone"
        shortest = SHORTEST_TEXT if kind == "wish" else SHORTEST
        if len(piece) >= shortest and tells and piece not in _ORDINARY:
            self.words.setdefault(kind, set()).add(piece)

    def kinds_in(self, text: bytes, *, without: frozenset[str] = frozenset()) -> set[str]:
        """The kinds of which something stands in this text."""
        lowered = text.lower()
        letters = b"\n".join(set(LETTERS.findall(lowered)))
        return {
            kind
            for kind, words in self.words.items()
            if kind not in without and any(_stands_in(word, lowered, letters) for word in words)
        }


def _stands_in(word: str, lowered: bytes, letters: bytes) -> bool:
    """Looked for among the runs of letters first: of what machines write these are few."""
    return _run(word) in letters and word.encode() in lowered


@cache
def _run(word: str) -> bytes:
    """Its longest run of letters; empty where it has none, which stands in any text."""
    return max(LETTERS.findall(word.encode()), key=len, default=b"")


def has_bsn(text: bytes) -> bool:
    """Whether a number of the test range stands in it that passes the eleven test."""
    # An expression that looks behind first tries each place: what stands before is looked at last.
    return any(
        _is_bsn(found.group().decode())
        for found in NUMBER.finditer(text)
        if not WITHIN.match(text[found.start() - 1 : found.start()])
    )


def personal(tree: Any, within: str = "") -> Iterator[tuple[str, str]]:
    """Kind and value of all that FHIR's elements say of a person; `within` is the element."""
    if isinstance(tree, str):
        if within in LISTS:
            yield LISTS[within], tree
    elif isinstance(tree, list):
        for item in tree:
            yield from personal(item, within)
    elif isinstance(tree, dict) and str(tree.get("resourceType")) not in NOT_PERSONAL:
        for key, value in tree.items():
            kind = _kind(tree, key, value, within) if isinstance(value, str) else None
            if kind:
                yield kind, value
            yield from personal(value, key)


def _kind(tree: dict[str, Any], key: str, value: str, within: str) -> str | None:
    if key == "value" and within == "telecom":
        return "e-mail" if "@" in value else "phone"
    if key in {"valueString", "comment"}:
        return "wish" if " " in value else None
    if key == "display":
        of_person = str(tree.get("reference", "")).startswith(("Patient/", "Practitioner/"))
        return "name" if of_person else None
    if key == "id":
        return "id" if "resourceType" in tree and _tells(value) else None
    return ELEMENTS.get((within, key))


def _tells(name: str) -> bool:
    """Whether an id may hold a name: mostly letters, and not one that a machine made."""
    letters = sum(character.isalpha() for character in name)
    return len(name) > 2 * SHORTEST and letters > 0.6 * len(name) and not UUID.fullmatch(name)


def _is_bsn(digits: str) -> bool:
    try:
        BSN(digits)
    except InvalidIdentifier:
        return False
    return True


_ORDINARY = frozenset(name.lower() for name in resource_types())

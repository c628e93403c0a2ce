"""What a caller is told under /fhir is there in Dutch too.

docs/decisions/0057-told-in-the-callers-language.md
"""

import ast
from collections.abc import Iterator
from functools import cache

from hub.languages.dutch import GAP, in_dutch
from tests.architecture.tree import ROOT, python_files, syntax

ROOMS = (
    "fhir", "write", "query", "access", "search", "validation", "security", "storage", "ledger",
)  # fmt: skip
ELSEWHERE = frozenset({
    "unforeseen", "no signed form", "broken references", "somebody else",
    "a condition does not hold", "not valid", "not to be mapped", "{}", "{} {}",
})  # fmt: skip
"""What tells nothing itself: another sentence does, or the issues that come with it."""


@cache
def family() -> dict[str, int]:
    """By its name the place of the sentence in a call of each error, and of Issue."""
    made = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in python_files()
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ClassDef)
    }
    errors = {"FhirError"}
    while more := {name for name, bases in made.items() if bases & errors} - errors:
        errors |= more
    return {**dict.fromkeys(errors, 0), "Issue": 3}


def sentences() -> Iterator[str]:
    for path in python_files():
        if any(path.is_relative_to(ROOT / "hub" / room) for room in ROOMS):
            tree = syntax(path)
            for node in ast.walk(tree):
                text = said(node)
                if text is not None and text not in ELSEWHERE:
                    yield text


def said(node: ast.AST) -> str | None:
    """The sentence of a call that makes an error or an Issue, where it stands there."""
    if not isinstance(node, ast.Call):
        return None
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    place = family().get(name)
    return None if place is None or len(node.args) <= place else text_of(node.args[place])


def text_of(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            return "".join(one.value if isinstance(one, ast.Constant) else GAP for one in values)
    return None


def test_each_sentence_of_the_door_has_its_dutch() -> None:
    told = {english: in_dutch(english.replace(GAP, "deleted")) for english in sentences()}

    assert told
    assert [english for english, dutch in told.items() if dutch is None] == []

"""The words of the code: each text in it but its docstrings, with `{}` where values come."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hub.languages.dutch import GAP
from tests.architecture.tree import ROOT, python_files, syntax

_NAMED = re.compile(r"\{\w*\}")
"""A gap that is filled by str.format."""
_PROSE = re.compile(r"[a-z'}\])…,;:.] \(?[a-z{]")
"""Two words of a sentence beside each other."""


@cache
def texts_in(path: Path) -> frozenset[str]:
    """Every text of a file that may be said: no docstring, no line of a definition."""
    return frozenset(_texts(syntax(path)))


def texts_beneath(folder: str) -> frozenset[str]:
    """Every text of the files in a folder of the project, and beneath it."""
    beneath = (path for path in python_files() if path.is_relative_to(ROOT / folder))
    return frozenset().union(*map(texts_in, beneath))


def is_prose(text: str) -> bool:
    """Whether it reads as words to somebody: more than a name or a code."""
    return _PROSE.search(text) is not None


def text_of(node: ast.expr) -> str | None:
    """The text as it stands in a table of languages; None of what is no text."""
    match node:
        case ast.Constant(value=str() as text):
            return _NAMED.sub(GAP, text)
        case ast.JoinedStr(values=values):
            return "".join(one.value if isinstance(one, ast.Constant) else GAP for one in values)
    return None


def _texts(tree: ast.AST) -> Iterator[str]:
    passed_over = {id(part) for node in ast.walk(tree) for part in _unsaid(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and id(node) not in passed_over:
            text = text_of(node)
            if text is not None:
                yield text


def _unsaid(node: ast.AST) -> list[ast.expr]:
    """Docstrings, the pieces of a text, the line that failed, and what a rule is called."""
    match node:
        case ast.Expr(value=ast.Constant() as alone):
            return [alone]
        case ast.JoinedStr(values=values):
            return [one for one in values if isinstance(one, ast.Constant)]
        case ast.keyword(arg="rule", value=line):
            return [line]
        case ast.Call(func=ast.Name(id="Rule" | "Unsupported"), args=said):
            return said
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return [value] if name == "rule" or name.endswith("_NAMES") else []
    return []

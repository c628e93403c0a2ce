"""Small things stay small, and are named for what they are."""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, functions, named, python_files, syntax, tracked

FILE_CEILING = 400  # lines
FUNCTION_CEILING = 40  # lines from `def` to the last statement, without the docstring
TEST_CEILING = 80  # builders of sample records are long lists
MIGRATION = "/migrations/versions/"

CATCH_ALL = {"utils", "util", "helpers", "helper", "common", "base", "misc", "manager", "service"}


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    has_docstring = ast.get_docstring(function) is not None
    first = function.body[1] if has_docstring and len(function.body) > 1 else function.body[0]
    return (function.end_lineno or 0) - first.lineno + 1


def names_in(path: Path) -> set[str]:
    """The words of a file's path and of its classes and functions' whole names."""
    defined = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    tops = {node.name.lower() for node in syntax(path).body if isinstance(node, defined)}
    return {part.lower() for part in Path(named(path)).with_suffix("").parts} | tops


def test_no_file_is_longer_than_the_ceiling() -> None:
    counted = {named(path): len(path.read_text().splitlines()) for path in python_files()}

    assert {name: lines for name, lines in counted.items() if lines > FILE_CEILING} == {}


def test_no_function_is_longer_than_the_ceiling() -> None:
    too_long = {}
    for path in python_files():
        if MIGRATION in named(path):
            continue  # one long list of what changes
        ceiling = TEST_CEILING if named(path).startswith("tests/") else FUNCTION_CEILING
        for function in functions(path):
            if length(function) > ceiling:
                too_long[f"{named(path)}:{function.name}"] = length(function)

    assert too_long == {}


def test_nothing_has_a_name_that_says_nothing() -> None:
    found = {named(path): names_in(path) & CATCH_ALL for path in python_files()}

    assert {name: words for name, words in found.items() if words} == {}


def test_no_directory_has_a_name_that_says_nothing() -> None:
    directories = {part for path in tracked() for part in Path(named(path)).parent.parts}

    assert directories & CATCH_ALL == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_says_what_it_is_for(package: str) -> None:
    ours = [path for path in python_files() if named(path).startswith(f"{package}/")]

    silent = [named(path) for path in ours if ast.get_docstring(syntax(path)) is None]
    assert [name for name in silent if MIGRATION not in name] == []


def test_no_test_replaces_a_real_part() -> None:
    banned = {"unittest.mock", "mock", "pytest_mock", "respx"}
    found = {}
    for path in python_files():
        imported = {name for node in ast.walk(syntax(path)) for name in modules_of(node)}
        if imported & banned:
            found[named(path)] = imported & banned

    assert found == {}


def modules_of(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return set()

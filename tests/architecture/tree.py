"""What the architecture tests look at: the project's files as git knows them."""

import ast
import gc
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("hub", "adapters", "consent", "profiles")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is, or is about to be, under version control."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("needs git, and a checkout that git knows")
    names = listed.stdout.decode().split("\0")
    return tuple(ROOT / name for name in sorted(set(names)) if name and (ROOT / name).is_file())


def named(path: Path) -> str:
    """The path as a reader of the project writes it."""
    return path.relative_to(ROOT).as_posix()


def python_files() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py"]


@cache
def syntax(path: Path) -> ast.Module:
    gc.disable()  # all of it stays: to look for garbage in it takes three times as long as to read
    try:
        return ast.parse(path.read_text(), named(path))
    finally:
        gc.freeze()
        gc.enable()


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(syntax(path)):
        if isinstance(node, Function):
            yield node


def text_files() -> Iterator[tuple[str, str]]:
    """Name and text of every file that is text."""
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            yield named(path), content.decode(errors="replace")


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())

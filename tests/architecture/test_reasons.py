"""What is switched off says why; what was decided says it all."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, named, python_files

SUPPRESSION = re.compile(r"(?P<before># .*)?# (noqa|type: ignore)(?P<rest>.*)$")
CODES = re.compile(r"(: [A-Z]+\d+(, ?[A-Z]+\d+)*|\[[a-z-]+(, ?[a-z-]+)*\])")

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
HEADINGS = ["## Context", "## Decision", "## Consequences", "## Alternatives"]


def ruff_ignores() -> list[str]:
    """The lines of pyproject.toml, between ruff's sections, that switch a rule off."""
    text = (ROOT / "pyproject.toml").read_text()
    section = text[text.index("[tool.ruff.lint]") : text.index("[tool.ruff.lint.mccabe]")]
    code = re.compile(r'"[A-Z]+\d*"')
    return [line for line in section.splitlines() if code.search(line) and "select" not in line]


def test_there_are_ignores_to_look_at() -> None:
    assert len(ruff_ignores()) > 10


@pytest.mark.parametrize("line", ruff_ignores())
def test_every_ignored_lint_has_its_reason(line: str) -> None:
    assert re.search(r"# \w+", line), f"no reason: {line}"


def is_explained(line: str, above: str) -> bool:
    """The codes are named, and words stand before, behind or above them."""
    found = SUPPRESSION.search(line)
    if not found:
        return True
    codes = CODES.match(found["rest"])
    if not codes:
        return False
    beside = found["rest"][codes.end() :] + (found["before"] or "")
    return bool(re.search(r"\w{5}|\w+ \w+", beside)) or above.lstrip().startswith("# ")


def test_every_suppression_names_its_rule_and_its_reason() -> None:
    bare = []
    for path in python_files():
        if path == Path(__file__):
            continue
        lines = path.read_text().splitlines()
        for number, (above, line) in enumerate(pairwise(["", *lines]), 1):
            if not is_explained(line, above):
                bare.append(f"{named(path)}:{number}: {line.strip()}")

    assert "\n".join(bare) == ""


def test_there_are_decisions() -> None:
    assert DECISIONS


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_its_four_parts_in_order_on_one_page(page: Path) -> None:
    lines = page.read_text().splitlines()

    assert [line for line in lines if line in HEADINGS] == HEADINGS
    assert lines[0].startswith("# ")
    assert len(lines) <= 120


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]

    assert numbers == list(range(1, len(numbers) + 1))

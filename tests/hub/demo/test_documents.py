"""The README and the pages behind it say what is so."""

import re
from pathlib import Path

import pytest

from hub.cli import parser
from hub.demo.organizations import INHABITANTS
from hub.demo.stories import stories
from tests.hub.demo.documents import DECISIONS, DOCS, README, ROOT, STORIES, blocks

PAGES = [README, *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
LONGEST = 150


def test_the_readme_is_read_in_one_sitting() -> None:
    assert len(README.read_text().splitlines()) <= LONGEST


def test_the_readme_leads_to_every_page() -> None:
    links = LINK.findall(README.read_text())

    assert [page.name for page in DOCS.glob("*.md") if f"docs/{page.name}" not in links] == []


def test_the_stories_are_those_that_the_demo_prints() -> None:
    urls = "http://127.0.0.1:8000", "https://127.0.0.1:8443"

    assert stories(".venv/bin", ".demo", *urls) in blocks(STORIES, "sh")


def test_every_inhabitant_is_introduced() -> None:
    rows = re.findall(r"^\| (\w+ \w+) \| (9999\d{5}) \|", STORIES.read_text(), re.MULTILINE)

    assert rows == [(one.name, one.bsn) for one in INHABITANTS]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_decision_is_listed() -> None:
    links = LINK.findall(DECISIONS.read_text())
    pages = sorted((DOCS / "decisions").glob("*.md"))

    assert [page.name for page in pages if f"decisions/{page.name}" not in links] == []


@pytest.mark.parametrize(
    "command", ["serve", "migrate", "demo", "clients", "profiles", "token", "pki"]
)
def test_every_command_is_shown(command: str) -> None:
    written = "".join(page.read_text() for page in PAGES)

    assert command in parser().format_help()
    assert re.search(rf"(hub|make) {command}\b", written)

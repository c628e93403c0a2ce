"""The README says what is so."""

import re

import pytest

from hub.cli import parser
from hub.demo.organizations import INHABITANTS
from hub.demo.stories import stories
from tests.hub.demo.readme import README, blocks


def test_it_tells_the_stories_that_the_demo_prints() -> None:
    urls = "http://127.0.0.1:8000", "https://127.0.0.1:8443"

    assert stories(".venv/bin", ".demo", *urls) in blocks("sh")


def test_it_introduces_every_inhabitant() -> None:
    rows = re.findall(r"^\| (\w+ \w+) \| (9999\d{5}) \|", README.read_text(), re.MULTILINE)

    assert rows == [(one.name, one.bsn) for one in INHABITANTS]


def test_it_lists_every_decision_and_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text())
    pages = sorted((README.parent / "docs" / "decisions").glob("*.md"))

    assert [link for link in links if not (README.parent / link).exists()] == []
    assert [page.name for page in pages if f"docs/decisions/{page.name}" not in links] == []


@pytest.mark.parametrize(
    "command", ["serve", "migrate", "demo", "clients", "profiles", "token", "pki"]
)
def test_it_shows_every_command(command: str) -> None:
    assert command in parser().format_help()
    assert re.search(rf"(hub|make) {command}\b", README.read_text())

"""What professionals read at /viewer: every word is used, and each use has its word."""

import json
import re
from importlib.resources import files

from hub.pages.words import words_of
from tests.architecture.tree import ROOT

PAGES = ROOT / "hub" / "pages" / "viewer"
MACHINE = re.compile(
    r"fhir|resource|consent|token|bundle|server|technisch|\b[45]\d\d\b|%|autoris|nutteloos",
    re.IGNORECASE,
)
DUTCH = words_of("viewer", "nl").said
OF_ALL = ("month.", "day.")
"""What `hub/pages/days.py` asks of every door."""


def test_no_key_stands_twice() -> None:
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), names
        return dict(pairs)

    text = files("hub.pages").joinpath("viewer", "nl.json").read_text("utf-8")
    json.loads(text, object_pairs_hook=once)


def test_every_text_is_used_and_every_use_has_its_text() -> None:
    sources = [*PAGES.glob("*.html"), *PAGES.glob("*.py")]
    text = "\n".join(one.read_text() for one in sources)
    asked = set(re.findall(r"(?:\bt|words)\(\s*[\"']([\w.-]+)[\"'][,)]", text))
    written = set(re.findall(r"[\"']([\w.-]+)[\"']", text))
    put = set(re.findall(r"[\"']([a-z][\w.-]*\.)(?:\{|[\"'] ~)", text))

    assert asked - set(DUTCH) == set()
    unused = {key for key in DUTCH if key not in written}
    assert {key for key in unused if not key.startswith((*put, *OF_ALL))} == set()


def test_no_word_is_of_the_machine_and_none_is_empty() -> None:
    assert {key for key, text in DUTCH.items() if MACHINE.search(text)} == set()
    assert {key for key, text in DUTCH.items() if not text.strip()} == set()


def test_nothing_open_and_nothing_there_are_told_apart_from_what_failed() -> None:
    told = [
        DUTCH[f"{one}.title"] for one in ("nothing", "partial", "problem.busy", "problem.denied")
    ]
    assert len(set(told)) == len(told)
    for one in ("nothing", "partial"):
        assert "geen ja en geen nee" in DUTCH[f"{one}.text"]

"""What professionals read at /rtp: every word is used, and each use has its word."""

import json
import re
from importlib.resources import files

from hub.pages.words import words_of
from tests.architecture.tree import ROOT
from tests.hub.pages.viewer.test_words import MACHINE, OF_ALL

PAGES = ROOT / "hub" / "pages" / "rtp"
DUTCH = words_of("rtp", "nl").said


def test_no_key_stands_twice() -> None:
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), names
        return dict(pairs)

    text = files("hub.pages").joinpath("rtp", "nl.json").read_text("utf-8")
    json.loads(text, object_pairs_hook=once)


def test_every_text_is_used_and_every_use_has_its_text() -> None:
    sources = [*PAGES.rglob("*.html"), *PAGES.rglob("*.py")]
    text = "\n".join(one.read_text() for one in sources)
    asked = set(re.findall(r"(?:\bt|words)\(\s*[\"']([\w.-]+)[\"'][,)]", text))
    written = set(re.findall(r"[\"']([\w.-]+)[\"']", text))
    put = set(re.findall(r"[\"']([a-z][\w.-]*\.)(?:\{|[\"'] ~)", text))
    groups = {f"{one}." for one in re.findall(r"\.of\(\s*[\"']([\w.-]+)[\"']", text)}

    assert asked - set(DUTCH) == set()
    unused = {key for key in DUTCH if key not in written}
    assert {key for key in unused if not key.startswith((*put, *groups, *OF_ALL))} == set()


def test_no_word_is_of_the_machine_and_none_is_empty() -> None:
    assert {key for key, text in DUTCH.items() if MACHINE.search(text)} == set()
    assert {key for key, text in DUTCH.items() if not text.strip()} == set()

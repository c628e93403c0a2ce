"""What people read at /mijn: both languages whole, every word used, and the Dutch plain (B1).

No measure of B1 is fixed: these are the lines of people-pages, and a gate, not proof. Readers are.
"""

import json
import re
from importlib.resources import files
from string import Formatter

from hub.pages.words import LANGUAGES, words_of
from tests.architecture.tree import ROOT
from tests.plainness import faults_in, is_passive

MOST = 4
"""Sentences of one text."""
PAGES = ROOT / "hub" / "pages" / "mijn"
MACHINE = re.compile(
    r"fhir|resource|consent|token|bundle|server|sessie|technisch|\b[45]\d\d\b|%|autoris",
    re.IGNORECASE,
)
# The reader is the subject: he is logged out, and that is how people say it.
NOT_PASSIVE = frozenset({"session.until"})

DUTCH = words_of("mijn", "nl").said
READ = {
    key: text
    for key, text in DUTCH.items()
    if not key.startswith(("month.", "role.", "day.time", "log.who."))
}


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_languages_have_the_same_keys_and_slots() -> None:
    english = words_of("mijn", "en").said

    assert set(english) == set(DUTCH)
    assert {key for key in DUTCH if slots(DUTCH[key]) != slots(english[key])} == set()


def test_no_file_has_a_key_twice() -> None:
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), names
        return dict(pairs)

    for language in LANGUAGES:
        text = files("hub.pages").joinpath("mijn", f"{language}.json").read_text("utf-8")
        json.loads(text, object_pairs_hook=once)


def test_every_text_is_used_and_every_use_has_its_text() -> None:
    sources = [*PAGES.glob("*.html"), *PAGES.glob("*.py"), *PAGES.parent.glob("*.py")]
    text = "\n".join(one.read_text() for one in sources)
    asked = set(re.findall(r"(?:\bt|words|other_words)\(\s*[\"']([\w.-]+)[\"'][,)]", text))
    written = set(re.findall(r"[\"']([\w.-]+)[\"']", text))
    # A key that is put together in the code begins with one of these.
    put = set(re.findall(r"[\"']([a-z][\w.-]*\.)(?:\{|[\"'] ~)", text))
    groups = {f"{one}." for one in re.findall(r"words\.of\(\s*\"([\w.]+)\"", text)}

    assert asked - set(DUTCH) == set()
    unused = {key for key in DUTCH if key not in written}
    assert {key for key in unused if not key.startswith(tuple(put | groups))} == set()


def test_the_dutch_is_plain() -> None:
    assert faults_in(READ.values(), ground="iets", who="iets") == []


def test_a_dutch_text_has_few_sentences() -> None:
    many = {key for key, text in READ.items() if len(re.findall(r"[.!?]", text)) > MOST}

    assert many == set()


def test_no_dutch_text_is_passive_or_of_the_machine() -> None:
    passive = {key for key, text in READ.items() if is_passive(text)}
    machine = {key for key, text in READ.items() if MACHINE.search(text)}

    assert passive - NOT_PASSIVE == set()
    assert machine == set()

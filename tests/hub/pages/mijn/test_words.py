"""What people read at /mijn: both languages whole, every word used, and the Dutch plain (B1).

No measure of B1 is fixed: these are the lines of people-pages, and a gate, not proof. Readers are.
"""

import json
import re
from importlib.resources import files
from string import Formatter

import pytest
from wordfreq import zipf_frequency

from hub.pages.words import LANGUAGES, words_of
from tests.architecture.tree import ROOT

MEAN, LONGEST, PLAIN = 10, 15, 3.5
PAGES = ROOT / "hub" / "pages" / "mijn"
SENTENCE = re.compile(r"[^.!?:]+[.!?:]?")
WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
PASSIVE = re.compile(r"\b(word|wordt|worden|werd|werden)\b (?!u\b)", re.IGNORECASE)
# Why each of these may stand here: it is a name, an inflection of a plain word, or it is explained.
EXCEPTIONS = {
    "name of a place, a language or an organisation": "almere mitz nederlands europa",
    "what people call it, and no plainer word is": (
        "inloggen uitloggen ingelogd uitgelogd inlogde hospice euthanasie curator voogd mentor"
        " psychotherapeut verloskundige verpleegkundige apotheker tandarts apotheken tandartsen"
        " verpleeghuis bacteriën psychische psycholoog"
    ),
    "inflection or compound of a plain word": (
        "opgeschreven opschreef opschreven zorgverlener zorgverleners thuiszorg uitzetten kastje"
        " doodgaat afdrukken bestand ingevuld verpleging huisartsen klachten kloppen"
        " ademen ademt organen opgeslagen opslaan getoond proberen formulier"
        " antwoorden uitleggen bewaard bewaren verandert apparaat"
    ),
}
EXCUSED = {word for words in EXCEPTIONS.values() for word in words.split()}
# The reader is the subject: he is logged out, and that is how people say it.
NOT_PASSIVE = frozenset({"session.until"})

DUTCH = words_of("mijn", "nl").said
READ = {
    key: text
    for key, text in DUTCH.items()
    if not key.startswith(("month.", "role.", "day.time", "log.who."))
}


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence; what stands in a slot counts as one."""
    plain = re.sub(r"\{\w+\}", "iets", text)
    found = [WORD.findall(one) for one in SENTENCE.findall(plain)]
    return [one for one in found if one]


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
    literal = set(re.findall(r"(?:\bt|words|visit\.words|other_words)\(\s*\"([\w.-]+)\"[,)]", text))
    # A key that is put together in the code begins with one of these.
    begun = set(
        re.findall(r"\"([a-z][\w-]*(?:\.[\w-]+)*\.)\" ~|f\"([a-z][\w-]*(?:\.[\w-]+)*\.)\{", text)
    )
    starts = tuple(one for pair in begun for one in pair if one)
    groups = tuple(f"{one}." for one in re.findall(r"words\.of\(\s*\"([\w.]+)\"", text))

    assert literal - set(DUTCH) == set()
    unused = {
        key
        for key in DUTCH
        if key not in literal and not key.startswith((*starts, *groups, "choice.question."))
    }
    assert unused == set()


@pytest.mark.parametrize("key", READ)
def test_no_dutch_sentence_is_longer_than_fifteen_words(key: str) -> None:
    assert [one for one in sentences(READ[key]) if len(one) > LONGEST] == []


def test_the_dutch_sentences_are_short() -> None:
    lengths = [len(one) for text in READ.values() for one in sentences(text)]

    assert sum(lengths) / len(lengths) <= MEAN


@pytest.mark.parametrize("key", READ)
def test_a_dutch_text_has_few_sentences(key: str) -> None:
    assert len(re.findall(r"[.!?]", READ[key])) <= 4


def test_every_dutch_word_is_frequent_or_excused() -> None:
    words = {one.lower() for text in READ.values() for each in sentences(text) for one in each}
    rare = {one for one in words if zipf_frequency(one, "nl") < PLAIN}

    assert rare - EXCUSED == set()
    assert EXCUSED - words == set(), "no longer used: take it from the list"


@pytest.mark.parametrize("key", READ)
def test_no_dutch_text_is_passive_or_of_the_machine(key: str) -> None:
    text = READ[key]

    assert key in NOT_PASSIVE or not PASSIVE.search(text)
    assert not re.search(
        r"fhir|resource|consent|token|bundle|server|sessie|technisch|\b[45]\d\d\b|%|autoris",
        text,
        re.IGNORECASE,
    )

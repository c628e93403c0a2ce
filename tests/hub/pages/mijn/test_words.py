"""What people read at /mijn: both languages whole, every word used, and the Dutch plain (B1).

No measure of B1 is fixed: these are the lines of people-pages, and a gate, not proof. Readers are.
"""

import json
import re
from importlib.resources import files
from string import Formatter

from wordfreq import zipf_frequency

from hub.pages.words import LANGUAGES, words_of
from tests.architecture.tree import ROOT

MEAN, LONGEST, MOST, PLAIN = 10, 15, 4, 3.5
PAGES = ROOT / "hub" / "pages" / "mijn"
SENTENCE = re.compile(r"[^.!?:]+[.!?:]?")
WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
MACHINE = re.compile(
    r"fhir|resource|consent|token|bundle|server|sessie|technisch|\b[45]\d\d\b|%|autoris",
    re.IGNORECASE,
)
PASSIVE = re.compile(r"\b(word|wordt|worden|werd|werden)\b (?!u\b)", re.IGNORECASE)
# Why each of these may stand here: it is a name, an inflection of a plain word, or it is explained.
EXCEPTIONS = {
    "a name": "mitz",
    "what people call it, and no plainer word is": (
        "loggen logt ingelogd inlogde uitloggen uitgelogd hospice euthanasie intensive"
        " apotheken tandartsen"
    ),
    "inflection or compound of a plain word": (
        "belangrijkst doodgaat opschreef opschreven vulde zorgverlener"
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
    asked = set(re.findall(r"(?:\bt|words|other_words)\(\s*[\"']([\w.-]+)[\"'][,)]", text))
    written = set(re.findall(r"[\"']([\w.-]+)[\"']", text))
    # A key that is put together in the code begins with one of these.
    put = set(re.findall(r"[\"']([a-z][\w.-]*\.)(?:\{|[\"'] ~)", text))
    groups = {f"{one}." for one in re.findall(r"words\.of\(\s*\"([\w.]+)\"", text)}

    assert asked - set(DUTCH) == set()
    unused = {key for key in DUTCH if key not in written}
    assert {key for key in unused if not key.startswith(tuple(put | groups))} == set()


def test_no_dutch_sentence_is_longer_than_fifteen_words() -> None:
    long = {key for key, text in READ.items() if any(len(one) > LONGEST for one in sentences(text))}

    assert long == set()


def test_the_dutch_sentences_are_short() -> None:
    lengths = [len(one) for text in READ.values() for one in sentences(text)]

    assert sum(lengths) / len(lengths) <= MEAN


def test_a_dutch_text_has_few_sentences() -> None:
    many = {key for key, text in READ.items() if len(re.findall(r"[.!?]", text)) > MOST}

    assert many == set()


def test_every_dutch_word_is_frequent_or_excused() -> None:
    words = {one.lower() for text in READ.values() for each in sentences(text) for one in each}
    rare = {one for one in words if zipf_frequency(one, "nl") < PLAIN}

    assert rare - EXCUSED == set()
    assert EXCUSED - rare == set(), "no longer needed: take it from the list"


def test_no_dutch_text_is_passive_or_of_the_machine() -> None:
    passive = {key for key, text in READ.items() if PASSIVE.search(text)}
    machine = {key for key, text in READ.items() if MACHINE.search(text)}

    assert passive - NOT_PASSIVE == set()
    assert machine == set()

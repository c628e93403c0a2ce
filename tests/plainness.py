"""Whether Dutch is plain enough for an inhabitant: a gate for B1, for which there is no measure.

Short sentences of frequent words; a word that is rare, or joined of others, stands in `EXPLAINED`
with its reason. That a text passes does not make it understood: people have to read it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from wordfreq import zipf_frequency

MEAN_WORDS, MOST_WORDS = 10, 15
"""Of a sentence."""
FREQUENT = 3.5
"""Zipf: about three times in a million words."""

_SAID = "what people call it, and there is no plainer word"
_SIGN, _PLURAL = "as it stands on the door of who does it", "plural of a frequent word"
EXPLAINED: Mapping[str, str] = {
    "zorgverlener": "the plural is frequent, and there is no other word for all of them",
    "opschreef": "past of opschrijven, which is frequent",
    "opschreven": "past of opschrijven, which is frequent",
    "huisartsenposten": "joined of huisarts and post; it stands on the door",
    "verpleeghuizen": _PLURAL,
    "klinieken": _PLURAL,
    "laboratoria": _PLURAL,
    "apotheken": _PLURAL,
    "tandartsen": _PLURAL,
    "fysiotherapeuten": _SIGN,
    "fysiotherapeut": _SIGN,
    "psychotherapeut": _SIGN,
    "orthopedagoog": _SIGN,
    "verloskundige": _SIGN,
    "nagekeken": "past of nakijken, which is frequent",
    "ingelogd": "as every website says it",
    "inlogde": "past of inloggen, as every website says it",
    "loggen": "as every website says it",
    "logt": "as every website says it",
    "uitloggen": "as every website says it",
    "uitgelogd": "as every website says it",
    "euthanasie": _SAID,
    "hospice": _SAID,
    "intensive": "of intensive care, what people call it",
    "belangrijkst": "of belangrijk, which is frequent",
    "doodgaat": "of doodgaan, which is plainer than any other word for it",
    "vulde": "past of vullen, which is frequent",
    "ambulances": _PLURAL,
    "geprint": "of printen, which is frequent",
    "hulpverlener": "whoever helps; its plural is frequent",
    "vakje": "of vak; the boxes stand beside it",
    "mitz": "the name of the national register",
    "icd": "who has one knows the word; a page explains it",
    "allergie": "known from daily life",
    "zorgplan": "joined of zorg and plan",
}
"""Words that are rarer than they are known, each with its reason."""

ANYBODY = "dit ziekenhuis"
"""In the place of a name that is not given."""
_SENTENCE = re.compile(r"(?<=[.?!:])\s+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PASSIVE = re.compile(r"\b(?:word|wordt|worden|werd|werden)\b (?!u\b)", re.IGNORECASE)
_SLOT = re.compile(r"\{[a-z_-]+\}")


def sentences(text: str) -> list[str]:
    """Those that have a word in them."""
    return [one for one in _SENTENCE.split(text.strip()) if _WORD.search(one)]


def words(text: str) -> list[str]:
    """The words, as they are written."""
    return _WORD.findall(text)


def faults(text: str, explained: Mapping[str, str] = EXPLAINED, **filled: str) -> list[str]:
    """What is not plain in a Dutch text, a sentence each; `filled` goes into its {slots}.

    What is filled in is counted as words, and not judged: names are as they are.
    """
    return faults_in([text], explained, **filled)


def faults_in(
    texts: Iterable[str], explained: Mapping[str, str] = EXPLAINED, **filled: str
) -> list[str]:
    """Of several texts that are read together, on one screen: the mean is that of them all."""
    listed = list(texts)
    rare = [one for text in listed for one in _rare(text, explained)]
    return [*_length(listed, filled), *dict.fromkeys(rare)]


def is_passive(text: str) -> bool:
    """Whether something is done in it, and nobody does it."""
    return _PASSIVE.search(text) is not None


def _length(texts: Iterable[str], filled: Mapping[str, str]) -> Iterator[str]:
    said = [_SLOT.sub(lambda slot: filled.get(slot[0][1:-1], ANYBODY), one) for one in texts]
    counted = [(len(words(one)), one) for text in said for one in sentences(text)]
    for many, sentence in counted:
        if many > MOST_WORDS:
            yield f"{many} words in one sentence, at most {MOST_WORDS}: {sentence}"
    mean = sum(many for many, _ in counted) / max(len(counted), 1)
    if mean > MEAN_WORDS:
        yield f"{mean:.1f} words a sentence, at most {MEAN_WORDS} on average: {' '.join(said)}"


def _rare(text: str, explained: Mapping[str, str]) -> Iterator[str]:
    for word in words(_SLOT.sub(" ", text)):
        plain = word.lower()
        if plain not in explained and zipf_frequency(plain, "nl") < FREQUENT:
            yield f"a rare word, so explain it or say it otherwise: {word}"

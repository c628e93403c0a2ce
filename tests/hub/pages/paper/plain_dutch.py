"""What plain Dutch (B1) can be measured by: short sentences, of words that are used much.

No tool tells B1: this finds what to look at again. Readers have to judge the rest.
"""

import re
from collections.abc import Iterable

from wordfreq import zipf_frequency

MEAN, MOST = 10, 15  # words a sentence
FREQUENT = 3.5  # Zipf; 3 is once in a million words
_SENTENCE = re.compile(r"[.?!:]+(?:\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_PASSIVE = re.compile(r"\b(?:wordt|worden|werd|werden)\b", re.IGNORECASE)


def sentences(text: str) -> list[list[str]]:
    """Each as its words."""
    found = [_WORD.findall(part) for part in _SENTENCE.split(text)]
    return [words for words in found if words]


def mean_length(texts: Iterable[str]) -> float:
    """Words a sentence."""
    lengths = [len(words) for text in texts for words in sentences(text)]
    return sum(lengths) / len(lengths)


def too_long(texts: Iterable[str]) -> list[str]:
    """Sentences that are to be cut in two."""
    return [" ".join(words) for text in texts for words in sentences(text) if len(words) > MOST]


def rare(texts: Iterable[str]) -> set[str]:
    """Words that many readers do not meet."""
    words = {word.lower() for text in texts for words in sentences(text) for word in words}
    return {word for word in words if zipf_frequency(word, "nl") < FREQUENT}


def passive(texts: Iterable[str]) -> list[str]:
    """Texts in which nobody does what is done."""
    return [text for text in texts if _PASSIVE.search(text)]

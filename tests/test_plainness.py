"""The gate for plain Dutch finds what is not plain, and lets through what is."""

import pytest

from tests.plainness import EXPLAINED, faults, sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("U gaf hiervoor toestemming.", []),
        ("Is er haast? Dan mag een arts soms kijken.", []),
        (" ".join(["Mag"] * 15) + ".", ["words a sentence"]),
        ("Mag ik? " + " ".join(["Mag"] * 16) + ".", ["16 words in one sentence"]),
        ("De behandelgrens is wilsonbekwaam.", ["a rare word", "a rare word"]),
        ("Mag {organization} kijken?", []),
    ],
)
def test_what_is_not_plain_is_found(text: str, found: list[str]) -> None:
    said = faults(text, {})

    assert len(said) == len(found), said
    assert all(part in one for part, one in zip(found, said, strict=True))


def test_what_is_filled_in_counts_as_words() -> None:
    long = "het " * 14 + "huis"

    assert faults("Mag {organization} kijken?", organization=long)
    assert not faults("Mag {organization} kijken?", organization="Zzyzx")


def test_a_rare_word_may_be_explained() -> None:
    assert faults("Uw zorgverlener kijkt.", {})
    assert not faults("Uw zorgverlener kijkt.", {"zorgverlener": "who gives care"})


def test_each_explained_word_has_a_reason_and_needs_one() -> None:
    for word, reason in EXPLAINED.items():
        assert len(reason.split()) > 1, word
        assert word == word.lower()
        assert faults(word, {}), f"{word} is frequent: it needs no reason"
        assert not faults(word)


def test_sentences_are_told_apart() -> None:
    assert sentences("Zegt u nee? Dan blijft het zo. ") == ["Zegt u nee?", "Dan blijft het zo."]

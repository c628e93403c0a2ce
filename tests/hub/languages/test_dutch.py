"""Each sentence has its Dutch, with the same values in it."""

import re

from hub.languages.dutch import GAP, in_dutch, sentences

GAPS = re.compile(r"\{(\d+)\}")


def test_the_dutch_has_every_value_of_the_english_once() -> None:
    gaps = {english: sorted(GAPS.findall(dutch)) for english, dutch in sentences().items()}

    assert gaps
    for english, found in gaps.items():
        assert found == [str(number) for number in range(english.count(GAP))], english


def test_each_is_found_with_values_in_it() -> None:
    for english, dutch in sentences().items():
        filled = ["verwijderd"] * english.count(GAP)
        assert in_dutch(english.replace(GAP, "deleted")) == dutch.format(*filled)


def test_a_sentence_that_nobody_put_in_dutch_has_none() -> None:
    assert in_dutch("the moon is made of cheese") is None


def test_two_sentences_in_one_have_dutch_where_both_have() -> None:
    assert in_dutch("stored; deleted") == "opgeslagen; verwijderd"
    assert in_dutch("stored; made of cheese") is None


def test_values_stay_as_they_are() -> None:
    told = in_dutch("Goal has no search parameter colour here; /fhir/metadata lists what it has")

    assert told == "Goal heeft hier geen zoekparameter colour; zie /fhir/metadata"

"""Each sentence has its Dutch, with the same values in it."""

import re
import time

from hub.languages.dutch import GAP, in_dutch, sentences

GAPS = re.compile(r"\{(\d+)(:[^}]*)?\}")
VERBATIM = (None, ":woord", ":woorden")
AT_ONCE = 1_000
WITHIN = 2.0  # seconds, on a machine with other work


def test_the_dutch_has_every_value_of_the_english_once() -> None:
    gaps = {english: sorted(found[0] for found in GAPS.findall(dutch))
            for english, dutch in sentences().items()}  # fmt: skip

    assert gaps
    for english, found in gaps.items():
        assert found == [str(number) for number in range(english.count(GAP))], english


def test_each_is_found_with_values_in_it() -> None:
    for english, dutch in sentences().items():
        filled = GAPS.sub(lambda gap: "deleted" if gap[2] in VERBATIM else "verwijderd", dutch)
        assert in_dutch(english.replace(GAP, "deleted")) == filled


def test_a_sentence_that_nobody_put_in_dutch_has_none() -> None:
    assert in_dutch("the moon is made of cheese") is None


def test_two_sentences_in_one_have_dutch_where_both_have() -> None:
    assert in_dutch("stored; deleted") == "opgeslagen; verwijderd"
    assert in_dutch("stored; made of cheese") is None


def test_values_stay_as_they_are() -> None:
    told = in_dutch("Goal has no search parameter colour here; /fhir/metadata lists what it has")

    assert told == "Goal heeft hier geen zoekparameter colour; zie /fhir/metadata"


def test_a_value_that_reads_as_a_sentence_stays_as_it_is() -> None:
    assert in_dutch("stored is written by the hub itself") == "stored schrijft de hub zelf"


def test_however_deep_sentences_stand_in_each_other_an_end_comes() -> None:
    assert in_dutch("; ".join(["stored"] * 10_000)) is None


def test_a_thousand_different_findings_are_in_dutch_at_once() -> None:
    begun = time.perf_counter()
    told = [in_dutch(f"no-{number} is written by the hub itself") for number in range(AT_ONCE)]

    assert told[-1] == f"no-{AT_ONCE - 1} schrijft de hub zelf"
    assert time.perf_counter() - begun < WITHIN


def test_a_long_text_of_a_stranger_takes_no_long() -> None:
    begun = time.perf_counter()

    assert in_dutch("a ; {} and the : or takes at " * 300) is None
    assert in_dutch("a ; {} and the : or takes at " * 300_000) is None
    assert time.perf_counter() - begun < WITHIN

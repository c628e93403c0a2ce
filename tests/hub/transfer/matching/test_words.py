"""Whatever a filter says, and each factor, can be read in Dutch."""

from typing import get_args

import pytest
from hypothesis import given

from hub.transfer.matching.factors import WEIGHTS
from hub.transfer.matching.filters import Filter, Verdict, verdicts
from hub.transfer.matching.words import FACTORS, in_words
from tests.hub.transfer.matching.candidates import CANDIDATES, NEEDS


def test_each_factor_has_its_name() -> None:
    assert FACTORS.keys() == WEIGHTS.keys()


@pytest.mark.parametrize("name", get_args(Filter))
def test_each_reason_to_fall_out_has_its_sentence(name: Filter) -> None:
    assert in_words(Verdict(name, is_misfit=True))


def test_codes_stand_behind_it_by_our_words_and_others_as_they_were_written() -> None:
    skills = Verdict("skills", is_misfit=False, about=("vac", "een tolk"))
    care = Verdict("care-type", is_misfit=True, about=("elv-hoog",))

    assert in_words(skills) == "Niet bekend of dit hier kan: VAC-therapie, een tolk"
    assert in_words(care) == "Geeft deze soort zorg niet: ELV hoog complex"


@given(NEEDS, CANDIDATES)
def test_nothing_that_is_found_has_no_sentence(need, candidate) -> None:
    assert all(map(in_words, verdicts(need, candidate)))

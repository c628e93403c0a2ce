"""The dossiers of CI show every word of the model: without it, they would be answered otherwise.

So a hub that agrees with the model on them has that word too.
"""

import pytest

from tests.model.consent_model import WORDS, Model
from tests.model.foretold import an_imagined_plan, foretold
from tests.model.test_model_agrees import DEFAULT_DOSSIERS, DEFAULT_SEED


@pytest.mark.parametrize("word", WORDS)
def test_without_this_word_some_dossier_is_answered_otherwise(word: str) -> None:
    for number in range(DEFAULT_DOSSIERS):
        plan = an_imagined_plan(f"{DEFAULT_SEED}:{number}")
        if foretold(plan, Model()) != foretold(plan, Model(without=word)):
            return
    pytest.fail(f"no dossier shows {word!r}")

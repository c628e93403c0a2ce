"""Answers to the national form as a page may send them, for Hypothesis."""

from collections.abc import Mapping

from hypothesis import strategies as st

from profiles.pzp.form.findings import findings
from profiles.pzp.form.question import Kind, Question
from profiles.pzp.form.said import Said, keys_of, placed, tidy
from tests.profiles.pzp.form.mended import TODAY, mended

_WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=12)
_DAYS = st.sampled_from(["2024-03-05", "2026-03-12", "2019-12-31"])


def _values(question: Question) -> st.SearchStrategy[tuple[str, ...]]:
    if question.kind is Kind.MANY:
        return st.lists(st.sampled_from(keys_of(question)), max_size=4).map(tuple)
    if keys := keys_of(question):
        return st.sampled_from(keys).map(lambda one: (one,))
    if question.kind in {Kind.DAY, Kind.BIRTH}:
        return _DAYS.map(lambda one: (one,))
    return _WORDS.map(lambda one: (one,))


_ONE = st.sampled_from(list(placed())).flatmap(
    lambda placed: st.tuples(st.just(placed[0]), _values(placed[1]))
)
any_answers: st.SearchStrategy[Mapping[str, tuple[str, ...]]] = st.lists(_ONE, max_size=40).map(
    lambda pairs: tidy(dict(pairs))
)
"""Whatever may be typed, whether it can be stored so or not."""


def _sound(said: Said) -> Said:
    sound = mended(said)
    assert findings(sound, TODAY) == []
    return sound


sound_answers = any_answers.map(_sound)
"""What can be stored."""

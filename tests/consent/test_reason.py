"""Each reason has words, for who builds and for a screen."""

import ast
import re
from collections.abc import Iterator

import pytest
from hypothesis import given

from consent.decide import decide, decide_caller
from consent.facts import Facts
from consent.question import Question
from consent.reason import WORDS, words_of
from consent.section import About
from tests.architecture.tree import ROOT
from tests.consent import strategies as some

CODE = re.compile(r"[A-Z]-[A-Z]+(-[A-Z]+)*")
NOT_SAID_IN = {"reason.py"}


def given_in_code() -> Iterator[str]:
    """Every reason code that stands in a rule, as the code itself has it."""
    for path in (ROOT / "consent").rglob("*.py"):
        if path.name not in NOT_SAID_IN:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield from [node.value] if CODE.fullmatch(node.value) else []


def test_every_code_that_a_rule_gives_has_words_and_no_other_has() -> None:
    assert set(given_in_code()) == set(WORDS)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_words_are_sentences_of_their_own(code: str) -> None:
    said = words_of(code)

    for text in said:
        assert re.fullmatch(r"[A-Z][^.]+\.", text), text
    assert said.en != said.nl
    assert [one for one, words in WORDS.items() if set(words) & set(said)] == [code]


@given(some.questions(), some.statements.flatmap(some.facts), some.abouts)
def test_whatever_is_decided_can_be_said(question: Question, facts: Facts, of: About) -> None:
    assert words_of(decide(question, facts, of).reason)
    assert words_of(decide_caller(question).reason)

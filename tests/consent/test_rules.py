from pathlib import Path

import consent.rules
from consent.decide import CALLER_RULES, RULES

ELSEWHERE = {"default_no", "own_search", "push_custodian"}
"""What is left where every rule was silent; the one rule of a push, and of a search of many."""


def test_every_rule_that_has_a_file_stands_in_the_order_once() -> None:
    files = {path.stem for path in Path(consent.rules.__path__[0]).glob("[!_]*.py")}
    order = [rule.__name__ for rule in (*CALLER_RULES, *RULES)]
    assert sorted(order) == sorted(files - ELSEWHERE)

"""Every answer that the guide's forms offer is read, or told as it was asked and written."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from profiles.pzp.reading.fact import Says
from tests.plugins.shared_data import shared_data
from tests.profiles.pzp.reading.answered import form
from tests.profiles.pzp.reading.asked import reading
from tests.profiles.pzp.records import Tree

FORMS = {
    "beta3": ("pzp-definitions", "Questionnaire-ACP-zib2020.json"),
    "rc2": ("pzp-1.0-definitions", "Questionnaire-ACP-zib2020-rc2.json"),
}
PRESETS = frozenset({
    "1408", "1410", "1412", "1414", "1416", "1418", "1420", "1422", "1426", "1428", "1430", "1432",
    "1434", "1436", "1644",
})  # fmt: skip
READ = frozenset({
    "1386", "1387", "1390", "1393", "1396", "1399", "1402", "1005", "999", "1191", "1193", "1435",
    "1190", "1196", "1406",
})  # fmt: skip
"""Whose every answer is a fact; 1006 and 1200 are one where it is yes."""


def offered(items: list[Tree]) -> Iterator[tuple[Tree, dict[str, Any]]]:
    for item in items:
        for option in item.get("answerOption", ()):
            yield item, {name: one for name, one in option.items() if name.startswith("value")}
        if item["type"] in {"string", "text"}:
            yield item, {"valueString": "zoals opgeschreven"}
        yield from offered(item.get("item", []))


@pytest.mark.parametrize("release", FORMS)
def test_every_answer_that_is_offered_is_told(release: str) -> None:
    questions = json.loads(shared_data(*FORMS[release]).read_text(encoding="utf-8"))["item"]
    count = 0
    for item, value in offered(questions):
        asked = {"linkId": item["linkId"], "text": item["text"], "answer": [value]}
        found = reading(form(asked, release=release))
        (filled,) = found.forms
        if item["linkId"] in READ:
            (fact,) = found.facts()
            assert fact.says is not Says.UNREAD
            assert not fact.read_yourself
        elif item["linkId"] not in PRESETS:
            told = (found.facts(), found.contacts, filled.parties, filled.answers)
            assert any(told) or item["linkId"] in {"984", "1008"}, item["linkId"]
        count += 1
    assert count > len(READ | PRESETS)

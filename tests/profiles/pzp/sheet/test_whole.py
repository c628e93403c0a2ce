"""Of random records all that is read stands on the sheet, in words, and nothing is empty."""

import os
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise
from typing import Any

from profiles.pzp.reading.fact import Says, Topic
from profiles.pzp.reading.words import decision, will_on
from profiles.pzp.sheet.sheet import sheet
from profiles.pzp.sheet.shown import Block, Line, Sheet, Tone
from tests.profiles.pzp.reading.asked import AT, reading
from tests.profiles.pzp.reading.dossier import dossier

DOSSIERS = int(os.environ.get("READING_DOSSIERS", "50"))
SEEDS = [f"a sheet {number}" for number in range(DOSSIERS)]
MAY_BE_EMPTY = {
    ("Banner", "age"), ("Banner", "died"), ("Line", "parties"), ("Line", "version"),
    ("Block", "nothing"), ("Block", "warning"), ("Mate", "roles"), ("Mate", "relations"),
    ("Told", "title"), ("Held", "parties"),
}  # fmt: skip


def shown(*record: Any) -> Sheet:
    return sheet(reading(*record), AT, {"1": "Huisarts De Sluis", "2": "Ziekenhuis Flevo"})


def test_every_fact_stands_in_its_block_in_the_words_of_the_reading() -> None:
    for seed in SEEDS:
        found = reading(*dossier(seed))
        blocks = {(one.subject, one.title): one for one in sheet(found, AT, {}).blocks}
        for topic in found.topics:
            block = next((one for one in blocks.values() if is_of(one, topic)), None)
            if block is None:
                assert not topic.now + topic.before, seed
                continue
            held = sorted(
                [decision(one) for one in topic.now]
                + [will_on(one, topic.subject) for one in topic.wills]
            )
            assert sorted(one.decision for one in block.lines) == held, seed
            history = [decision(one) for one in topic.before]
            assert [one.decision for one in block.before] == history, seed


def is_of(block: Block, topic: Topic) -> bool:
    return block.subject is topic.subject and (not topic.called or block.title == topic.called)


def test_nothing_is_left_empty() -> None:
    for seed in SEEDS:
        empty = set(empties(shown(*dossier(seed)))) - MAY_BE_EMPTY
        assert not empty, seed


def empties(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, tuple):
        for one in node:
            yield from empties(one)
    if not is_dataclass(node):
        return
    for each in fields(node):
        value = getattr(node, each.name)
        if value == "":
            yield type(node).__name__, each.name
        yield from empties(value)


def test_only_what_decides_has_the_sign_of_a_decision() -> None:
    for seed in SEEDS:
        found = reading(*dossier(seed))
        for fact in found.facts():
            for line in lines_of(sheet(found, AT, {}), decision(fact)):
                if line.tone in {Tone.DO, Tone.DONT, Tone.SWITCH_OFF}:
                    assert line.decision in decided(found.facts()), seed


def decided(facts: Any) -> set[str]:
    signed = {Says.DO, Says.DONT, Says.SWITCH_OFF}
    return {decision(one) for one in facts if one.says in signed and not one.read_yourself}


def lines_of(found: Sheet, words: str) -> list[Line]:
    every = [one for block in found.blocks for one in (*block.lines, *block.before)]
    return [one for one in every if one.decision == words]


def test_the_gravest_alert_stands_first() -> None:
    order = ("stop", "care", "note")
    for seed in SEEDS:
        urgencies = [order.index(one.urgency) for one in shown(*dossier(seed)).alerts]
        grave = [one for one in urgencies if one != 1]
        assert all(one <= other for one, other in pairwise(grave)), seed


def test_it_is_the_same_in_any_order() -> None:
    for seed in SEEDS[:20]:
        record = dossier(seed)
        assert shown(*record) == shown(*reversed(record)), seed

"""Of random records the reading is that of a second reader, and no muddle hides a "no"."""

import os
import random

from profiles.pzp.contradiction.dated import is_later
from profiles.pzp.reading.fact import Fact, Says, Subject, Topic
from profiles.pzp.reading.shown import Reading
from tests.profiles.pzp.reading import plainly
from tests.profiles.pzp.reading.asked import reading
from tests.profiles.pzp.reading.dossier import dossier

DOSSIERS = int(os.environ.get("READING_DOSSIERS", "50"))
SEED = os.environ.get("READING_SEED", "the same as ever")
SEEDS = [f"{SEED} {number}" for number in range(DOSSIERS)]
"""All in a few tests: a test for each would cost more than what it tests."""


def test_a_second_reader_reads_the_same() -> None:
    for seed in SEEDS:
        record = dossier(seed)
        assert told(reading(*record)) == plainly.read(record), seed


def test_no_order_changes_anything() -> None:
    for seed in SEEDS:
        record = dossier(seed)
        shuffled = random.Random(seed).sample(record, len(record))  # noqa: S311 - no secret
        assert reading(*record) == reading(*shuffled), seed


def test_who_can_not_decide_stands_first() -> None:
    for seed in SEEDS:
        codes = [one.code for one in reading(*dossier(seed)).capacity.now]
        assert codes == sorted(codes, key=lambda code: code != "false"), seed


def test_what_is_added_hides_no_do_not_no_incapacity_and_no_flag() -> None:
    for seed in SEEDS:
        *record, added = dossier(seed)
        alone, fewer, all_of_it = reading(added), reading(*record), reading(*record, added)
        for subject, fact in grave(fewer):
            is_kept = (subject, fact.content) in [(one, it.content) for one, it in grave(all_of_it)]
            assert is_kept or replaced(alone, subject, fact), seed
        for pair in flags(fewer) - flags(all_of_it):
            one = next(fact for fact in fewer.facts() if pair[1] in fact.addresses)
            assert replaced(alone, one.subject, one), seed


def grave(found: Reading) -> list[tuple[Subject, Fact]]:
    return [
        (topic.subject, fact)
        for topic in found.topics
        for fact in topic.now
        if fact.says is Says.DONT or fact.code == "false"
    ]


def replaced(added: Reading, subject: Subject, fact: Fact) -> bool:
    """Whether what is added is a later word of its own source."""
    return any(
        one.subject is subject and one.source == fact.source and is_later(one.date, fact.date)
        for one in added.facts()
    )


def told(found: Reading) -> dict[str, object]:
    """The reading in the terms of the second reader."""
    return {
        "now": by_subject(found.topics, "now"),
        "before": by_subject(found.topics, "before"),
        "differs": {key(one) for one in found.topics if one.differs},
        "contrary": flags(found),
        "represent": {one.name for one in found.representatives},
        "not_read": {one.address for one in found.not_read},
    }


def flags(found: Reading) -> set[tuple[str, str, str, bool]]:
    return {
        (topic.subject, agreement, will, one.is_linked)
        for topic in found.topics
        for one in topic.contrary
        for agreement in one.agreement.addresses
        for will in one.will.addresses
    }


def key(topic: Topic) -> str:
    return f"{topic.subject} {topic.called.strip().lower()}".strip()


def by_subject(topics: tuple[Topic, ...], name: str) -> dict[str, set[tuple[str, str, str, str]]]:
    found = {key(one): {row for fact in getattr(one, name) for row in rows(fact)} for one in topics}
    return {subject: some for subject, some in found.items() if some}


def rows(fact: Fact) -> set[tuple[str, str, str, str]]:
    content = ""
    if fact.says not in {Says.UNREAD, Says.OTHERWISE}:
        content = (
            (fact.code or " ".join(fact.content[2:]))
            if fact.says is Says.ANSWER
            else (fact.code if fact.subject is Subject.WILL else fact.says)
        )
    return {(fact.says, content, fact.source, one) for one in fact.addresses}

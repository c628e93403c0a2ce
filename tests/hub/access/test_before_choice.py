"""What others are told of a transfer before the choice, however its sender wrote it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.access.before_choice import before_choice
from hub.storage.stored import Stored
from profiles.transfer.choice import KEPT_HERE, NOT_CHOSEN

SENDER, RECEIVER = "41452111", "41452112"


def a_transfer(status: str, **more: Any) -> dict[str, Any]:
    note = [{"text": "Mevrouw Zonnebloem"}]
    tags = {"tag": [KEPT_HERE]}
    return {"resourceType": "Task", "meta": tags, "status": status, "note": note, **more}


def told(body: str, own: str | None) -> str:
    stored = Stored("Task/a", 1, "1", datetime(2026, 12, 1, tzinfo=UTC), body.encode())
    return before_choice(stored, SENDER, own).body.decode()


@pytest.mark.parametrize("status", sorted(NOT_CHOSEN))
def test_a_name_in_it_is_told_to_nobody_but_its_sender_and_a_person(status: str) -> None:
    body = json.dumps(a_transfer(status))

    assert "Zonnebloem" not in told(body, RECEIVER)
    assert told(body, SENDER) == told(body, None) == body


def test_it_is_known_however_its_tag_is_written() -> None:
    body = json.dumps(a_transfer("requested"))

    assert "Zonnebloem" not in told(body.replace("/", "\\/"), RECEIVER)
    assert "Zonnebloem" not in told(body.replace("exchange", "\\u0065xchange"), RECEIVER)


@pytest.mark.parametrize("status", ["in-progress", "completed"])
def test_who_was_chosen_is_told_all(status: str) -> None:
    body = json.dumps(a_transfer(status))

    assert told(body, RECEIVER) == body

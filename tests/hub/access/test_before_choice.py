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
    meta = {"tag": [KEPT_HERE]}
    return {"resourceType": "Task", "meta": meta, "status": status, "note": note, **more}


def told(body: str, own: str | None, address: str = "Task/a") -> str:
    stored = Stored(address, 1, "1", datetime(2026, 12, 1, tzinfo=UTC), body.encode())
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


def test_what_is_written_beside_a_reference_tends_to_be_a_name_too() -> None:
    named = {"reference": "Composition/a", "display": "Bericht over mevrouw Zonnebloem"}
    parts = [{"type": {"text": "bericht"}, "valueReference": named}, {"valueDate": "2026-12-01"}]

    body = told(json.dumps(a_transfer("requested", input=parts, output=parts)), RECEIVER)

    bare = [{**parts[0], "valueReference": {"reference": "Composition/a"}}, parts[1]]
    assert [json.loads(body)[name] for name in ("input", "output")] == [bare, bare]


def test_what_is_answered_elsewhere_and_what_is_no_transfer_are_told_as_they_are() -> None:
    elsewhere = a_transfer("requested", meta={"tag": [KEPT_HERE | {"code": "there"}]})
    other = a_transfer("requested") | {"resourceType": "Composition"}

    assert told(json.dumps(elsewhere), RECEIVER) == json.dumps(elsewhere)
    assert told(json.dumps(other), RECEIVER, "Composition/a") == json.dumps(other)


@pytest.mark.parametrize("status", ["in-progress", "completed"])
def test_who_was_chosen_is_told_all(status: str) -> None:
    body = json.dumps(a_transfer(status))

    assert told(body, RECEIVER) == body

"""Spoilt messages over a socket: an answer to each, and for each AA the person who was sent.

The spoilings come from a seed that stands in the output; HUB_TEST_SEED=<seed> repeats them.
"""

import json
import os
import resource
import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.core.outbox import Outbox
from adapters.hospital.mllp.framing import framed
from adapters.hospital.mllp.settings import Sender
from adapters.hospital.v2.receiving import receiving
from tests.adapters.hospital.as_sent import as_sent
from tests.adapters.hospital.mllp.mutating import mutated
from tests.adapters.hospital.mllp.standing import Wired, wired
from tests.adapters.hospital.v2.sites import SITE
from tests.plugins.shared_data import shared_data

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

MESSAGES = int(os.environ.get("MUTATED_MESSAGES", "300"))
SEED = os.environ.get("HUB_TEST_SEED") or secrets.token_hex(4)
GROWS_TO = 120  # mebibytes more than at the beginning
SENDER = Sender(application="ZISK", facility="ZKF")


def _messages() -> Iterator[tuple[int, bytes]]:
    """First each message as it is, then spoilt ones."""
    sources = [file.read_bytes() for file in sorted(shared_data("hl7v2").glob("*.hl7"))]
    random = Random(SEED)  # noqa: S311 -- the same each time
    yield from enumerate(sources)
    for number in range(len(sources), MESSAGES):
        yield number, mutated(random.choice(sources), random)


async def _code(wire: Wired, message: bytes) -> str:
    """The code of the first answer; another message of a batch has one of its own."""
    async with wire.peer() as peer:
        await peer.send(framed(message))
        answer = await peer.answer(20)
    segments = answer.split(b"\r")
    return segments[1][4:6].decode() if len(segments) > 1 else ""


def _new_hospital(outbox: Outbox) -> None:
    """Nobody is known any more: what is stored next is of the next message alone."""
    with outbox.taking():
        for table in (
            "v2_person",
            "v2_known",
            "v2_thing",
            "v2_content",
            "v2_sent",
            "parcel",
            "message",
        ):
            outbox.database.execute(f"DELETE FROM {table}")


def _patients(outbox: Outbox) -> Iterator[dict[str, Any]]:
    """Everybody who is in what would be brought to the hub."""
    for (body,) in outbox.database.execute("SELECT body FROM parcel"):
        tree = json.loads(body)
        inner = [entry.get("resource", {}) for entry in tree.get("entry", [])]
        inner += [each.get("resource", {}) for each in tree.get("parameter", [])]
        yield from (each for each in inner if each.get("resourceType") == "Patient")


@pytest.mark.parametrize("escape", [b"\\X0D\\", b"\\.br\\"])
async def test_a_number_that_an_escape_puts_a_control_character_in_is_refused(
    escape: bytes, tmp_path: Path
) -> None:
    outbox = Outbox(tmp_path / "state")
    whole = shared_data("hl7v2", "g01_a01_admission_8859.hl7").read_bytes()
    async with wired(receiving(SITE, outbox), SENDER, outbox, acknowledgement="original") as wire:
        assert await _code(wire, whole.replace(b"700101", b"700" + escape + b"101")) == "AE"
        assert await _code(wire, whole) == "AA"
    outbox.close()


async def test_each_spoilt_message_is_answered_and_what_is_stored_is_of_whom_it_was_sent(
    tmp_path: Path,
) -> None:
    outbox, codes = Outbox(tmp_path / "state"), Counter[str]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    take = receiving(SITE, outbox)
    async with wired(take, SENDER, outbox, acknowledgement="original") as wire:
        for number, message in _messages():
            where = f"message {number} of HUB_TEST_SEED={SEED}"
            code = await _code(wire, message)
            assert code in {"AA", "AE", "AR"}, where
            codes[code] += 1
            stored = list(_patients(outbox))
            assert code == "AA" or not stored, where
            sent = as_sent(message) if stored else None
            assert not any(sent and sent.disagrees(patient) for patient in stored), where
            _new_hospital(outbox)
    outbox.close()
    print(dict(codes))  # noqa: T201 -- seen with -rP
    assert all(codes[code] for code in ("AA", "AE", "AR"))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < GROWS_TO * 1024

"""The frames and answers of the messages beside the checkout, each as its `expected.json` says."""

import json
from typing import Any

import pytest

from adapters.hospital.mllp.settings import Sender
from tests.adapters.hospital.mllp.standing import Wired, field, framed, wired
from tests.plugins.shared_data import shared_data

pytestmark = pytest.mark.anyio

OF_THE_WIRE = ("x01", "x02", "x03", "x04", "x05", "x06", "x07")
TAKEN = {
    "ADT": ("A01", "A02", "A03", "A04", "A05", "A08", "A11", "A12", "A13", "A28", "A31", "A40"),
    "MDM": ("T02", "T08", "T11"),
    "ORU": ("R01",),
    "SIU": ("S12", "S13", "S14", "S15"),
}
EVENTS = frozenset(f"{kind}^{event}" for kind, events in TAKEN.items() for event in events)
SITE = Sender(application="ZISK", facility="ZKF", character_set="8859/1", events=EVENTS)


def _cases() -> list[dict[str, Any]]:
    fixtures = json.loads(shared_data("hl7v2", "expected.json").read_bytes())["fixtures"]
    return [each for each in fixtures if each["kind"] == "good" or each["file"][:3] in OF_THE_WIRE]


async def _codes(wire: Wired, case: dict[str, Any]) -> tuple[list[str], list[bytes]]:
    """The code, or `close` where the connection was closed; and the answer with it."""
    content = shared_data("hl7v2", case["file"]).read_bytes()
    async with wire.peer() as peer:
        await peer.send(framed(content) if case["wire"] == "message" else content)
        if case["file"].startswith("x01"):
            peer.writer.write_eof()
        answer = await peer.answer()
    return ([field(answer, "MSA", 1)], [answer]) if answer else (["close"], [])


@pytest.mark.parametrize("policy", ["original", "norm"])
async def test_each_message_gets_the_answer_that_is_expected(policy: str) -> None:
    key = "original_policy" if policy == "original" else "norm_by_msh15_16"
    async with wired(sender=SITE, acknowledgement=policy, silence_seconds=0.2) as wire:
        for case in _cases():
            told = len(wire.lines)
            codes, answers = await _codes(wire, case)
            expected = case["expect"][key]
            allowed = [expected] if isinstance(expected, str) else expected

            assert codes[0] in {each.replace("none", "close") for each in allowed}, case["file"]
            assert (case["kind"] == "good") == (len(wire.lines) == told), case["file"]
            for answer in answers:
                _compare(answer, case)


def _compare(answer: bytes, case: dict[str, Any]) -> None:
    expect = case["expect"]
    if expect["msa2"] is not None:
        assert field(answer, "MSA", 2) == expect["msa2"], case["file"]
    if expect["err3"] is not None:
        found = field(answer, "ERR", 3).split("^")[0] or field(answer, "ERR", 1).split("^")[3]
        assert found == expect["err3"], case["file"]

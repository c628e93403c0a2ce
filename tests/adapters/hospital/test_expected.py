"""Every message beside the checkout over the wire, answered as its `expected.json` says."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.core.outbox import Outbox
from adapters.hospital.v2.receiving import receiving
from tests.adapters.hospital.mllp.standing import Wired, field, framed, wired
from tests.adapters.hospital.v2.sites import SITE
from tests.plugins.shared_data import shared_data

pytestmark = pytest.mark.anyio


async def _heard(wire: Wired, case: dict[str, Any]) -> tuple[str, bytes]:
    """The code, or `close` where the connection was closed; and the answer."""
    content = shared_data("hl7v2", case["file"]).read_bytes()
    async with wire.peer() as peer:
        await peer.send(framed(content) if case["wire"] == "message" else content)
        if case["file"].startswith("x01"):
            peer.writer.write_eof()
        answer = await peer.answer()
    return field(answer, "MSA", 1) if answer else "close", answer


@pytest.mark.parametrize("policy", ["original", "norm"])
async def test_each_message_gets_the_answer_that_is_expected(policy: str, tmp_path: Path) -> None:
    key = "original_policy" if policy == "original" else "norm_by_msh15_16"
    fixtures = json.loads(shared_data("hl7v2", "expected.json").read_bytes())["fixtures"]
    outbox = Outbox(tmp_path / "state")
    settings = {"acknowledgement": policy, "silence_seconds": 0.2}
    async with wired(receiving(SITE, outbox), SITE.sender, outbox, **settings) as wire:
        for case in fixtures:
            told = len(wire.lines)
            code, answer = await _heard(wire, case)
            expected = case["expect"][key]
            allowed = [expected] if isinstance(expected, str) else expected

            assert code in {each.replace("none", "close") for each in allowed}, case["file"]
            lines = [line for line in wire.lines[told:] if "not taken" in line]
            assert len(lines) == (case["kind"] == "bad"), case["file"]
            if answer:
                _compare(answer, case)
    outbox.close()


def _compare(answer: bytes, case: dict[str, Any]) -> None:
    expect = case["expect"]
    if expect["msa2"] is not None:
        assert field(answer, "MSA", 2) == expect["msa2"], case["file"]
    if expect["err3"] is not None:
        parts = [*field(answer, "ERR", 1).split("^"), "", "", ""]
        found = field(answer, "ERR", 3).partition("^")[0] or parts[3]
        assert found == expect["err3"], case["file"]

"""Mitz is asked as it wants to be asked, and only its own clear yes is one."""

import asyncio
import logging
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from consent.asker import Inhabitant, System
from hub.outbound.mitz.answer import Answer
from hub.outbound.mitz.mitz import Mitz
from hub.outbound.mitz.question import Holder
from hub.outbound.mitz.terms import Terms
from profiles.identifiers import BSN
from tests.hub.outbound.cast import GP, NURSING, SURGEON, bsn_of_somebody, terms_of
from tests.stubs.mitz.authority import Authority
from tests.stubs.mitz.contract import USER
from tests.stubs.mitz.server import StubMitz

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
SHORT = 0.3  # seconds
UNWELL = {
    "indeterminate": "indeterminate",
    "not applicable": "not-applicable",
    "another word": "form",
    "obligation": "obligation",
    "fault": "fault",
    "fault 500": "fault",
    "permit 500": "status",
    "redirect": "status",
    "malformed": "not-xml",
    "no xml": "not-xml",
    "bomb": "document-type",
    "document type": "document-type",
    "replayed": "another-message",
    "related to nothing": "another-message",
    "another patient": "another-question",
    "another holder": "another-question",
    "half an echo": "another-question",
    "two results": "form",
    "huge": "too-large",
    "truncated": "unreachable",
    "hangs up": "hung-up",
}
ALARMS = {"document-type", "another-message", "another-question"}


def permit(stub: StubMitz, bsn: BSN, *holders: Holder) -> None:
    for holder in holders or (GP,):
        stub.says[bsn.value, holder.ura, SURGEON.ura] = "Permit"


async def asked(mitz: Mitz, bsn: BSN, holder: Holder = GP, purpose: str | None = "TREAT") -> Answer:
    return (await mitz.ask(SURGEON, bsn, purpose, [holder]))[holder]


@pytest.mark.parametrize("mode", UNWELL)
async def test_a_mitz_that_is_not_well_permits_nothing(
    stub: StubMitz, mitz: Mitz, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    bsn = bsn_of_somebody()
    permit(stub, bsn)
    assert (await asked(mitz, bsn)).decision == "permit"
    stub.mode = mode

    answer = await asked(mitz, bsn)

    assert (answer.decision, answer.why) == ("unknown", UNWELL[mode])
    assert stub.refused == []
    told = [record for record in caplog.records if record.name == "hub.outbound.mitz"]
    assert [record.levelno for record in told] == [
        logging.ERROR if UNWELL[mode] in ALARMS else logging.WARNING
    ]
    assert answer.message_id in told[0].getMessage()


@pytest.mark.parametrize(("mode", "lines"), [("another patient", 3), ("fault", 1)])
async def test_each_alarm_is_logged_and_of_a_mitz_that_is_away_not_every_question(
    stub: StubMitz, mitz: Mitz, mode: str, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    stub.mode = mode
    for _ in range(3):
        await asked(mitz, bsn_of_somebody())

    told = [record for record in caplog.records if record.name == "hub.outbound.mitz"]
    assert len(told) == lines
    assert sum(sum(cell[:-1]) for cell in mitz.seen.counted.values()) == 3


@pytest.mark.parametrize("mode", ["slow", "drips"])
async def test_whoever_is_slow_permits_nothing_and_is_waited_for_no_longer(
    stub: StubMitz, mode: str
) -> None:
    bsn = bsn_of_somebody()
    permit(stub, bsn)
    stub.mode = mode
    async with Mitz(terms_of(stub, mitz_seconds=SHORT), lambda: NOW) as mitz:
        began = time.perf_counter()

        answer = await asked(mitz, bsn)

        # Generous, for other tests run beside this one; the stub itself waits for 30 seconds.
        assert time.perf_counter() - began < SHORT + 5
    assert (answer.decision, answer.why) == ("unknown", "slow")


async def test_where_nobody_listens_nothing_is_permitted(stub: StubMitz, terms: Terms) -> None:
    elsewhere = replace(terms, url="https://127.0.0.1:9")
    async with Mitz(elsewhere, lambda: NOW) as mitz:
        assert (await asked(mitz, bsn_of_somebody())).why == "unreachable"


async def test_no_proxy_of_the_environment_reads_along(
    stub: StubMitz, terms: Terms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    async with Mitz(terms, lambda: NOW) as mitz:
        assert (await asked(mitz, bsn_of_somebody())).decision == "deny"


async def test_whoever_is_not_mitz_is_asked_nothing(stub: StubMitz, pki: Any) -> None:
    stranger = Authority(pki, "stranger")
    async with Mitz(terms_of(stub, mitz_roots=str(stranger.roots)), lambda: NOW) as mitz:
        answer = await asked(mitz, bsn_of_somebody())

    assert (answer.decision, answer.why) == ("unknown", "unreachable")
    assert stub.bodies == []


async def test_mitz_answers_none_whose_certificate_it_does_not_know(
    stub: StubMitz, pki: Any
) -> None:
    certificate, key = Authority(pki, "another").issue("another-hub")
    terms = terms_of(stub, mitz_certificate=str(certificate), mitz_key=str(key))
    async with Mitz(terms, lambda: NOW) as mitz:
        answer = await asked(mitz, bsn_of_somebody())

    # By which of the two it is noticed is up to the moment at which it is refused.
    assert answer.decision == "unknown"
    assert answer.why in {"hung-up", "unreachable"}
    assert stub.bodies == []


@pytest.mark.parametrize(
    ("asker", "purpose", "holder", "why"),
    [
        (System(ura="90000103", organization_type="V4"), "TREAT", GP, "asker"),
        (Inhabitant(whose="1"), "TREAT", GP, "asker"),
        (replace(SURGEON, mandated=True), "TREAT", GP, "asker"),
        (replace(SURGEON, ura="9000O103"), "TREAT", GP, "asker"),
        (SURGEON, "ETREAT", GP, "purpose"),
        (SURGEON, "BTG", GP, "purpose"),
        (SURGEON, None, GP, "purpose"),
        (SURGEON, "TREAT", Holder("90000101", ""), "holder"),
        (SURGEON, "TREAT", Holder("9000O101", "Z3"), "holder"),
    ],
)
async def test_what_mitz_does_not_take_is_not_asked(
    stub: StubMitz, mitz: Mitz, asker: Any, purpose: Any, holder: Holder, why: str
) -> None:
    answers = await mitz.ask(asker, bsn_of_somebody(), purpose, [holder])

    assert (answers[holder].decision, answers[holder].why) == ("unknown", why)
    assert stub.bodies == []


async def test_no_choice_is_a_no(stub: StubMitz, mitz: Mitz) -> None:
    answer = await asked(mitz, bsn_of_somebody())

    assert (answer.decision, answer.why) == ("deny", "decided")


@pytest.mark.parametrize("purpose", ["TREAT", "COC"])
async def test_a_yes_is_a_permit_by_a_message_of_its_own(
    stub: StubMitz, terms: Terms, purpose: str
) -> None:
    bsn = bsn_of_somebody()
    permit(stub, bsn)
    async with Mitz(terms, lambda: NOW) as mitz:
        first = await asked(mitz, bsn, purpose=purpose)
        second = await asked(mitz, bsn, purpose=purpose)

    assert [first.decision, second.decision] == ["permit", "permit"]
    assert [first.message_id, second.message_id] == [one.message_id for one in stub.taken]
    assert first.message_id != second.message_id
    assert first.at == NOW
    assert purpose in stub.taken[0].values.values()


async def test_what_was_permitted_is_asked_again_and_may_be_denied(
    stub: StubMitz, mitz: Mitz
) -> None:
    bsn = bsn_of_somebody()
    permit(stub, bsn)
    assert (await asked(mitz, bsn)).decision == "permit"
    stub.says.clear()

    assert (await asked(mitz, bsn)).decision == "deny"


async def test_each_holder_has_an_answer_of_its_own(stub: StubMitz, mitz: Mitz) -> None:
    bsn = bsn_of_somebody()
    permit(stub, bsn, NURSING)

    answers = await mitz.ask(SURGEON, bsn, "TREAT", [GP, NURSING, GP])

    assert {holder: one.decision for holder, one in answers.items()} == {
        GP: "deny",
        NURSING: "permit",
    }
    assert len(stub.taken) == 2


async def test_numbers_go_out_with_all_their_digits(stub: StubMitz, mitz: Mitz) -> None:
    await mitz.ask(replace(SURGEON, ura="103"), bsn_of_somebody(), "TREAT", [Holder("7", "Z3")])

    assert stub.refused == []
    assert stub.taken[0].values[USER] == "00000103"


async def test_one_deadline_is_for_all_and_what_was_answered_by_then_stands(
    stub: StubMitz,
) -> None:
    bsn = bsn_of_somebody()
    permit(stub, bsn)
    stub.mode = "slow"
    async with Mitz(terms_of(stub, mitz_seconds=SHORT, mitz_at_once=2), lambda: NOW) as mitz:
        holders = [Holder(f"9000011{last}", "Z3") for last in range(6)]
        began = time.perf_counter()

        answers = await mitz.ask(SURGEON, bsn, "TREAT", holders)

        assert time.perf_counter() - began < SHORT + 5
    assert {one.why for one in answers.values()} == {"slow"}
    assert stub.most_at_once <= 2


async def test_no_more_are_asked_at_once_than_is_set(stub: StubMitz) -> None:
    async with Mitz(terms_of(stub, mitz_at_once=3), lambda: NOW) as mitz:
        holders = [Holder(f"900001{last:02}", "Z3") for last in range(12)]
        answers = await mitz.ask(SURGEON, bsn_of_somebody(), "TREAT", holders)

    assert {one.decision for one in answers.values()} == {"deny"}
    assert stub.most_at_once <= 3
    assert stub.connections <= 3


async def test_who_hangs_up_is_asked_once_more_in_a_message_of_its_own(
    stub: StubMitz, mitz: Mitz
) -> None:
    """A connection that is used again may be closed at that very moment."""
    bsn = bsn_of_somebody()
    permit(stub, bsn)
    assert (await asked(mitz, bsn)).decision == "permit"
    stub.mode = "hangs up once"

    answer = await asked(mitz, bsn)

    assert answer.decision == "permit"
    messages = [one.message_id for one in stub.taken]
    assert len(messages) == len(set(messages)) == 3
    assert answer.message_id == messages[-1]
    stub.mode = "hangs up"
    assert (await asked(mitz, bsn)).why == "hung-up"
    assert len(stub.taken) == 5


async def test_connections_are_used_again(stub: StubMitz, mitz: Mitz) -> None:
    for _ in range(3):
        await asked(mitz, bsn_of_somebody())

    assert stub.connections == 1


async def test_who_asked_and_gives_up_leaves_nothing_behind(stub: StubMitz, mitz: Mitz) -> None:
    stub.mode = "slow"
    asking = asyncio.create_task(asked(mitz, bsn_of_somebody()))
    assert await asyncio.to_thread(stub.arrived.wait, 10)

    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking

    stub.mode = "well"
    assert (await asked(mitz, bsn_of_somebody())).decision == "deny"


async def test_what_came_of_questions_is_counted(stub: StubMitz, mitz: Mitz) -> None:
    bsn = bsn_of_somebody()
    permit(stub, bsn)
    await mitz.ask(SURGEON, bsn, "TREAT", [GP, NURSING])
    stub.mode = "fault"
    await asked(mitz, bsn)

    counted = {key: sum(cell[:-1]) for key, cell in mitz.seen.counted.items()}
    assert counted == {("permit", "decided"): 1, ("deny", "decided"): 1, ("unknown", "fault"): 1}
    assert all(cell[-1] > 0 for cell in mitz.seen.counted.values())

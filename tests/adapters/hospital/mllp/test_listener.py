import asyncio
import socket
import zlib

import pytest

from adapters.hospital.header import Header
from adapters.hospital.mllp.framing import framed
from adapters.hospital.verdict import Taken, Verdict
from tests.adapters.hospital.mllp.standing import A01, field, msh, wired

pytestmark = pytest.mark.anyio

MANY = 40
SMALL = {"largest_mebibytes": 1, "silence_seconds": 0.3}


def _code(answer: bytes) -> tuple[str, str, str]:
    return field(answer, "MSA", 1), field(answer, "MSA", 2), field(answer, "ERR", 1)[-3:]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (msh(_10=""), ("AE", "", "101")),
        (msh(_9="ADT^A99"), ("AR", "M1", "201")),
        (msh(_9="XYZ^A01"), ("AR", "M1", "200")),
        (msh(_9=""), ("AR", "M1", "200")),
        (msh(_11="T"), ("AR", "M1", "202")),
        (msh(_11="D"), ("AR", "M1", "202")),
        (msh(_12="3.7"), ("AR", "M1", "203")),
        (msh(_12=""), ("AR", "M1", "203")),
        (msh(_3="ANOTHER"), ("AR", "M1", "103")),
        (msh(_4="ANOTHER"), ("AR", "M1", "103")),
        (msh(_18="KLINGON"), ("AE", "M1", "103")),
        (msh(_2="^^\\&"), ("AE", "M1", "102")),
        (A01 + msh(_10="M2"), ("AE", "M1", "100")),
        (b"hello", ("AR", "", "100")),
        (A01.decode().encode("utf-16"), ("AR", "", "100")),
        (A01.split(b"PID")[0], ("AE", "M1", "100")),
        (A01 + b"NTE|1||CRASH\r", ("AR", "M1", "207")),
    ],
)
async def test_what_is_not_taken_is_answered_and_told_and_leaves_nothing(
    message: bytes, code: tuple[str, str, str]
) -> None:
    async with wired() as wire, wire.peer() as peer:
        assert _code(await peer.ask(message)) == code
        assert wire.place.taken == []
        assert len(wire.lines) == 1
        assert (await peer.ask(msh(_10="M9"))) != b""
        assert wire.place.taken == ["M9"]


async def test_what_is_taken_is_kept_as_it_came() -> None:
    async with wired() as wire, wire.peer() as peer:
        assert _code(await peer.ask(A01)) == ("AA", "M1", "")
        rows = wire.place.database.execute("SELECT verdict, content FROM message").fetchall()

    assert [(verdict, zlib.decompress(content)) for verdict, content in rows] == [("AA", A01)]


async def test_what_is_not_taken_is_kept_too_with_why() -> None:
    async with wired() as wire, wire.peer() as peer:
        await peer.ask(msh(_11="T"))
        rows = wire.place.database.execute("SELECT verdict, reason FROM message").fetchall()

    assert rows == [("AR", "AR 202 at MSH^1^11: only production messages are taken here")]


async def test_what_is_not_taken_stands_in_the_owners_table_until_its_id_is_taken() -> None:
    untaken = "SELECT substr(place, 1, 8), why FROM untaken"
    async with wired() as wire, wire.peer() as peer:
        wrong = msh(_18="KLINGON")
        await peer.ask(wrong)
        await peer.ask(wrong)
        ((label, why),) = wire.place.database.execute(untaken).fetchall()
        assert wire.lines == [f"{label} not taken: {why}"] * 2
        await peer.ask(msh(_10="M2"))
        assert wire.place.database.execute(untaken).fetchall() != []
        await peer.ask(A01)
        assert wire.place.database.execute(untaken).fetchall() == []


async def test_the_same_bytes_are_answered_as_before_and_have_no_effect() -> None:
    async with wired() as wire, wire.peer() as peer, wire.peer() as other:
        assert [_code(await who.ask(A01))[0] for who in (peer, peer, other)] == ["AA"] * 3
        assert wire.place.taken == ["M1"]


async def test_what_was_refused_is_judged_anew_when_it_comes_again() -> None:
    verdicts = iter([False, True])

    def take(_header: Header, _text: str) -> Verdict:
        if next(verdicts):
            return Taken()
        raise RuntimeError

    async with wired(take) as wire, wire.peer() as peer:
        assert [_code(await peer.ask(A01))[0] for _ in range(3)] == ["AR", "AA", "AA"]


async def test_the_same_id_with_other_bytes_is_a_new_message_and_told_once() -> None:
    async with wired() as wire, wire.peer() as peer:
        for number in range(3):
            assert _code(await peer.ask(A01 + b"NTE|%d\r" % number))[0] == "AA"

        assert wire.place.taken == ["M1"] * 3
        assert len([line for line in wire.lines if "reuses" in line]) == 1


async def test_the_same_id_of_another_sender_is_another_message() -> None:
    anybody = {"application": "", "facility": ""}
    async with wired() as wire, wire.peer() as peer:
        wire.listener._shared.reading.sender = wire.listener._shared.reading.sender.model_copy(
            update=anybody
        )
        await peer.ask(A01)
        await peer.ask(msh(_4="ELSEWHERE"))

        assert wire.place.taken == ["M1", "M1"]
        assert wire.lines == []


async def test_many_at_once_go_into_few_commits_and_are_answered_in_order() -> None:
    stream = b"".join(framed(msh(_10=f"M{number}")) for number in range(MANY))
    async with wired() as wire, wire.peer() as peer, wire.peer() as other:
        await peer.send(stream)
        await other.send(stream.replace(b"|M", b"|N"))
        answers = [field(await peer.answer(), "MSA", 2) for _ in range(MANY)]
        others = [field(await other.answer(), "MSA", 2) for _ in range(MANY)]

        assert answers == [f"M{number}" for number in range(MANY)]
        assert others == [f"N{number}" for number in range(MANY)]
        assert wire.listener.taking.commits < MANY


async def test_each_message_of_a_batch_is_answered_and_the_count_compared() -> None:
    batch = b"BHS|^~\\&\r" + A01 + msh(_10="") + msh(_10="M3") + b"BTS|2\r"
    async with wired() as wire, wire.peer() as peer:
        await peer.send(framed(batch))
        codes = [_code(await peer.answer()) for _ in range(3)]

        assert codes == [("AA", "M1", ""), ("AE", "", "101"), ("AA", "M3", "")]
        assert any("BTS-1 tells 2 messages, 3 came" in line for line in wire.lines)


async def test_an_answer_is_never_answered_nor_are_commit_bytes_and_empty_frames() -> None:
    async with wired() as wire, wire.peer() as peer:
        for content in (msh(_9="ACK^A01^ACK"), b"\x06", b"\x15", b""):
            await peer.send(framed(content))
        assert _code(await peer.ask(msh(_10="M9"))) == ("AA", "M9", "")
        assert len(wire.lines) == 4


async def test_line_feeds_are_taken_and_told_once() -> None:
    async with wired() as wire, wire.peer() as peer:
        for number in range(3):
            message = msh(_10=f"M{number}").replace(b"\r", b"\n")
            assert _code(await peer.ask(message)) == ("AA", f"M{number}", "")
        assert len(wire.lines) == 1


async def test_of_a_frame_begun_twice_the_second_is_answered_alone() -> None:
    async with wired() as wire, wire.peer() as peer:
        await peer.send(b"\x0b" + A01[:90] + framed(msh(_10="M2")))
        assert _code(await peer.answer()) == ("AA", "M2", "")
        assert wire.place.taken == ["M2"]


@pytest.mark.parametrize("rest", [b"NTE|1||a\x0bb\r", b"\x0b", b"\x0b\r", b"\x0b\x06"])
async def test_a_start_byte_within_a_message_is_refused_by_its_own_id(rest: bytes) -> None:
    async with wired() as wire, wire.peer() as peer:
        assert _code(await peer.ask(A01 + rest)) == ("AR", "M1", "100")
        assert wire.place.taken == []


async def test_an_end_without_a_carriage_return_is_not_waited_for() -> None:
    async with wired() as wire, wire.peer() as peer:
        await peer.send(b"\x0b" + A01 + b"\x1c")
        assert _code(await peer.answer()) == ("AA", "M1", "")
        assert len(wire.lines) == 1


@pytest.mark.parametrize(
    "sent",
    [
        A01 + b"\x1c\r",
        b"\x0b" + A01 + b"x" * (1024 * 1024),
        b"\x0b" + A01,
        A01,
    ],
    ids=["no start", "too large", "never ends", "neither start nor end"],
)
async def test_what_does_not_come_whole_is_answered_told_and_closed(sent: bytes) -> None:
    async with wired(**SMALL) as wire, wire.peer() as peer:
        await peer.send(sent)
        assert _code(await peer.answer()) == ("AR", "M1", "207")
        assert await peer.reader.read() == b""
        assert wire.place.taken == []
        assert len(wire.lines) == 1


@pytest.mark.parametrize("sent", [b"\x0bMSH|^~\\&|ZISK|ZKF|R", b"GET / HTTP/1.1\r\n\r\n"])
async def test_what_has_no_id_is_told_and_closed(sent: bytes) -> None:
    async with wired(**SMALL) as wire, wire.peer() as peer:
        await peer.send(sent)
        assert await peer.reader.read() == b""
        assert len(wire.lines) == 1


async def test_a_connection_that_ends_within_a_frame_is_told_and_leaves_nothing() -> None:
    async with wired() as wire, wire.peer() as peer:
        await peer.send(b"\x0b" + A01)
        peer.writer.write_eof()
        assert await peer.answer() == b""

        assert len(wire.lines) == 1
        assert wire.place.taken == []


async def test_a_full_disk_is_answered_ar_and_what_comes_again_is_taken() -> None:
    large = msh(_10="M2") + b"NTE|1||" + b"".join(b"%d " % number for number in range(20000))
    async with wired() as wire, wire.peer() as peer:
        await peer.ask(A01)
        wire.place.fill()
        assert _code(await peer.ask(large)) == ("AR", "M2", "207")
        assert wire.place.taken == ["M1"]
        wire.place.make_room()
        assert _code(await peer.ask(large)) == ("AA", "M2", "")


async def test_when_it_stops_what_is_under_way_is_answered_ar() -> None:
    async with wired() as wire, wire.peer() as peer, wire.peer() as idle:
        await peer.send(framed(A01) + b"\x0b" + msh(_10="M2"))
        assert _code(await peer.answer()) == ("AA", "M1", "")
        stopping = asyncio.create_task(wire.listener._stop())
        assert await idle.answer() == b""
        await peer.send(b"\x1c\r")

        assert _code(await peer.answer()) == ("AR", "M2", "207")
        assert await peer.answer() == b""
        await stopping
        assert wire.place.taken == ["M1"]


async def test_who_does_not_read_its_answers_holds_up_nobody_else() -> None:
    async with wired(silence_seconds=0.5) as wire, wire.peer() as deaf, wire.peer() as peer:
        deaf.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.writer.transport.pause_reading()
        flood = asyncio.create_task(deaf.send(framed(msh(_5="R" * 4000)) * 4000))
        for number in range(10):
            assert _code(await peer.ask(msh(_10=f"M{number}")))[0] == "AA"
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(flood, 20)
        assert "a connection ended: TimeoutError" in wire.lines


async def test_no_more_connections_are_open_than_may_be() -> None:
    async with wired(connections=1) as wire, wire.peer() as peer:
        await peer.ask(A01)
        async with wire.peer() as other:
            assert await other.reader.read() == b""
        assert _code(await peer.ask(msh(_10="M2")))[0] == "AA"
        assert wire.lines == ["a connection was not let in: as many are open as may be"]


async def test_all_connections_together_hold_no_more_than_they_may() -> None:
    async with wired(largest_mebibytes=2, held_mebibytes=1) as wire, wire.peer() as peer:
        await peer.send(b"\x0b" + A01 + b"x" * (1024 * 1024 + 70000))
        assert _code(await peer.answer()) == ("AR", "M1", "207")


@pytest.mark.parametrize(
    ("networks", "codes"), [(("10.0.0.0/8",), []), (("10.0.0.0/8", "127.0.0.0/8"), ["AA"])]
)
async def test_only_addresses_that_are_named_are_let_in(
    networks: tuple[str, ...], codes: list[str]
) -> None:
    async with wired(addresses=networks) as wire, wire.peer() as peer:
        await peer.send(framed(A01))
        answer = await peer.answer()
        assert ([field(answer, "MSA", 1)] if answer else []) == codes


async def test_every_line_of_the_owner_and_every_answer_is_without_values() -> None:
    secret = b"Proefman"
    spoilt = [
        msh(_9="ADT^A99") + secret,
        A01 + b"NTE|1||CRASH " + secret,
        A01 + b"PID|1||" + secret + b"\x00",
        secret + A01,
        A01 + b"\x0b" + secret,
        A01.replace(b"PID", b"PXD") + secret,
    ]
    async with wired() as wire, wire.peer() as peer:
        for message in spoilt:
            assert secret not in await peer.ask(message)
        assert all(secret.decode() not in line for line in wire.lines)


async def test_notes_of_what_was_taken_are_told() -> None:
    async with wired(lambda _header, _text: Taken(("ZXX is not known",))) as wire, wire.peer() as p:
        await p.ask(A01)
        assert wire.lines[0].endswith("taken, with a note: ZXX is not known")

"""What goes wrong at a source has a line, loses nothing, and is waited for."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.core.client import HubClient
from adapters.core.command import run_command
from adapters.core.gate import Backoff
from adapters.core.lock import alone
from adapters.core.outbox import Outbox
from adapters.core.progress import Progress
from adapters.core.records import Folder, Record, Source
from adapters.core.reporter import Reporter
from adapters.core.run import Mapped, Mapping, Route
from adapters.hospital.__main__ import connect
from tests.adapters.core.running import NAME, Desk, a_goal
from tests.stubs.hub import StubHub


class Lines:
    """A stream that is read while it is written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        return False


NO_RECORDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "HL7": (lambda at: (at / "brief.hl7").write_bytes(b""), "a file .hl7"),
    "a name": (lambda at: (at / f"brief.{NAME}").write_bytes(b""), "a file of another kind"),
    "none": (lambda at: (at / "brief").write_bytes(b""), "a file of another kind"),
    "folder": (lambda at: (at / "below.json").mkdir(), "a folder"),
    "large": (lambda at: (at / "large.json").write_bytes(b"x" * 101), "larger than 100 bytes"),
    "pipe": (lambda at: os.mkfifo(at / "pipe.json"), "no ordinary file"),
    "loop": (lambda at: (at / "loop.json").symlink_to("loop.json"), "unreadable (OSError)"),
}


@pytest.mark.parametrize("kind", NO_RECORDS)
def test_what_is_no_record_has_its_reason(tmp_path: Path, kind: str) -> None:
    make, why = NO_RECORDS[kind]
    make(tmp_path)
    folder = Folder(tmp_path, largest=100)

    assert list(folder.records()) == []
    [one] = folder.untaken()
    assert one.why.startswith(why)
    assert NAME not in one.why


def test_a_name_that_is_no_text_is_a_name(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xe9\xff.json")).write_bytes(b"{}")

    [record] = Folder(tmp_path).records()

    assert len(record.label) == 8


def test_two_at_one_state_is_one_too_many(desk: Desk) -> None:
    desk.leave("a.json", a_goal(1))
    with alone(desk.state):
        ended, shown = desk.run()

    assert ended == 1
    assert "another process" in shown
    assert desk.run()[0] == 0


def test_a_fault_of_a_mapping_stops_no_other_record(desk: Desk) -> None:
    desk.leave("a.json", a_goal(1))
    desk.leave("b.json", a_goal(2))

    def failing(folder: Path) -> tuple[Source, Mapping]:
        source, mapping = connect(folder)
        return source, lambda record: {}[NAME] if record.name == "a.json" else mapping(record)

    ended = run_command("hospital", failing, desk.arguments("--once"))

    shown = desk.said.readouterr().out
    assert ended == 2
    assert "1/2 pushed, 1 rejected" in shown
    assert NAME not in shown
    assert desk.goals() == {"2": "rust"}
    assert "the adapter fails at it (KeyError)" in desk.ask("show", "")[1]


def test_what_was_pushed_before_there_was_an_outbox_is_not_pushed_again(desk: Desk) -> None:
    content = a_goal(1)
    record = Record(desk.leave("a.json", content).name, content)
    desk.state.mkdir()
    old = sqlite3.connect(desk.state / "checkpoint.sqlite")
    old.execute("CREATE TABLE record (place TEXT PRIMARY KEY, digest TEXT, state TEXT)")
    old.execute("INSERT INTO record VALUES (?, ?, 'pushed')", (record.place, record.digest))
    old.commit()
    old.close()

    assert desk.run()[0] == 0

    assert desk.hub.pushes == []


def test_what_was_shown_once_is_pushed_though_its_file_is_gone(desk: Desk) -> None:
    for number in range(3):
        desk.leave(f"{number}.json", a_goal(number))
    desk.hub.answers.extend([503] * 6)
    assert desk.run()[0] == 1
    shutil.rmtree(desk.source)
    desk.source.mkdir()

    assert desk.run()[0] == 0

    assert len(desk.goals()) == 3


@pytest.mark.anyio
async def test_a_folder_that_vanishes_is_waited_for(
    hub: StubHub, client: HubClient, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "1.json").write_bytes(a_goal(1))
    shown, stop, outbox = Lines(), asyncio.Event(), Outbox(tmp_path / "state")
    found, mapping = connect(source)
    reporter = Reporter(outbox, Progress(shown))  # type: ignore[arg-type] # a stream all the same
    route = Route(found, mapping, client, reporter, Backoff(0.01, 0.05))
    watching = asyncio.create_task(route.watch(0.01, stop))
    await _until(lambda: len(hub.store) == 2)

    source.rename(tmp_path / "elsewhere")
    await _until(lambda: "can not be read (FileNotFoundError); it is waited for" in shown.text)
    (tmp_path / "elsewhere" / "2.json").write_bytes(a_goal(2))
    (tmp_path / "elsewhere").rename(source)
    await _until(lambda: len(hub.store) == 3)

    stop.set()
    assert (await watching).pushed == 2
    outbox.close()
    assert "the source can be read again" in shown.text
    assert shown.text.count("can not be read") == 1


@pytest.mark.anyio
async def test_a_full_disk_takes_nothing_and_goes_on_when_there_is_room(
    hub: StubHub, client: HubClient, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "1.json").write_bytes(a_goal(1, "x" * 100_000))
    shown, stop, outbox = Lines(), asyncio.Event(), Outbox(tmp_path / "state")
    found, mapping = connect(source)
    outbox.database.execute("PRAGMA max_page_count = 20")
    reporter = Reporter(outbox, Progress(shown))  # type: ignore[arg-type] # a stream all the same
    route = Route(found, mapping, client, reporter, Backoff(0.01, 0.05))
    watching = asyncio.create_task(route.watch(0.01, stop))
    await _until(lambda: "nothing is taken: database or disk is full" in shown.text)
    assert route.standing().taken == 0

    outbox.database.execute("PRAGMA max_page_count = 100000")
    await _until(lambda: len(hub.store) == 2)
    stop.set()
    assert (await watching).pushed == 1
    outbox.close()


@pytest.mark.anyio
async def test_a_disk_that_fills_up_before_it_is_mapped_holds_it_until_there_is_room(
    hub: StubHub, client: HubClient, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "1.json").write_bytes(a_goal(1, "x" * 100_000))
    shown, stop, outbox = Lines(), asyncio.Event(), Outbox(tmp_path / "state")
    found, mapping = connect(source)

    def fills(record: Record) -> Mapped:
        if "nothing is mapped" not in shown.text:
            outbox.database.execute("PRAGMA max_page_count = 20")
        return mapping(record)

    reporter = Reporter(outbox, Progress(shown))  # type: ignore[arg-type] # a stream all the same
    route = Route(found, fills, client, reporter, Backoff(0.01, 0.05))
    watching = asyncio.create_task(route.watch(0.01, stop))
    await _until(lambda: "nothing is mapped: database or disk is full" in shown.text)

    outbox.database.execute("PRAGMA max_page_count = 100000")
    await _until(lambda: len(hub.store) == 2)
    stop.set()
    assert (await watching).pushed == 1
    outbox.close()


async def _until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not come")

"""A place for messages, and a wire to the listener: what the tests of this folder share."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.core.outbox import Outbox
from adapters.hospital.header import Header
from adapters.hospital.mllp.framing import framed
from adapters.hospital.mllp.listener import Listener
from adapters.hospital.mllp.settings import Sender, Wire
from adapters.hospital.verdict import Fault, Take, Taken, Verdict

SITE = Sender(
    application="ZISK", facility="ZKF", events=frozenset({"ADT^A01", "ADT^A08", "MDM^T02"})
)
A01 = (
    b"MSH|^~\\&|ZISK|ZKF|RSOHUB|ALMERE|20261120101500||ADT^A01^ADT_A01|M1|P|2.4\r"
    b"EVN|A01|20261120101500\rPID|1||700101^^^ZKF^PI\r"
)


def msh(**fields: str) -> bytes:
    """An A01 of which these fields of MSH (`_10`) are other ones."""
    line, rest = A01.split(b"\r", 1)
    parts = [*line.decode().split("|"), *[""] * 9]
    for number, value in fields.items():
        parts[int(number[1:]) - 1] = value
    return "|".join(parts).rstrip("|").encode("latin-1") + b"\r" + rest


class Place(Outbox):
    """An outbox with a table for what was taken."""

    def __init__(self, state: Path | None = None) -> None:
        self._folder = None if state else TemporaryDirectory(prefix="mllp-")
        super().__init__(state or Path(self._folder.name))
        self.database.execute("CREATE TABLE IF NOT EXISTS taken (id TEXT, text TEXT)")

    def close(self) -> None:
        super().close()
        if self._folder is not None:
            self._folder.cleanup()

    def fill(self) -> None:
        """From now on there is no room for another page."""
        (pages,) = self.database.execute("PRAGMA page_count").fetchone()
        self.database.execute(f"PRAGMA max_page_count = {pages}")

    def make_room(self) -> None:
        self.database.execute("PRAGMA max_page_count = 1000000")

    def take(self, header: Header, text: str) -> Verdict:
        row = (header.control_id.decode("latin-1"), text)
        self.database.execute("INSERT INTO taken VALUES (?, ?)", row)
        if "\rPID|" not in text:
            return Fault("AE", 100, "PID^1", "no PID")
        if "CRASH" in text:
            raise KeyError("CRASH")
        return Taken()

    @property
    def taken(self) -> list[str]:
        return [row[0] for row in self.database.execute("SELECT id FROM taken ORDER BY rowid")]


class Peer:
    """A sender of its own on the wire."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, seconds: float = 5.0) -> bytes:
        """The next frame's content; empty where the connection was closed."""
        try:
            async with asyncio.timeout(seconds):
                return (await self.reader.readuntil(b"\x1c\r"))[1:-2]
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""

    async def ask(self, message: bytes) -> bytes:
        await self.send(framed(message))
        return await self.answer()


class Wired:
    """A listener, and what its owner was told."""

    def __init__(self, listener: Listener, lines: list[str], place: Outbox) -> None:
        self.listener, self.lines, self.place = listener, lines, place

    @asynccontextmanager
    async def peer(self) -> AsyncIterator[Peer]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.listener.port)
        try:
            yield Peer(reader, writer)
        finally:
            writer.close()


@asynccontextmanager
async def wired(
    take: Take | None = None, sender: Sender = SITE, place: Outbox | None = None, **wire: object
) -> AsyncIterator[Wired]:
    own = None if place else Place()
    place, lines = place or own, list[str]()
    sender = sender.model_copy(update={"wire": Wire(**{"quiet_seconds": 0.05, **wire})})
    listener = Listener(sender, take or place.take, place, lines.append)
    try:
        async with listener.listening("127.0.0.1", 0):
            yield Wired(listener, lines, place)
    finally:
        if own is not None:
            own.close()


def field(answer: bytes, segment: str, number: int) -> str:
    """A field of the first segment of that name, in the standard's delimiters."""
    for line in answer.decode("latin-1").split("\r"):
        if line.startswith(f"{segment}|"):
            parts = line.split("|")
            number -= segment == "MSH"
            return parts[number] if number < len(parts) else ""
    return ""

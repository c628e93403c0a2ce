"""A sender of HL7 v2 over MLLP, as an EHR has one: a message is held until it is acknowledged."""

import contextlib
import socket
from pathlib import Path

from adapters.hospital.mllp.framing import framed
from tests.adapters.hospital.mllp.standing import field
from tests.adapters.hospital.v2.sites import TOML

_END = b"\x1c\r"
_PATIENCE = 30.0  # seconds
_TAKEN = frozenset({"AA", "CA"})


class MllpSender:
    """One connection, opened again where it was lost; `refusals` are the codes of what was not."""

    def __init__(self) -> None:
        self.refusals: list[str] = []
        self._wire: socket.socket | None = None

    def __call__(self, port: int, message: bytes) -> bool:
        """Whether it was acknowledged as taken. Raises OSError where there was no answer."""
        try:
            answer = self._asked(port, message)
        except OSError:
            self.close()
            raise
        asked, answered = field(message, "MSH", 10), field(answer, "MSA", 2)
        assert asked == answered, f"{asked} was answered as {answered}"
        code = field(answer, "MSA", 1)
        if code not in _TAKEN:
            self.refusals.append(code)
        return code in _TAKEN

    def _asked(self, port: int, message: bytes) -> bytes:
        if self._wire is None:
            self._wire = socket.create_connection(("127.0.0.1", port), _PATIENCE)
        self._wire.sendall(framed(message))
        heard = b""
        while not heard.endswith(_END):
            more = self._wire.recv(4096)
            if not more:
                raise ConnectionError
            heard += more
        return heard[1 : -len(_END)]

    def close(self) -> None:
        """Hang up."""
        if self._wire is not None:
            with contextlib.suppress(OSError):
                self._wire.close()
        self._wire = None


def site_beside(source: Path, ura: str) -> Path:
    """The file that describes the sender, beside the folder of its messages."""
    file = source.parent / "site.toml"
    file.write_text(TOML.format(ura=ura).replace("https://zkf.", f"https://zkf-{ura}."))
    return file

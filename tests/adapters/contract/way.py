"""How what a source says comes to its adapter: it looks into a folder, is sent to, or asks.

What a source says lies in a folder whatever the way, so that the cases handle it alike.
"""

import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self

from tests.plugins.processes import free_port
from tests.stubs.cable import Cable

_PAUSE = 0.02  # seconds until it is sent again


class Way(Protocol):
    """Open for as long as its run lasts."""

    @property
    def options(self) -> list[str]:
        """What the command line says of it."""

    @property
    def is_looked_at(self) -> bool:
        """Whether the adapter comes by itself, in passes; else it runs until it is told to stop."""

    @property
    def cable(self) -> Cable | None:
        """What can be cut between the source and its adapter, if anything."""

    @property
    def is_through(self) -> bool:
        """Whether the source has nothing that was not taken, as far as it can know."""

    @property
    def comes_again(self) -> bool:
        """Whether the source still has what was taken, for an adapter that has lost its state."""

    def offer(self) -> None:
        """What lies in the folder now is what the source says."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class InFolder:
    """The adapter looks through the folder itself."""

    is_looked_at = is_through = comes_again = True
    cable = None

    def __init__(self, folder: Path, _ura: str) -> None:
        self._folder = folder

    @property
    def options(self) -> list[str]:
        return ["--source", str(self._folder)]

    def offer(self) -> None:
        """It lies there."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""


class Served(Protocol):
    """A server that answers with what lies in a folder; `url` is by which others call it."""

    url: str

    @property
    def port(self) -> int: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class Asked:
    """The adapter asks a server, through a cable."""

    is_looked_at = is_through = comes_again = True

    def __init__(self, server: Served, options: Callable[[str], list[str]]) -> None:
        self._server, self._options = server, options
        self.cable = Cable(server.port)
        server.url = self.cable.url

    @property
    def options(self) -> list[str]:
        return self._options(self.cable.url)

    def offer(self) -> None:
        """It is answered."""

    def __enter__(self) -> Self:
        self._server.__enter__()
        self.cable.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.cable.__exit__()
        self._server.__exit__(None, None, None)


class Sender(Protocol):
    """One who sends to the adapter by its protocol."""

    def __call__(self, port: int, content: bytes, /) -> bool:
        """Whether it was acknowledged as taken. Raises OSError where nobody heard it."""

    def close(self) -> None:
        """Hang up."""


class Sent:
    """The source sends file after file, in the order of their names, through a cable.

    One that is not acknowledged as taken is held, and sent again.
    """

    is_looked_at = comes_again = False

    def __init__(
        self,
        folder: Path,
        send: Sender,
        options: Callable[[int], list[str]],
    ) -> None:
        self._folder, self._send = folder, send
        port = free_port()
        self.cable = Cable(port)
        self.options = options(port)
        self.refused = 0
        self._held: deque[bytes] = deque()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="sender")

    @property
    def is_through(self) -> bool:
        return not self._held

    def offer(self) -> None:
        """Each file once more, also one that was taken before."""
        self._held.extend(file.read_bytes() for file in sorted(self._folder.iterdir()))

    def __enter__(self) -> Self:
        self.cable.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.cable.__exit__()
        self._thread.join()
        self._send.close()

    def _go_on(self) -> None:
        while not self._ended.is_set():
            if self._held and self._is_taken(self._held[0]):
                self._held.popleft()
            else:
                self._ended.wait(_PAUSE)

    def _is_taken(self, content: bytes) -> bool:
        try:
            is_taken = self._send(self.cable.port, content)
        except OSError:
            return False
        self.refused += not is_taken
        return is_taken

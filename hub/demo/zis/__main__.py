"""`python -m hub.demo.zis --port PORT [FILE…]`: sends messages, and prints what is answered.

https://www.hl7.org/implement/standards/product_brief.cfm?product_id=55
"""

import argparse
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

SENT = Path(__file__).with_name("sent")
SITE = Path(__file__).with_name("site.toml")
HOST = "127.0.0.1"
BEGIN, END = b"\x0b", b"\x1c\r"
TAKEN = frozenset({"AA", "CA"})
_PATIENCE = 30.0  # seconds


class NotTaken(Exception):
    """A message was answered otherwise, or not at all; it names the file and the answer's code."""


def send(port: int, files: Sequence[Path]) -> list[str]:
    """The codes of the answers, one a message, each awaited before the next. Raises NotTaken."""
    with socket.create_connection((HOST, port), _PATIENCE) as wire:
        return [_answered(wire, path) for path in files]


def _answered(wire: socket.socket, path: Path) -> str:
    """In the files a segment is a line; on the wire it ends with a return."""
    segments = path.read_text().splitlines()
    wire.sendall(BEGIN + b"".join(f"{one}\r".encode() for one in segments) + END)
    heard = b""
    while not heard.endswith(END):
        more = wire.recv(4096)
        if not more:
            raise NotTaken(f"{path.name} got no answer")
        heard += more
    code = next((one[4:6] for one in heard.decode().split("\r") if one.startswith("MSA|")), "none")
    if code not in TAKEN:
        raise NotTaken(f"{path.name} was answered {code}")
    return code


def main() -> int:
    """Send what is named, else all that the demo's hospital sends."""
    parser = argparse.ArgumentParser(prog="python -m hub.demo.zis")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("files", nargs="*", type=Path)
    given = parser.parse_args()
    try:
        codes = send(given.port, given.files or sorted(SENT.iterdir()))
    except (NotTaken, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{' '.join(codes)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The demo's hospital tells by HL7 v2: its adapter listens, its system sends, the hub gets it."""

import json
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from hub.demo.failure import DemoFailed
from hub.demo.logging_in import FURTHER
from hub.demo.place import DemoClient, Place
from hub.demo.processes import Running, start_reception
from hub.demo.secured import HOST, free_port
from hub.demo.zis.__main__ import SENT, SITE, NotTaken, send

HOSPITAL = "hospital-flevo"
_WITHIN = 60.0  # seconds
_PAUSE = 0.1


def hear(place: Place, client: DemoClient, url: str, port: int, running: ExitStack) -> Running:
    """Its messages are at the hub when this returns; its adapter listens on. Raises DemoFailed."""
    at = free_port(port + FURTHER)
    state = place.demo / "state" / f"{client.client_id}-v2"
    adapter = start_reception(place, client, url, f"{HOST}:{at}", SITE, state)
    running.callback(adapter.stop)
    _await_listening(adapter, at)
    try:
        codes = send(at, sorted(SENT.glob("*.hl7")))
    except (NotTaken, OSError) as error:
        raise DemoFailed(f"the hospital's adapter at port {at}: {error}") from None
    _await_pushed(adapter, state)
    print(f"  {adapter.name}: {len(codes)} messages of HL7 v2 taken at port {at}, and pushed")
    return adapter


def _await_listening(adapter: Running, port: int) -> None:
    deadline = time.monotonic() + _WITHIN
    while time.monotonic() < deadline and not adapter.has_ended():
        try:
            with socket.create_connection((HOST, port), _PAUSE):
                return
        except OSError:
            time.sleep(_PAUSE)
    raise DemoFailed(f"{adapter.name} does not listen: see {adapter.log}\n{adapter.last_words()}")


def _await_pushed(adapter: Running, state: Path) -> None:
    deadline = time.monotonic() + _WITHIN
    while time.monotonic() < deadline and not adapter.has_ended():
        standing = _status(state)
        if standing["rejected"]:
            break
        if not standing["waiting"]:
            return
        time.sleep(_PAUSE)
    raise DemoFailed(
        f"not all that the hospital sent came to the hub: python -m adapters.hospital status "
        f"--state {state}\n{adapter.last_words()}"
    )


def _status(state: Path) -> dict[str, int]:
    command = [sys.executable, "-m", "adapters.hospital", "status", "--state", str(state), "--json"]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 -- our own module
    standing: dict[str, int] = json.loads(done.stdout)
    return standing

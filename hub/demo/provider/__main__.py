"""`python -m hub.demo.provider`: serves on this machine, and refuses to elsewhere."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from hub.demo.failure import DemoFailed
from hub.demo.provider.configuration import configuration
from hub.demo.provider.pages import HOSTS, application


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until stopped; 1 with the reason on stderr where it can't."""
    command = argparse.ArgumentParser(prog="python -m hub.demo.provider")
    command.add_argument("--host", default="127.0.0.1", help="of this machine alone")
    command.add_argument("--port", type=int, required=True)
    command.add_argument("--configuration", type=Path, required=True)
    said = command.parse_args(argv)
    try:
        serve(said.host, said.port, said.configuration)
    except DemoFailed as refusal:
        sys.stderr.write(f"provider: {refusal}\n")
        return 1
    return 0


def serve(host: str, port: int, path: Path) -> None:
    """Serve what the file says.

    Raises:
        DemoFailed: others than this machine could reach it, or the file can't be used.
    """
    if host not in HOSTS:
        raise DemoFailed("anybody logs in here as anybody: it listens on this machine alone")
    known = configuration(path, f"http://{host}:{port}")
    # Addresses hold state and codes, so none is logged.
    uvicorn.run(application(known), host=host, port=port, access_log=False, log_level="warning")


if __name__ == "__main__":
    sys.exit(main())

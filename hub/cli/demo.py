"""`hub demo`: a small region on this machine."""

import argparse
from pathlib import Path

from hub.cli.typed import PORT, port
from hub.demo.place import DATA_DIR
from hub.demo.run import demo as run


def demo(command: argparse.ArgumentParser) -> None:
    """Where it is, and whether it is only asked."""
    command.add_argument("--port", type=port, default=PORT)
    command.add_argument("--data-dir", type=Path, default=DATA_DIR, help="default: .demo")
    command.add_argument("--check", action="store_true", help="ask as a doctor would, and end")
    command.set_defaults(run=_run)


def _run(said: argparse.Namespace) -> None:
    run(said.port, said.data_dir, only_check=said.check)

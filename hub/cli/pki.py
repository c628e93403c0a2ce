"""The command line of the test PKI: `hub pki DIR`."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from hub.commands.pki.directory import make
from hub.demo.organizations import REGION


def pki(command: argparse.ArgumentParser) -> None:
    """Where it goes."""
    command.add_argument("directory", type=Path, metavar="DIR", help="new, or empty")
    command.set_defaults(run=_make)


def _make(said: argparse.Namespace) -> None:
    systems = {one.client: one.ura for one in REGION}
    for line in make(said.directory, systems, datetime.now(UTC)):
        print(line)

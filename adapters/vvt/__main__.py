"""`python -m adapters.vvt`: what an ECD hands over, in a folder or at its server, to the hub."""

import sys
from collections.abc import Sequence
from pathlib import Path

from adapters.core.command import run_command
from adapters.core.records import Folder, Source
from adapters.core.run import Mapping
from adapters.vvt.ecd.memory import Memory
from adapters.vvt.ecd.options import options, parser
from adapters.vvt.ecd.server import EcdServer
from adapters.vvt.ecd.source import EcdSource
from adapters.vvt.ecd.transfer import to_transactions
from adapters.vvt.mapping import to_transaction

_SUFFIXES = (".json", ".xml")


def connect(folder: Path) -> tuple[Source, Mapping]:
    """The folder as source, and how its records become transactions."""
    return Folder(folder, _SUFFIXES), to_transaction


def run(argv: Sequence[str]) -> int:
    """The status with which the command ends."""
    given = options(argv)
    access = given.access
    if access is None:
        return run_command("vvt", connect, argv, parser())

    def reach(state: Path) -> tuple[Source, Mapping]:
        memory = Memory(None if given.dry_run else state, access.base)
        return EcdSource(lambda: EcdServer(access), memory, once=given.once), to_transactions

    return run_command("vvt", reach, argv, parser(), has_folder=False)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

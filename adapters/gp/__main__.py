"""`python -m adapters.gp`: a folder of exported national PZP forms to the hub."""

import sys
from pathlib import Path

from adapters.core.command import run_command
from adapters.core.records import Folder, Source
from adapters.core.run import Mapping
from adapters.gp.mapping import to_transaction


def connect(folder: Path) -> tuple[Source, Mapping]:
    """The folder as source, and how its records become transactions."""
    return Folder(folder), to_transaction


if __name__ == "__main__":
    sys.exit(run_command("gp", connect))

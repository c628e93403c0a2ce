"""`python -m adapters.vvt`: a folder of nursing handoffs and advance notices to the hub."""

import sys
from pathlib import Path

from adapters.core.command import run_command
from adapters.core.records import Folder, Source
from adapters.core.run import Mapping
from adapters.vvt.mapping import to_transaction


def connect(folder: Path) -> tuple[Source, Mapping]:
    """The folder as source, and how its records become transactions."""
    return Folder(folder, (".json", ".xml")), to_transaction


if __name__ == "__main__":
    sys.exit(run_command("vvt", connect))

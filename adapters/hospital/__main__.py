"""`python -m adapters.hospital`: an EHR's export folder to the hub."""

import sys
from pathlib import Path

from adapters.core.command import run_command
from adapters.core.records import Source
from adapters.core.run import Mapping
from adapters.hospital.mapping import to_transactions
from adapters.hospital.source import ExportFolder


def connect(folder: Path) -> tuple[Source, Mapping]:
    """The folder as source, and how its records become transactions."""
    source = ExportFolder(folder)
    return source, lambda record: to_transactions(source.export(record))


if __name__ == "__main__":
    sys.exit(run_command("hospital", connect))

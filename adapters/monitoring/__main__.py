"""`python -m adapters.monitoring`: a folder of Open mHealth data points to the hub."""

import sys
from pathlib import Path

from adapters.core.command import run_command
from adapters.core.records import Source
from adapters.core.run import Mapping
from adapters.monitoring.folder import MonitoringFolder
from adapters.monitoring.mapping import to_transaction


def connect(folder: Path) -> tuple[Source, Mapping]:
    """The folder as source, and how its records become transactions."""
    return MonitoringFolder(folder), to_transaction


if __name__ == "__main__":
    sys.exit(run_command("monitoring", connect))

"""Whether this machine has room: files that may be open, and disk for the checkpoints."""

import resource
import shutil

from hub.commands.doctor.finding import Finding, Findings, fail, ok, warn
from hub.ledger.checkpoint_file import checkpoint_files
from hub.settings import Settings

FEWEST_FILES = 4_096
LOW, EMPTY = 1_000_000_000, 50_000_000  # bytes


def of_machine(settings: Settings | None) -> Findings:
    """What can be told without settings is."""
    found = [_open_files()]
    for number, file in enumerate(checkpoint_files(settings.checkpoint_files if settings else "")):
        about = f"disk of checkpoint file {number + 1}"
        free = shutil.disk_usage(file.path.absolute().parent).free
        said = f"{free // 1_000_000} MB free"
        if free < EMPTY:
            found.append(fail(about, f"{said}; make room, or the ledger is not sealed"))
        elif free < LOW:
            found.append(warn(about, f"{said}; make room"))
        else:
            found.append(ok(about, said))
    return found


def _open_files() -> Finding:
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most < FEWEST_FILES:
        return warn("open files", f"{most} at most (ulimit -n); {FEWEST_FILES} suit many callers")
    return ok("open files", f"{most} at most")

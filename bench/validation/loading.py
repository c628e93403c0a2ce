"""What it costs a fresh process to be ready: definitions read, the guide's profiles compiled."""

import json
import subprocess
import sys
from collections.abc import Sequence

# Imports of the validator count; those of the interpreter itself do not. Off Linux memory is 0.
_READY = """
import json, pathlib, sys, time
def memory():
    status = pathlib.Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
before, began = memory(), time.process_time()
from profiles.validator import shipped_validator
judge = shipped_validator()
for profile in sys.argv[1:]:
    judge.definitions.tree(profile)
loaded = time.process_time() - began
for profile in sys.argv[1:]:
    kind = judge.definitions.type_of(profile)
    judge.validate({"resourceType": kind}, [profile])
ready = time.process_time() - began
print(json.dumps({"loaded": loaded, "ready": ready, "kB": memory() - before}))
"""


def loading(profiles: Sequence[str], times: int = 3) -> dict[str, float]:
    """Seconds until the definitions are loaded, until all is compiled, and kB; the best of some."""
    runs = [
        json.loads(
            subprocess.run(  # noqa: S603 - our own program and canonicals
                [sys.executable, "-c", _READY, *profiles],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for _ in range(times)
    ]
    return {name: min(run[name] for run in runs) for name in runs[0]}

"""The process that stands by: it has loaded what draws, and forks for each drawing.

Loading takes a second, drawing a tenth of one. Nothing that is drawn is looked at in here; it goes
into a process that ends, as if that had been started for it. It imports nothing of the hub.
"""

import importlib
import json
import os
import runpy
import select
import sys
from contextlib import suppress
from typing import NoReturn

IDLE = 600  # seconds without work after which it ends: it holds some 80 MB
_FDS = 256


def main(program: str, loads: list[str]) -> None:
    """Orders on standard input, until it ends: a line of JSON (`arguments`, `length`), a page.

    Each is answered by a line of JSON (`status`, `length`) and what was written.
    """
    for name in loads:
        # Said by who draws; OSError where libraries in C are missing.
        with suppress(ImportError, OSError):
            importlib.import_module(name)
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    while select.select([orders], [], [], IDLE)[0] and (line := orders.readline()):
        order = json.loads(line)
        status, written = _run(program, order["arguments"], orders.read(order["length"]))
        answers.write(json.dumps({"status": status, "length": len(written)}).encode() + b"\n")
        answers.write(written)
        answers.flush()


def _run(program: str, arguments: list[str], page: bytes) -> tuple[int, bytes]:
    """Exit status, negative for a signal, and what it wrote."""
    page_out, page_in = os.pipe()
    written_out, written_in = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(page_out, 0)
        os.dup2(written_in, 1)
        os.closerange(3, _FDS)
        _become(program, arguments)
    os.close(page_out)
    os.close(written_in)
    with suppress(BrokenPipeError), os.fdopen(page_in, "wb") as file:
        file.write(page)
    with os.fdopen(written_out, "rb") as file:
        written = file.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), written


def _become(program: str, arguments: list[str]) -> NoReturn:
    """As `python program arguments…`, with what is loaded already."""
    status = 1
    try:
        sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115 -- for as long as it lives
        sys.argv = [program, *arguments]
        runpy.run_path(program, run_name="__main__")
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        # Whatever went wrong is not told here: it may quote what it drew.
        os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])

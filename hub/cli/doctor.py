"""`hub doctor`: all that a hub stands on, looked at."""

import argparse
import asyncio

from hub.cli.failing import NotWell
from hub.commands.doctor.examination import examination
from hub.demo.place import DATA_DIR, Place


def doctor(command: argparse.ArgumentParser) -> None:
    """It has no options."""
    command.set_defaults(run=_run)


def _run(_said: argparse.Namespace) -> None:
    found = asyncio.run(examination(Place(DATA_DIR).demo / "keys"))
    print("\n".join(one.line() for one in found))
    wrong = sum(one.level == "fail" for one in found)
    if wrong:
        raise NotWell(f"{wrong} of {len(found)} are wrong")

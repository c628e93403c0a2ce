"""`hub letter`: what an inhabitant who is not online fills in at the desk of his GP."""

import argparse
from pathlib import Path

from hub.commands.letter import write_letter
from hub.pages.paper.letter import Agreed


def letter(command: argparse.ArgumentParser) -> None:
    """The options say what the region agreed on, as its settings do."""
    command.add_argument("--language", choices=["nl", "en"], default="nl")
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help="the PDF")
    objections = "as HUB_EMERGENCY_OBJECTIONS; default: closed"
    command.add_argument(
        "--emergency-objections", choices=["closed", "open"], default="closed", help=objections
    )
    command.add_argument(
        "--minors", choices=["both", "self12"], default="both", help="as HUB_MINORS; default: both"
    )
    second = "as HUB_DESK_SECOND_PERSON; default: yes"
    command.add_argument("--second-person", choices=["yes", "no"], default="yes", help=second)
    command.add_argument("--mitz", action="store_true", help="where the region asks Mitz")
    command.set_defaults(run=_write)


def _write(said: argparse.Namespace) -> None:
    agreed = Agreed(
        objections=said.emergency_objections,
        minors=said.minors,
        second_person=said.second_person == "yes",
        mitz=said.mitz,
    )
    write_letter(said.language, agreed, said.out)

"""The command line of who runs the region: `hub access-decision`."""

import argparse
import asyncio
import json
import sys

from hub.commands.access_decision import OperatorAsked, explain
from hub.commands.asked import NotAsked
from hub.commands.configuration import explain_settings
from profiles.identifiers import BSN, InvalidIdentifier


def access_decision(command: argparse.ArgumentParser) -> None:
    """Its options; a BSN comes on standard input, so that no history of commands has it."""
    command.add_argument("--ura", required=True, help="who would ask: its URA")
    command.add_argument("--role", default="01.015", help="of who would ask there; UZI role code")
    command.add_argument("--purpose", choices=["TREAT", "COC"], default="TREAT")
    whose = "id of the Patient; without it a BSN is read from standard input"
    command.add_argument("--patient", help=whose)
    command.set_defaults(run=_explain)


def _explain(said: argparse.Namespace) -> None:
    asked = OperatorAsked(said.ura, said.role, said.purpose, said.patient or _bsn())
    print(json.dumps(asyncio.run(explain(explain_settings(), asked)), indent=2))


def _bsn() -> BSN:
    try:
        return BSN(sys.stdin.readline().strip())
    except InvalidIdentifier as wrong:
        raise NotAsked(f"{wrong}; give it on standard input, or --patient with an id") from None

"""The command line of notifications: `hub notifications list|again`."""

import argparse
import asyncio
import json

from hub.commands.configuration import audit_settings
from hub.commands.notifications import list_notifications, tell_again


def notifications(command: argparse.ArgumentParser) -> None:
    """Its actions, each with its options."""
    actions = command.add_subparsers(required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="who did not take what it was told, and why")
    listed.set_defaults(run=_list)
    again = actions.add_parser("again", help="tell once more what was given up")
    again.add_argument("ura", help="of the organisation, eight digits")
    again.set_defaults(run=_again)


def _list(_said: argparse.Namespace) -> None:
    print(json.dumps(asyncio.run(list_notifications(audit_settings())), indent=2))


def _again(said: argparse.Namespace) -> None:
    print(asyncio.run(tell_again(audit_settings(), said.ura)))

"""The command line of devices: `hub devices add|list|revoke`."""

import argparse
import asyncio
import json

from hub.commands.configuration import audit_settings
from hub.commands.devices import add_device, list_devices, revoke_device


def devices(command: argparse.ArgumentParser) -> None:
    """Its actions, each with its options."""
    actions = command.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="prints a code to type on it at /viewer/apparaat")
    add.add_argument("--ura", required=True, help="of its organisation, eight digits")
    add.add_argument("--name", required=True, help="such as the number of an ambulance")
    add.set_defaults(run=_add)
    listed = actions.add_parser("list", help="all that are registered")
    listed.set_defaults(run=_list)
    revoked = actions.add_parser("revoke", help="one that was lost: all logged in on it are out")
    revoked.add_argument("device")
    revoked.set_defaults(run=_revoke)


def _add(said: argparse.Namespace) -> None:
    print(json.dumps(asyncio.run(add_device(audit_settings(), said.ura, said.name)), indent=2))


def _list(_said: argparse.Namespace) -> None:
    print(json.dumps(asyncio.run(list_devices(audit_settings())), indent=2))


def _revoke(said: argparse.Namespace) -> None:
    asyncio.run(revoke_device(audit_settings(), said.device))

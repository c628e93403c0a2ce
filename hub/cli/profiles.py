"""`hub profiles add|list|policy`: the definitions that resources are judged by."""

import argparse
import asyncio
import json
from pathlib import Path

from hub.commands.configuration import owner_url
from hub.commands.profiles import add_packages, list_packages, offered
from hub.validation.policy_file import shipped_policy


def profiles(command: argparse.ArgumentParser) -> None:
    """Its actions, each with its options."""
    actions = command.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="install FHIR packages")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".tgz or unpacked folder")
    add.set_defaults(run=_add_packages)
    listed = actions.add_parser("list", help="what is shipped and what is installed")
    listed.set_defaults(run=_list_packages)
    policy = actions.add_parser("policy", help="the shipped policy, to begin your own with")
    policy.set_defaults(run=_print_policy)


def _add_packages(said: argparse.Namespace) -> None:
    url = owner_url()
    packages = [offered(path) for path in said.files]
    print(json.dumps(asyncio.run(add_packages(url, packages)), indent=2))


def _list_packages(_said: argparse.Namespace) -> None:
    print(json.dumps(asyncio.run(list_packages(owner_url())), indent=2))


def _print_policy(_said: argparse.Namespace) -> None:
    print(shipped_policy(), end="")

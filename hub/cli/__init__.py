"""The command line: what runs the hub, its registers, its ledger, what waits, and the demo."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from hub.cli.access_decision import access_decision
from hub.cli.clients import clients
from hub.cli.devices import devices
from hub.cli.letter import letter
from hub.cli.pki import pki
from hub.cli.roles import roles
from hub.cli.tasks import aside, corrections, emergency, messages, mitz
from hub.cli.token import token
from hub.commands.asked import NotAsked
from hub.commands.configuration import (
    ConfigurationRefused,
    audit_settings,
    owner_url,
    retention_settings,
)
from hub.commands.devices import InvalidDevice
from hub.commands.pki.refused import PkiRefused
from hub.demo.failure import DemoFailed
from hub.demo.place import DATA_DIR, Place
from hub.ledger.term import TERM, NotExpired
from hub.oauth.registration import InvalidRegistration
from hub.pages.paper.press import NotPrinted
from hub.security.keys import InvalidKey
from hub.security.professional import InvalidProfessional
from hub.storage.failures import FAILURES, DatabaseRefused
from hub.storage.task import NoSuchTask
from hub.validation.policy_file import shipped_policy
from profiles.identifiers import InvalidIdentifier
from profiles.packages.archive import InvalidPackage

_PORT = 8000
NOT_AS_OWNER = {
    "InsufficientPrivilegeError": "its role may not do this; name the role that owns the tables",
    "UndefinedTableError": "the database is not migrated; run `hub migrate`",
}


class LedgerFaulty(Exception):
    """The ledger is not what was written: a line for each fault."""


class NotWell(Exception):
    """The doctor found something that is wrong."""


REFUSALS = (
    ConfigurationRefused,
    DatabaseRefused,
    DemoFailed,
    InvalidDevice,
    InvalidIdentifier,
    InvalidKey,
    InvalidPackage,
    InvalidProfessional,
    InvalidRegistration,
    LedgerFaulty,
    NotExpired,
    NoSuchTask,
    NotAsked,
    NotPrinted,
    NotWell,
    PkiRefused,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 with the reason on stderr, 2 on usage."""
    arguments = parser().parse_args(argv)
    try:
        arguments.run(arguments)
    except REFUSALS as refusal:
        return _refused(str(refusal))
    except BrokenPipeError:
        # Who reads has gone, as `head` does; else Python complains about it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except FAILURES as failure:
        return _refused(_failed(failure))
    return 0


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(prog="hub", description="FHIR exchange hub")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _serve(commands.add_parser("serve", help="serve, with the settings of HUB_* variables"))
    _migrate(commands.add_parser("migrate", help="bring the database to the newest schema"))
    _doctor(commands.add_parser("doctor", help="look at everything that a hub stands on"))
    _demo(commands.add_parser("demo", help="a small region on this machine"))
    clients(commands.add_parser("clients", help="the systems that may ask for a token"))
    devices(commands.add_parser("devices", help="tablets on which a crew stays logged in a shift"))
    why = "why a record is open or closed to an organisation, section by section"
    access_decision(commands.add_parser("access-decision", help=why))
    aside(commands.add_parser("aside", help="pushes about somebody else than their number is of"))
    emergency(commands.add_parser("emergency", help="uses of emergency access"))
    mitz(commands.add_parser("mitz", help="what Mitz sent and nobody understood"))
    messages(commands.add_parser("messages", help="choices that holders are to be told of"))
    corrections(commands.add_parser("corrections", help="what sources are asked to correct"))
    roles(commands.add_parser("roles", help="which roles read wishes, by kind of organisation"))
    _profiles(commands.add_parser("profiles", help="the definitions that resources are judged by"))
    _audit(commands.add_parser("audit", help="the ledger of who did what to whose record"))
    letter(commands.add_parser("letter", help="for who is not online: how to choose at a desk"))
    token(commands.add_parser("token", help="an access token for a demo client"))
    pki(commands.add_parser("pki", help="certificates to try a hub with, none of them anybody's"))
    return top


def _serve(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=_port, default=_PORT)
    command.add_argument("--workers", type=_count, default=1, help="processes that share the port")
    command.set_defaults(run=_run_server)


def _run_server(said: argparse.Namespace) -> None:
    # Each command loads only what it needs: `hub token` should answer at once.
    from hub.commands.serve import serve  # noqa: PLC0415

    serve(said.host, said.port, said.workers)


def _migrate(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=_run_migrations)


def _run_migrations(_said: argparse.Namespace) -> None:
    # As above.
    from hub.commands.migrate import migrate  # noqa: PLC0415

    migrate()


def _doctor(command: argparse.ArgumentParser) -> None:
    command.set_defaults(run=_examine)


def _examine(_said: argparse.Namespace) -> None:
    # As above.
    from hub.commands.doctor.examination import examination  # noqa: PLC0415

    found = asyncio.run(examination(Place(DATA_DIR).demo / "keys"))
    print("\n".join(one.line() for one in found))
    wrong = sum(one.level == "fail" for one in found)
    if wrong:
        raise NotWell(f"{wrong} of {len(found)} are wrong")


def _demo(command: argparse.ArgumentParser) -> None:
    command.add_argument("--port", type=_port, default=_PORT)
    command.add_argument("--data-dir", type=Path, default=DATA_DIR, help="default: .demo")
    command.add_argument("--check", action="store_true", help="ask as a doctor would, and end")
    command.set_defaults(run=_run_demo)


def _run_demo(said: argparse.Namespace) -> None:
    # As above.
    from hub.demo.run import demo  # noqa: PLC0415

    demo(said.port, said.data_dir, only_check=said.check)


def _profiles(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="install FHIR packages")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".tgz or unpacked folder")
    add.set_defaults(run=_add_packages)
    listed = actions.add_parser("list", help="what is shipped and what is installed")
    listed.set_defaults(run=_list_packages)
    policy = actions.add_parser("policy", help="the shipped policy, to begin your own with")
    policy.set_defaults(run=_print_policy)


def _add_packages(said: argparse.Namespace) -> None:
    # As above.
    from hub.commands.profiles import add_packages, offered  # noqa: PLC0415

    url = owner_url()
    packages = [offered(path) for path in said.files]
    print(json.dumps(asyncio.run(add_packages(url, packages)), indent=2))


def _list_packages(_said: argparse.Namespace) -> None:
    # As above.
    from hub.commands.profiles import list_packages  # noqa: PLC0415

    print(json.dumps(asyncio.run(list_packages(owner_url())), indent=2))


def _print_policy(_said: argparse.Namespace) -> None:
    print(shipped_policy(), end="")


def _audit(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(required=True, metavar="ACTION")
    verified = actions.add_parser("verify", help="find what was changed, removed or invented")
    copies = "checkpoints as another party has them, to compare with as well"
    verified.add_argument("--copy", type=Path, action="append", default=[], help=copies)
    verified.set_defaults(run=_verify)
    exported = actions.add_parser("export", help="all of it, an AuditEvent a line")
    exported.add_argument("--since", type=_moment, help="such as 2026-11-01, UTC")
    exported.add_argument("--before", type=_moment)
    exported.set_defaults(run=_export)
    expired = actions.add_parser("expire", help="remove whole months that are old enough")
    months = f"that a row is kept; default and least: {TERM}"
    expired.add_argument("--months", type=_count, default=TERM, help=months)
    expired.set_defaults(run=_expire)


def _verify(said: argparse.Namespace) -> None:
    # As above.
    from hub.commands.audit import verify  # noqa: PLC0415

    faults = asyncio.run(verify(audit_settings(), said.copy))
    if faults:
        raise LedgerFaulty("\n".join(faults))
    print("the ledger is whole")


def _export(said: argparse.Namespace) -> None:
    # As above.
    from hub.commands.audit import export  # noqa: PLC0415

    write = sys.stdout.buffer.write
    damaged = asyncio.run(export(audit_settings(), said.since, said.before, write))
    sys.stdout.buffer.flush()
    if damaged:
        raise LedgerFaulty(f"{damaged} rows were changed and are not shown; run `hub audit verify`")


def _expire(said: argparse.Namespace) -> None:
    # As above.
    from hub.commands.audit import expire_months  # noqa: PLC0415

    print(json.dumps(asyncio.run(expire_months(retention_settings(), said.months)), indent=2))


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65_535:  # noqa: PLR2004 -- the largest port there is
        raise argparse.ArgumentTypeError("a port is 1 to 65535")
    return port


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return count


def _failed(failure: Exception) -> str:
    if isinstance(failure, OSError) and failure.filename is not None:
        return f"{failure.filename}: {failure.strerror}"
    kind = type(failure).__name__
    if kind in NOT_AS_OWNER:
        return f"HUB_DATABASE_OWNER_URL: {NOT_AS_OWNER[kind]}"
    return f"the database does not answer: {kind}"


def _refused(reason: str) -> int:
    sys.stderr.write("".join(f"hub: {line}\n" for line in reason.splitlines()))
    return 1

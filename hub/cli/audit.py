"""`hub audit verify|export|expire`: the ledger of who did what to whose record."""

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from hub.cli.failing import LedgerFaulty
from hub.cli.typed import count
from hub.commands.audit import expire_months, export, verify
from hub.commands.configuration import audit_settings, retention_settings
from hub.ledger.term import TERM


def audit(command: argparse.ArgumentParser) -> None:
    """Its actions, each with its options."""
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
    expired.add_argument("--months", type=count, default=TERM, help=months)
    expired.set_defaults(run=_expire)


def _verify(said: argparse.Namespace) -> None:
    faults = asyncio.run(verify(audit_settings(), said.copy))
    if faults:
        raise LedgerFaulty("\n".join(faults))
    print("the ledger is whole")


def _export(said: argparse.Namespace) -> None:
    write = sys.stdout.buffer.write
    damaged = asyncio.run(export(audit_settings(), said.since, said.before, write))
    sys.stdout.buffer.flush()
    if damaged:
        raise LedgerFaulty(f"{damaged} rows were changed and are not shown; run `hub audit verify`")


def _expire(said: argparse.Namespace) -> None:
    print(json.dumps(asyncio.run(expire_months(retention_settings(), said.months)), indent=2))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

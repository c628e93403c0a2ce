"""What waits: `hub aside`, `emergency`, `mitz`, `messages` and `corrections`."""

import argparse
import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from hub.commands.asked import NotAsked
from hub.commands.configuration import audit_settings
from hub.commands.tasks import close_task, tasks
from hub.storage.task import MESSAGES, Kind


def aside(command: argparse.ArgumentParser) -> None:
    """Pushes about somebody else than their number is of."""
    actions = command.add_subparsers(required=True, metavar="ACTION")
    _list(
        actions.add_parser("list", help="those that wait for who keeps the source"), "who-is-this"
    )
    closed = actions.add_parser("close", help="it was looked at, and mended at the source")
    _closing(closed, "who-is-this")


def emergency(command: argparse.ArgumentParser) -> None:
    """Uses of emergency access."""
    actions = command.add_subparsers(required=True, metavar="ACTION")
    uses = actions.add_parser("list", help="uses that wait for review")
    messages = "what waits to be told to the inhabitant and to the officer for data protection"
    _list(uses, "emergency")
    uses.add_argument(
        "--messages", action="store_const", dest="kinds", const=MESSAGES, help=messages
    )
    told = actions.add_parser("messages", help=messages)
    _list(told, *MESSAGES)
    told.add_argument("--sent", type=int, metavar="N", help="message N was sent, or handed over")
    told.add_argument("--how", help="by which way, and when: stands in the ledger")
    told.set_defaults(run=_messages)
    reviewed = actions.add_parser("review", help="say whether a use was right")
    reviewed.add_argument("--outcome", required=True, choices=["justified", "unjustified"])
    _closing(reviewed, "emergency")


def mitz(command: argparse.ArgumentParser) -> None:
    """What Mitz sent and nobody understood."""
    actions = command.add_subparsers(required=True, metavar="ACTION")
    _list(actions.add_parser("list", help="what waits to be understood"), "mitz-unread")
    _closing(actions.add_parser("close", help="it was looked at"), "mitz-unread")


def messages(command: argparse.ArgumentParser) -> None:
    """Choices of inhabitants that each holder is to be told of."""
    actions = command.add_subparsers(required=True, metavar="ACTION")
    _list(actions.add_parser("list", help="those that wait to be told"), "tell-holder")
    _closing(actions.add_parser("close", help="the holder was told"), "tell-holder")


def corrections(command: argparse.ArgumentParser) -> None:
    """What inhabitants asked sources to correct, until it is answered."""
    actions = command.add_subparsers(required=True, metavar="ACTION")
    asked = actions.add_parser("list", help="those that wait for an answer of their source")
    _list(asked, "correction")
    asked.add_argument("--late", action="store_true", help="those alone that are over their time")
    asked.add_argument("--ura", help="those alone of this source")
    asked.set_defaults(run=_corrections)


def _list(command: argparse.ArgumentParser, *kinds: Kind) -> None:
    command.add_argument("--all", action="store_true", help="those that are closed too")
    command.set_defaults(run=_print_all, kinds=kinds)


def _closing(command: argparse.ArgumentParser, kind: Kind) -> None:
    command.add_argument("number", type=int)
    command.add_argument("--reason", required=True, help="what was found, in words")
    command.set_defaults(run=_review, kind=kind, outcome=None)


def _messages(said: argparse.Namespace) -> None:
    """They are listed until somebody says of each how it was told."""
    if said.sent is None:
        _print_all(said)
        return
    if not (said.how or "").strip():
        raise NotAsked("say how message N was told: --how, such as 'letter of 3 December'")
    _close(said.sent, said.kinds, {"sent": said.how.strip()})


def _review(said: argparse.Namespace) -> None:
    outcome = {"reason": said.reason} | ({"outcome": said.outcome} if said.outcome else {})
    _close(said.number, (said.kind,), outcome)


def _print_all(said: argparse.Namespace) -> None:
    found = asyncio.run(tasks(audit_settings(), said.kinds, closed=said.all))
    print(json.dumps(found, indent=2))


def _corrections(said: argparse.Namespace) -> None:
    """Where each is to be read; what is wrong is told to the source alone."""
    now = datetime.now(UTC)
    found = asyncio.run(tasks(audit_settings(), said.kinds, closed=said.all))
    for one in found:
        one["late"] = "closed" not in one and datetime.fromisoformat(one["due"]) < now
    ura = (said.ura or "").zfill(8)
    shown = [one for one in found if said.ura is None or one["ura"] == ura]
    print(json.dumps([one for one in shown if one["late"] or not said.late], indent=2))


def _close(number: int, kinds: Sequence[Kind], outcome: Mapping[str, str]) -> None:
    asyncio.run(close_task(audit_settings(), kinds, number, outcome))

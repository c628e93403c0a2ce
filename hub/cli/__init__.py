"""The command line: what runs the hub, its registers, its ledger, what waits, and the demo."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

_COMMANDS: Mapping[str, tuple[str, str]] = {
    "serve": ("serve", "serve, with the settings of HUB_* variables"),
    "worker": ("worker", "keep terms: what has to be done when its time has come"),
    "migrate": ("migrate", "bring the database to the newest schema"),
    "doctor": ("doctor", "look at everything that a hub stands on"),
    "demo": ("demo", "a small region on this machine"),
    "clients": ("clients", "the systems that may ask for a token"),
    "devices": ("devices", "tablets on which a crew stays logged in a shift"),
    "access-decision": (
        "access_decision",
        "why a record is open or closed to an organisation, section by section",
    ),
    "aside": ("tasks", "pushes about somebody else than their number is of"),
    "emergency": ("tasks", "uses of emergency access"),
    "mitz": ("tasks", "what Mitz sent and nobody understood"),
    "messages": ("tasks", "choices that holders are to be told of"),
    "corrections": ("tasks", "what sources are asked to correct"),
    "notifications": ("notifications", "who is told that something changed, and takes it or not"),
    "roles": ("roles", "which roles read wishes, by kind of organisation"),
    "profiles": ("profiles", "the definitions that resources are judged by"),
    "audit": ("audit", "the ledger of who did what to whose record"),
    "letter": ("letter", "for who is not online: how to choose at a desk"),
    "token": ("token", "an access token for a demo client"),
    "pki": ("pki", "certificates to try a hub with, none of them anybody's"),
}
"""By its name the file of a command, in which a function is called as it is, and what it is for."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 with the reason on stderr, 2 on usage."""
    typed = sys.argv[1:] if argv is None else argv
    arguments = parser(next(iter(typed), "")).parse_args(typed)
    try:
        arguments.run(arguments)
    except BrokenPipeError:
        # Who reads has gone, as `head` does; else Python complains about it once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as failure:
        # It knows the errors of every library: loaded only where there is one.
        from hub.cli.refusals import reason  # noqa: PLC0415

        told = reason(failure)
        if told is None:
            raise
        sys.stderr.write("".join(f"hub: {line}\n" for line in told.splitlines()))
        return 1
    return 0


def parser(asked: str | None = None) -> argparse.ArgumentParser:
    """Every command; with the options of the one that is asked alone, so that it answers at once.

    Without a word all have theirs.
    """
    top = argparse.ArgumentParser(prog="hub", description="FHIR exchange hub")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for name, (file, told) in _COMMANDS.items():
        command = commands.add_parser(name, help=told)
        if asked in (None, name):
            add_options = getattr(import_module(f"hub.cli.{file}"), name.replace("-", "_"))
            add_options(command)
    return top

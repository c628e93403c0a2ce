"""`hub migrate`: the database as this release wants it."""

import argparse

from hub.commands import migrate as migrating


def migrate(command: argparse.ArgumentParser) -> None:
    """It has no options."""
    command.set_defaults(run=_run)


def _run(_said: argparse.Namespace) -> None:
    migrating.migrate()

"""`hub roles`: which UZI roles read the wishes of others, at which kind of organisation."""

import argparse

from consent.readers import READERS


def roles(command: argparse.ArgumentParser) -> None:
    """It has no options."""
    command.set_defaults(run=_print)


def _print(_said: argparse.Namespace) -> None:
    for row in dict.fromkeys(READERS.values()):
        kinds = " ".join(sorted(kind for kind, held in READERS.items() if held == row))
        print(f"{' '.join(sorted(row)) or 'nobody'}: {kinds}")

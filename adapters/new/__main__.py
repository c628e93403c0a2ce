"""`python -m adapters.new NAME`: a new adapter, with its tests, in this checkout."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from adapters.new.laying import Taken, lay

_ROOT = Path(__file__).parents[2]


def main(argv: Sequence[str] | None = None) -> int:
    """0 when all of it was laid, 1 where something of that name is there."""
    parser = argparse.ArgumentParser(prog="python -m adapters.new", description=__doc__)
    parser.add_argument("name", help="what the source is, as ambulance: a-z, 0-9 and _")
    parser.add_argument("--into", type=Path, default=_ROOT, help="the checkout")
    arguments = parser.parse_args(argv)
    if not (
        arguments.name.isidentifier() and arguments.name.islower() and arguments.name.isascii()
    ):
        parser.error("NAME is a word of a-z, 0-9 and _, as ambulance")
    try:
        laid = lay(arguments.name, arguments.into)
    except Taken as error:
        print(f"{error}: nothing was laid", file=sys.stderr)
        return 1
    print(*(file.relative_to(arguments.into) for file in laid), sep="\n")
    print(f"Next: docs/adapters.md, and python -m adapters.{arguments.name} --help")
    return 0


if __name__ == "__main__":
    sys.exit(main())

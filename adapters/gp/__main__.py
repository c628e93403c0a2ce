"""`python -m adapters.gp`: a folder of national PZP forms, letters and lists to the hub."""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from adapters.core.command import run_command
from adapters.core.records import Source
from adapters.core.run import Mapping
from adapters.gp.folder import GpFolder
from adapters.gp.mapping import to_transaction
from profiles.pzp.form.guide import GUIDES, NEWEST, Guide


def connect(folder: Path, guide: Guide = NEWEST) -> tuple[Source, Mapping]:
    """The folder as source, and how its records become transactions in a release of the guide."""
    return GpFolder(folder), partial(to_transaction, guide=guide)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the adapter; a release that it can not write ends the process with usage."""
    own = argparse.ArgumentParser(add_help=False)
    own.add_argument(
        "--guide",
        choices=list(GUIDES),
        default=next(iter(GUIDES)),
        help="release of the national guide in which resources are written (default: %(default)s)",
    )
    chosen, rest = own.parse_known_args(argv)
    return run_command("gp", partial(connect, guide=GUIDES[chosen.guide]), rest, own)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m adapters.hospital`: an EHR's export folder, or its HL7 v2, to the hub."""

import argparse
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path

from adapters.core.command import FAILED, run_command, run_reception
from adapters.core.records import Source
from adapters.core.run import Mapping
from adapters.hospital.listening import Address, listening
from adapters.hospital.mapping import to_transactions
from adapters.hospital.source import ExportFolder
from adapters.hospital.v2.site import Unusable, read_site


def connect(folder: Path) -> tuple[Source, Mapping]:
    """The folder as source, and how its records become transactions."""
    source = ExportFolder(folder)
    return source, lambda record: to_transactions(source.export(record))


def main(argv: Sequence[str]) -> int:
    """Listen where an address is given, else look through a folder."""
    own = _own_arguments()
    found, _ = own.parse_known_args(argv)
    if found.listen is None:
        return run_command("hospital", connect, argv, own)
    if found.site is None:
        own.error("--listen goes with --site")
    try:
        site, address = read_site(found.site), Address.of(found.listen)
        site.wire.tls()
    except (Unusable, ValueError) as error:
        return _failed(str(error))
    except (ssl.SSLError, OSError) as error:
        return _failed(f"certificate, key and authorities of the wire: {type(error).__name__}")
    return run_reception("hospital", listening(site, address, _tell), argv, own)


def _own_arguments() -> argparse.ArgumentParser:
    own = argparse.ArgumentParser(add_help=False)
    own.add_argument("--listen", metavar="HOST:PORT", help="listen to HL7 v2 here, over MLLP")
    own.add_argument("--site", type=Path, metavar="FILE", help="TOML that describes the sender")
    return own


def _tell(line: str) -> None:
    print(line, flush=True)


def _failed(why: str) -> int:
    sys.stderr.write(f"hospital: {why}\n")
    return FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

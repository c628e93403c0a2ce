"""What the command line says of an ECD."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters.vvt.ecd.access import Access

_WHERE = "FHIR base of the ECD's own server, in place of --source"


@dataclass(frozen=True, slots=True)
class Options:
    """`access` is None where a folder is the source; a dry run leaves no trace."""

    access: Access | None
    once: bool = False
    dry_run: bool = False


def parser() -> argparse.ArgumentParser:
    """The options that are this adapter's alone."""
    made = argparse.ArgumentParser(add_help=False)
    add = made.add_argument
    add("--ecd", metavar="URL", help=_WHERE)
    add("--ecd-token-file", type=Path, help="file with the bearer token; read again at a 401")
    add("--ecd-token-command", help="command that prints the bearer token; run again at a 401")
    add("--ecd-certificate", type=Path, help="PEM, the client certificate for the ECD")
    add("--ecd-certificate-key", type=Path, help="PEM, its private key")
    add("--ecd-roots", type=Path, help="PEM, who vouches for the ECD's own certificate")
    return made


def options(argv: Sequence[str]) -> Options:
    """What is said of the ECD; a wrong setting ends the process with usage."""
    own = argparse.ArgumentParser(prog="python -m adapters.vvt", parents=[parser()])
    own.add_argument("--once", action="store_true")
    own.add_argument("--dry-run", action="store_true")
    found, _ = own.parse_known_args(argv)
    if found.ecd is None:
        return Options(None)
    access = Access(
        base=found.ecd.rstrip("/"),
        token_file=found.ecd_token_file,
        token_command=found.ecd_token_command,
        certificate=found.ecd_certificate,
        certificate_key=found.ecd_certificate_key,
        authorities=found.ecd_roots,
    )
    fault = access.fault()
    if fault is not None:
        own.error(fault)
    return Options(access, found.once or found.dry_run, found.dry_run)

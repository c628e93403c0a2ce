"""The command line that all adapters share."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a run is told; `watch_seconds` is None for a single pass."""

    hub: str
    client_id: str
    key: Path
    state: Path
    source: Path
    watch_seconds: float | None
    certificate: Path | None = None
    certificate_key: Path | None = None
    roots: Path | None = None
    dpop: bool = False
    dry_run: bool = False
    trace: Path | None = None


def parse_arguments(
    name: str,
    argv: Sequence[str],
    own: argparse.ArgumentParser | None = None,
    *,
    has_folder: bool = True,
    is_looked_at: bool = True,
) -> Arguments:
    """The arguments of `python -m adapters.<name>`; a wrong one ends the process with usage.

    `own` are arguments of that adapter alone, which it reads itself and the usage names.
    """
    parser = _parser(name, own, has_folder=has_folder, is_looked_at=is_looked_at)
    found = parser.parse_args(argv)
    if found.dry_run:
        found.once = True
    # A source that was there before may be away for a while: a watch waits for it.
    is_known = not found.once and (found.state / "outbox.sqlite").exists()
    if has_folder and not is_known and not found.source.is_dir():
        parser.error("--source is not a folder")
    for option in ("key", "certificate", "certificate_key", "roots"):
        file = getattr(found, option)
        if file is not None and not file.is_file():
            parser.error(f"--{option.replace('_', '-')} is not a file")
    if (found.certificate is None) != (found.certificate_key is None):
        parser.error("--certificate and --certificate-key go together")
    return Arguments(
        hub=found.hub,
        client_id=found.client_id,
        key=found.key,
        state=found.state,
        source=found.source if has_folder else found.state,
        watch_seconds=None if found.once else found.watch_seconds,
        certificate=found.certificate,
        certificate_key=found.certificate_key,
        roots=found.roots,
        dpop=found.dpop,
        dry_run=found.dry_run,
        trace=found.trace,
    )


def _parser(
    name: str, own: argparse.ArgumentParser | None, *, has_folder: bool, is_looked_at: bool
) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"python -m adapters.{name}",
        parents=[own] if own else [],
        epilog="For the owner: status, retry and show (each with --help).",
    )
    add = parser.add_argument
    add("--hub", required=True, metavar="URL", help="address of the hub")
    add("--client-id", required=True, help="the id under which it is registered")
    add("--key", required=True, type=Path, help="private JWK, EC P-384")
    add("--state", required=True, type=Path, help="folder for what was done")
    if has_folder:
        add("--source", required=True, type=Path, help="folder with the records")
    if is_looked_at:
        add("--once", action="store_true", help="one pass, then end")
        add("--watch-seconds", type=float, default=5.0, help="time between passes")
        add("--dry-run", action="store_true", help="map and check; push and write nothing")
    else:
        parser.set_defaults(once=False, watch_seconds=5.0, dry_run=False)
    add("--certificate", type=Path, help="PEM, the client certificate of this system")
    add("--certificate-key", type=Path, help="PEM, its private key")
    add("--roots", type=Path, help="PEM, who vouches for the hub's own certificate")
    add("--dpop", action="store_true", help="bind each token to a key of this process")
    add("--trace", type=Path, metavar="FILE", help="a line of JSON a step, in pseudonyms")
    return parser

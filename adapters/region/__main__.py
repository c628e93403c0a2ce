"""`python -m adapters.region`: takes over cases from the hub of another region, and tells back."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from adapters.core.arguments import Arguments
from adapters.core.client import HubClient
from adapters.core.connection import client_of
from adapters.core.errors import NotAuthorized, Refused, Unreachable
from adapters.core.token import Professional
from adapters.region.across import Across, Look

ALL_DONE, FAILED, SOME_LEFT = 0, 1, 2
_ROLE = "30.000"


def main(argv: Sequence[str] | None = None) -> int:
    """0 when all was done, 2 when somebody has to look at something, 1 on failure."""
    try:
        return asyncio.run(_run(_parser().parse_args(argv)))
    except NotAuthorized as error:
        _say(str(error))
    except OSError as error:
        _say(type(error).__name__)  # the message may hold a file name
    return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m adapters.region", description=__doc__)
    add = parser.add_argument
    add("--from-hub", required=True, metavar="URL", help="the hub that has the cases")
    add("--from-client-id", required=True, help="the id under which you are registered there")
    add("--from-key", required=True, type=Path, help="private JWK, EC P-384, of that")
    add("--hub", required=True, metavar="URL", help="the hub at which you look for a place")
    add("--client-id", required=True, help="the id under which you are registered here")
    add("--key", required=True, type=Path, help="private JWK, EC P-384, of this")
    add("--ura", required=True, help="of the transfer point, at both")
    add("--person", required=True, nargs=2, metavar=("NAME", "UZI"), help="who answers for it")
    add("--role", default=_ROLE, help="UZI role code of that person")
    add("--once", action="store_true", help="one look, then end")
    add("--watch-seconds", type=float, default=300.0, help="time between looks")
    add("--certificate", type=Path, help="PEM, the client certificate of this system")
    add("--certificate-key", type=Path, help="PEM, its private key")
    add("--roots", type=Path, help="PEM, who vouches for the hubs' own certificates")
    add("--dpop", action="store_true", help="bind each token to a key of this process")
    return parser


async def _run(given: argparse.Namespace) -> int:
    there = _client(given, given.from_hub, given.from_client_id, given.from_key)
    here = _client(given, given.hub, given.client_id, given.key)
    origin = f"{given.from_hub.rstrip('/')}/fhir/Task"
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with there, here:
        across = Across(there, here, given.ura, origin, _say)
        while True:
            status = await _looked(across)
            if given.once or stop.is_set():
                return status
            try:
                await asyncio.wait_for(stop.wait(), given.watch_seconds)
            except TimeoutError:
                continue


async def _looked(across: Across) -> int:
    look = Look()
    try:
        look = await across.look()
    except Unreachable as error:
        _say(f"waits: {error}")
        return FAILED
    except Refused as error:
        _say(str(error))
        return FAILED
    if look.done or look.left:
        done = ", ".join(f"{number} {what}" for what, number in sorted(look.done.items()))
        _say(f"{done or 'nothing done'}; {look.left} left")
    return SOME_LEFT if look.left else ALL_DONE


def _client(given: argparse.Namespace, hub: str, client_id: str, key: Path) -> HubClient:
    name, number = given.person
    arguments = Arguments(
        hub=hub,
        client_id=client_id,
        key=key,
        state=Path(),
        source=Path(),
        watch_seconds=None,
        certificate=given.certificate,
        certificate_key=given.certificate_key,
        roots=given.roots,
        dpop=given.dpop,
    )
    return client_of(arguments, Professional(name, number, (given.role,), ("COC",)))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())

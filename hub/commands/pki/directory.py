"""`hub pki`: a directory with everything to try certificates with."""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from hub.commands.pki.refused import PkiRefused
from hub.commands.pki.region import Pair, Pki, pem, pem_key

PRIVATE, PUBLIC, CLOSED = 0o600, 0o644, 0o700
APP = "pgo.example.org"
_FIRST = 900_001_001
"""The UZI number of the first system; the next has the next."""


def make(place: Path, systems: Mapping[str, str], now: datetime) -> Iterator[str]:
    """Fill the directory, and tell a line for each thing in it; `systems` are URAs by name.

    Raises:
        PkiRefused: something is there already. OSError: it can't be written.
    """
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise PkiRefused(f"{place}: something is there; name a directory that is new or empty")
    pki = Pki.made(now)
    for name, authority in pki.authorities().items():
        own = pem(authority.issued.certificate), pem_key(authority.issued)
        yield from _written(place / "authorities", name, own, "an authority")
    yield from _written(place, "hub", pki.hub(), "the hub on this machine")
    for number, (name, ura) in enumerate(systems.items(), _FIRST):
        made = pki.system(name, ura, str(number))
        yield from _written(place / "systems", name, made, f"the system of URA {ura}")
    first = next(iter(systems.values()))
    made = pki.revoked(first)
    yield from _written(place / "systems", "revoked", made, f"revoked, of URA {first}")
    for name, made in pki.people(first):
        yield from _written(place / "people", name, made, f"a person of URA {first}")
    yield from _written(place / "apps", APP, pki.app(APP), "a personal health environment")
    yield _write(place / "app-roots.pem", pki.app_roots(), "whom the hub believes of an app")
    yield _write(place / "app-crl.pem", pki.app_crl(), "what these revoked, good for a week")
    yield _write(place / "server-roots.pem", pki.server_roots(), "whom a client believes")
    yield _write(place / "client-roots.pem", pki.client_roots(), "whom the hub believes")
    yield _write(place / "crl.pem", pki.crl(), "what was revoked, good for a week")


def _written(folder: Path, name: str, made: Pair, whose: str) -> Iterator[str]:
    folder.mkdir(mode=CLOSED, parents=True, exist_ok=True)
    yield _write(folder / f"{name}.pem", made[0], whose)
    yield _write(folder / f"{name}.key", made[1], "its private key", PRIVATE)


def _write(path: Path, text: bytes, what: str, mode: int = PUBLIC) -> str:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(text)
    return f"{path}: {what}"

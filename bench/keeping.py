"""A loaded region beside its database, so that another run begins where this one did."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bench.region import Region

_NAME = "region.json"
_KEYS = ("HUB_INDEX_KEY", "HUB_SEALING_KEYS", "HUB_SIGNING_KEY", "HUB_CHECKPOINT_KEY")


@dataclass(frozen=True, slots=True)
class Kept:
    """Who takes part, and by which keys it is sealed."""

    region: Region
    keys: dict[str, str]


def keep(home: Path, region: Region, settings: Mapping[str, str]) -> None:
    """Write it down, once all of it is loaded; nobody else reads it."""
    path = home / _NAME
    path.touch(mode=0o600)
    path.write_bytes(msgspec.json.encode(Kept(region, {name: settings[name] for name in _KEYS})))


def kept(home: Path) -> Kept | None:
    """What is there; None where nothing is."""
    path = home / _NAME
    return msgspec.json.decode(path.read_bytes(), type=Kept) if path.exists() else None

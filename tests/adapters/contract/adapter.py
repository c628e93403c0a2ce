"""What the contract cases have to know of an adapter, and which adapters there are."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Lay = Callable[[Path, Sequence[str], str], None]
"""Writes files into a folder, of inhabitants with these BSNs; the mark is in each own number."""

_ADAPTERS = Path(__file__).parents[1]


@dataclass(frozen=True)
class Adapter:
    """`python -m adapters.<name>`; `change` writes what the source says later of the same."""

    name: str
    lay: Lay
    change: Lay
    options: tuple[str, ...] = ()

    def arguments(self, hub: str, client_id: str, folder: Path) -> list[str]:
        """Of one pass; key, source and state lie in the folder."""
        where = ["--source", str(folder / "source"), "--state", str(folder / "state")]
        who = ["--hub", hub, "--client-id", client_id, "--key", str(folder / "key.jwk")]
        return [f"adapters.{self.name}", *where, *who, "--once", *self.options]


def adapters() -> list[Adapter]:
    """All that have a `contract.py` with their tests, a stranger's too."""
    found = sorted(file.parent.name for file in _ADAPTERS.glob("*/contract.py"))
    modules = [importlib.import_module(f"tests.adapters.{name}.contract") for name in found]
    return [module.ADAPTER for module in modules]

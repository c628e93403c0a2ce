"""What the contract cases have to know of an adapter, and which adapters there are."""

import importlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.adapters.contract.way import InFolder, Way

Lay = Callable[[Path, Sequence[str], str], None]
"""Writes files into a folder, of inhabitants with these BSNs; the mark is in each own number."""

_ADAPTERS = Path(__file__).parents[1]


@dataclass(frozen=True)
class Adapter:
    """`python -m adapters.<name>`; `change` writes what the source says later of the same.

    `way`, of the folder and of the organisation's URA, is how what lies there comes to it; `by`
    tells two of one name apart.
    """

    name: str
    lay: Lay
    change: Lay
    options: tuple[str, ...] = ()
    way: Callable[[Path, str], Way] = InFolder
    by: str = ""

    @property
    def id(self) -> str:
        """As the cases are called."""
        return f"{self.name}-{self.by}" if self.by else self.name

    def arguments(self, hub: str, client_id: str, folder: Path, way: Way) -> list[str]:
        """Key and state lie in the folder; how often it is looked at is not said here."""
        where = [*way.options, "--state", str(folder / "state")]
        who = ["--hub", hub, "--client-id", client_id, "--key", str(folder / "key.jwk")]
        return [f"adapters.{self.name}", *where, *who, *self.options]


def adapters() -> list[Adapter]:
    """All that have a `contract.py` with their tests, a stranger's too."""
    found = sorted(file.parent.name for file in _ADAPTERS.glob("*/contract.py"))
    modules = [importlib.import_module(f"tests.adapters.{name}.contract") for name in found]
    return [one for module in modules for one in vars(module).values() if isinstance(one, Adapter)]


def one_of_each_way() -> list[Adapter]:
    """The first that each way has, for what is the same code in all; ADAPTER_CASES=all is all."""
    if os.environ.get("ADAPTER_CASES") == "all":
        return adapters()
    return list({one.way: one for one in reversed(adapters())}.values())


def adapter(called: str) -> Adapter:
    """The one that the cases call so."""
    return next(one for one in adapters() if one.id == called)

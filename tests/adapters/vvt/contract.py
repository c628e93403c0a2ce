"""What the contract cases have to know of the adapters of a nursing home: its folder, its ECD."""

from functools import partial
from pathlib import Path

from tests.adapters.contract.adapter import Adapter
from tests.adapters.contract.samples import lay
from tests.adapters.contract.way import Asked
from tests.adapters.vvt import transfer
from tests.adapters.vvt.ecd_of_folder import EcdOfFolder

SAMPLE = "vvt-zorggroep/2026-09-01-overdracht-88.json"


def _asks(source: Path, ura: str) -> Asked:
    return Asked(EcdOfFolder(source, ura), lambda url: ["--ecd", f"{url}/fhir"])


ADAPTER = Adapter("vvt", partial(lay, SAMPLE), partial(lay, SAMPLE, later=True))
POLLER = Adapter("vvt", transfer.lay, transfer.change, way=_asks, by="asks")

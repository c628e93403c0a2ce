"""What the contract cases have to know of the adapters of a hospital: its folder and its wire."""

from functools import partial
from pathlib import Path

from tests.adapters.contract.adapter import Adapter
from tests.adapters.contract.samples import lay
from tests.adapters.contract.way import Sent
from tests.adapters.hospital import stay
from tests.adapters.hospital.sending import MllpSender, site_beside

SAMPLE = "hospital-flevo/2026-05-12-dossier-7301.json"


def _listens(source: Path, ura: str) -> Sent:
    site = site_beside(source, ura)
    return Sent(
        source,
        MllpSender(),
        lambda port: ["--listen", f"127.0.0.1:{port}", "--site", str(site)],
    )


ADAPTER = Adapter("hospital", partial(lay, SAMPLE), partial(lay, SAMPLE, later=True))
LISTENER = Adapter(
    "hospital",
    stay.lay,
    stay.change,
    way=_listens,
    by="listens",
)

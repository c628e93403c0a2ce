"""What the contract cases have to know of the adapter of a hospital: an exported dossier."""

from functools import partial

from tests.adapters.contract.adapter import Adapter
from tests.adapters.contract.samples import lay

SAMPLE = "hospital-flevo/2026-05-12-dossier-7301.json"
ADAPTER = Adapter("hospital", partial(lay, SAMPLE), partial(lay, SAMPLE, later=True))

"""What the contract cases have to know of the adapter of a GP system: exported forms."""

from functools import partial

from tests.adapters.contract.adapter import Adapter
from tests.adapters.contract.samples import lay

SAMPLE = "gp-de-sluis/2025-03-11-formulier-1001.json"
ADAPTER = Adapter("gp", partial(lay, SAMPLE), partial(lay, SAMPLE, later=True))

"""What the contract cases have to know of the adapter of a nursing home: nursing handoffs."""

from functools import partial

from tests.adapters.contract.adapter import Adapter
from tests.adapters.contract.samples import lay

SAMPLE = "vvt-zorggroep/2026-09-01-overdracht-88.json"
ADAPTER = Adapter("vvt", partial(lay, SAMPLE), partial(lay, SAMPLE, later=True))

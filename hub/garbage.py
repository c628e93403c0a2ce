"""What a process holds from its start on is searched for garbage no more."""

import gc

_THRESHOLDS = 20_000, 20, 50
"""So that a page of hundreds of resources is not searched for garbage while it is made."""


def settled() -> None:
    """What is there now stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)

"""A stored resource as it goes out to one asker: by his names, and with nothing closed in it."""

from datetime import datetime

from hub.access.dossier import Dossier
from hub.query.capacity_told import with_capacity
from hub.query.contrary_told import KIND, flagged, with_flag
from hub.query.masked import masked
from hub.storage.stored import Stored


def as_open(dossier: Dossier, stored: Stored, custodian: str) -> Stored:
    """Any version of this custodian's word on it."""
    return dossier.called.stored(masked(dossier, stored, custodian), custodian)


def as_it_stands(dossier: Dossier, stored: Stored, custodian: str, now: datetime) -> Stored:
    """The current one, with what others say that must not be missed."""
    told = as_open(dossier, stored, custodian)
    if stored.type == "Patient":
        return with_capacity(dossier, stored, custodian, told)
    if stored.type == KIND and stored.address in flagged(dossier, now):
        return with_flag(told)
    return told

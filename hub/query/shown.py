"""A stored resource as it goes out to one asker: by his names, and with nothing closed in it."""

from datetime import datetime

from hub.access.before_choice import before_choice
from hub.access.by_day import by_day
from hub.access.dossier import Dossier
from hub.query.capacity_told import with_capacity
from hub.query.contrary_told import KIND, flagged, with_flag
from hub.query.masked import masked, masks
from hub.storage.current import NUMBERED_BY_EACH
from hub.storage.own_id import MARK
from hub.storage.stored import Stored

_MARK = MARK.encode()
_TOLD_OTHERWISE = NUMBERED_BY_EACH | {"Patient", KIND}


def as_open(dossier: Dossier, stored: Stored, custodian: str) -> Stored:
    """Any version of this custodian's word on it."""
    stored = _to_others(stored, custodian, dossier.called.custodian)
    return dossier.called.stored(masked(dossier, stored, custodian), custodian)


def as_it_stands(dossier: Dossier, stored: Stored, custodian: str, now: datetime) -> Stored:
    """The current one, with what others say that must not be missed."""
    stored = _to_others(stored, custodian, dossier.called.custodian)
    name = f"plain {custodian} {stored.type}"
    plain = dossier.once(name, lambda: _is_plain(dossier, stored.type, custodian))
    # What has a name of the asker's own shows that in its body: by its id, or by a reference.
    if plain and _MARK not in stored.body:
        return stored
    told = as_open(dossier, stored, custodian)
    if stored.type == "Patient":
        return with_capacity(dossier, stored, custodian, told)
    if stored.type == KIND and stored.address in flagged(dossier, now):
        return with_flag(told)
    return told


def _to_others(stored: Stored, custodian: str, own: str | None) -> Stored:
    """A transfer before the choice, of which others are told less than who keeps it."""
    return before_choice(by_day(stored, custodian, own), custodian, own)


def _is_plain(dossier: Dossier, resource_type: str, custodian: str) -> bool:
    """Whether the words of this custodian on such go out as they were stored, to this asker."""
    return (
        resource_type not in _TOLD_OTHERWISE
        and not dossier.called.others
        and not masks(dossier, resource_type, custodian)
    )

"""What a write will make known by a key: nobody else may make the same one meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from hub.storage.database import Lock
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.identity import shared_keys
from hub.write.known_by import known_as
from hub.write.plan import Writing

FEW = 64


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Keys and inhabitants that the store did not know, and the locks that keep others from them.

    What it knows needs no lock: two that change the same one meet at its version number.
    """

    finders: frozenset[int]
    pats: frozenset[UUID]
    locks: frozenset[Lock]


def newcomers(setting: Writing, found: Found, pairs: Mapping[Draft, str]) -> Newcomers:
    """Compare what the drafts name by key with what was found."""
    pats = {one.pat for one in setting.needs.people.values() if found.patient_of(one.pat) is None}
    shared: set[str] = set()
    for draft in setting.drafts:
        if not known_as(draft, found):
            shared.update(shared_keys(draft))
    shared |= {key for key in pairs.values() if not found.shared("PractitionerRole", [key])}
    own = {
        draft.condition.key
        for draft in setting.drafts
        if draft.condition and not found.own(draft.type, draft.condition.key)
    }
    # Whom a source has twice, with a BSN and without, it sends one after the other.
    patients = (draft for draft in setting.needs.own_numbers if draft.type == "Patient")
    persons = (one for draft in patients for one in setting.needs.own_numbers[draft])
    own |= {one.key for one in persons if not found.own("Patient", one.key)}
    token = setting.keyring.token
    locks = {Lock(token(f"lock|{name}")) for name in (*pats, *shared)}
    return Newcomers(
        finders=frozenset(token(key) for key in shared | own),
        pats=frozenset(pats),
        locks=frozenset(locks | _own_locks(setting, own)),
    )


def _own_locks(setting: Writing, own: set[str]) -> frozenset[Lock]:
    """One a key; a bundle with many keys locks all of its custodian's instead.

    The few share the lock that the many hold alone, so that both keep out of each other's way.
    """
    if not own:
        return frozenset()
    token = setting.keyring.token
    everything = token(f"lock|{setting.custodian}|all")
    if len(own) > FEW:
        return frozenset({Lock(everything)})
    keys = {Lock(token(f"lock|{setting.custodian}|{key}")) for key in own}
    return frozenset(keys | {Lock(everything, shared=True)})

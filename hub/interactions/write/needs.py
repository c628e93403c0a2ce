"""What a write has to know of the store, and what no other write may touch meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.interactions.write.draft import Condition, Draft
from hub.interactions.write.identity import bsn_of, shared_keys
from hub.interactions.write.links import Links
from hub.storage.address import Inhabitant, inhabitant, rid
from hub.storage.sealing import Keyring
from profiles import systems
from profiles.identifiers import BSN, InvalidIdentifier

BUCKETS = 64


@dataclass(frozen=True, slots=True)
class Needs:
    """Names and keys to look up, inhabitants by draft and by reference, and locks to hold."""

    rids: frozenset[UUID]
    finders: frozenset[int]
    people: dict[Draft, Inhabitant]
    referred: dict[str, Inhabitant]
    locks: frozenset[int]

    @property
    def pats(self) -> set[UUID]:
        """The inhabitants that are named by BSN."""
        return {one.pat for one in (*self.people.values(), *self.referred.values())}


def needs_of(drafts: Sequence[Draft], links: Links, keyring: Keyring, custodian: str) -> Needs:
    """Gather them; nothing is asked of the store yet."""
    people = {
        draft: inhabitant(keyring, bsn) for draft in drafts if (bsn := bsn_of(draft)) is not None
    }
    referred = {
        said: inhabitant(keyring, bsn)
        for said, condition in links.conditional.items()
        if (bsn := _bsn(condition)) is not None
    }
    own_keys = [draft.condition.key for draft in drafts if draft.condition]
    shared = [key for draft in drafts for key in shared_keys(draft)]
    found_by = [*own_keys, *shared, *(each.key for each in links.conditional.values())]
    return Needs(
        rids=frozenset(
            rid(keyring, kind, name)
            for kind, name in [
                *links.literal.values(),
                *((draft.type, draft.id) for draft in drafts if draft.id),
            ]
        ),
        finders=frozenset(keyring.token(key) for key in found_by),
        people=people,
        referred=referred,
        locks=frozenset(
            [
                *(keyring.token(f"lock|{one.pat}") for one in people.values()),
                *(keyring.token(f"lock|{key}") for key in shared),
                *(_bucket(keyring, custodian, key) for key in own_keys),
            ]
        ),
    )


def _bucket(keyring: Keyring, custodian: str, key: str) -> int:
    """Conditions share a few locks a custodian, so that a large bundle holds few."""
    return keyring.token(f"lock|{custodian}|{keyring.token(key) % BUCKETS}")


def _bsn(condition: Condition) -> BSN | None:
    if condition.type != "Patient" or condition.system != systems.BSN:
        return None
    try:
        return BSN(condition.value)
    except InvalidIdentifier:
        return None

"""What a choice of a person's own may name: his own resources, and the open directory."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from hub.errors import Unprocessable
from hub.storage.binding import Columns
from hub.storage.pseudonym import inhabitant, rid
from hub.storage.sealing import Keyring
from hub.write.linking import namings_of
from profiles.identifiers import BSN, is_bsn
from profiles.resource.compartment import numbers_of
from profiles.search.references import local_literal


def rids_of(consent: Mapping[str, Any], keyring: Keyring) -> list[UUID]:
    """The database's names of all that it refers to here."""
    addresses = (local_literal(said) for said in _said(consent))
    return [rid(keyring, *address) for address in addresses if address]


def refuse_foreign(
    consent: Mapping[str, Any], keyring: Keyring, pat: UUID, rows: Iterable[Columns]
) -> None:
    """Raise Unprocessable where it names what is not his, or not there: one and the same answer."""
    own = {row["rid"] for row in rows if row["pat"] in {pat, None}}
    numbers = numbers_of(consent)
    others = any(not is_bsn(one) or inhabitant(keyring, BSN(one)).pat != pat for one in numbers)
    for said in _said(consent):
        address = local_literal(said)
        others = others or address is None or rid(keyring, *address) not in own
    if others:
        raise Unprocessable(
            "a choice names what is kept of the inhabitant himself, by Type/id, and nothing else",
            expression="Consent",
            rule="REFERENCE",
        )


def _said(consent: Mapping[str, Any]) -> Sequence[str]:
    namings = namings_of(consent)
    return [said for _, said, is_reference in namings if is_reference and said[:1] != "#"]

"""The BSN of an inhabitant whom the database knows by a keyed hash alone.

It is opened when Mitz is to be asked, kept nowhere else, and never logged.
"""

from collections.abc import Iterator

import msgspec

from hub.access.access import Access
from hub.access.dossier import Dossier
from hub.errors import Damaged
from hub.storage.pseudonym import inhabitant
from hub.storage.stored import unseal_current
from profiles.identifiers import BSN, InvalidIdentifier
from profiles.systems import BSN_SYSTEM


class _Identifier(msgspec.Struct):
    system: str = ""
    value: str = ""


class _Patient(msgspec.Struct):
    identifier: list[_Identifier] = []


_DECODER = msgspec.json.Decoder(_Patient)


async def number_of(access: Access, dossier: Dossier) -> BSN | None:
    """The number by which a Patient of this record is known; None where no word on him has it.

    It is held against the key of the record: no row that was moved makes Mitz answer of another.
    """
    if dossier.patient is None:
        return None
    for row in await access.current_rows.rows(dossier.patient):
        if row["method"] in {None, "DELETE"} or row["type"] != "Patient":
            continue
        try:
            said = _DECODER.decode(unseal_current(row, access.keyring).body)
        except (Damaged, msgspec.DecodeError):
            continue
        for bsn in _numbers(said):
            if inhabitant(access.keyring, bsn).pat == dossier.reach.pat:
                return bsn
    return None


def _numbers(patient: _Patient) -> Iterator[BSN]:
    for one in patient.identifier:
        if one.system == BSN_SYSTEM:
            try:
                yield BSN(one.value)
            except InvalidIdentifier:
                continue

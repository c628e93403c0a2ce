"""A person's own record at once: his Patient, and all that is kept about him.

docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hub.access.access import Access
from hub.access.own import not_yours, own_dossier
from hub.query.search import Limits, SearchAsked, Stored, search_record, searchable
from hub.search.called import called
from hub.search.result import MOST_INCLUDES
from hub.security.errand import Errand
from hub.security.scopes import BY_NAME_ONLY
from hub.storage.stored import unseal_current
from profiles.r4.tables import resource_types

WISHES = (
    *("Consent", "Goal", "Observation", "DeviceUseStatement", "Device"),
    *("QuestionnaireResponse", "Procedure", "Communication", "CommunicationRequest"),
    *("RelatedPerson", "Task"),
)
"""What a conversation about care in advance leaves behind; and where it went, as Tasks have it."""


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """`is_damaged` says that something can't be shown, `is_all` that no more is kept than came."""

    patient: Stored | None
    resources: Sequence[Stored]
    is_damaged: bool
    is_all: bool


async def own_patient(access: Access, errand: Errand) -> str:
    """The id of the Patient for whose record a person asks.

    Raises:
        Unauthenticated, Forbidden: as `own_dossier`. Damaged: it was changed outside the hub.
    """
    async with access.database.transaction() as connection:
        dossier = await own_dossier(access, connection, errand)
    if dossier.patient is None:
        raise not_yours("S-NOT-ENTITLED", dossier)
    rows = await access.current_rows.rows(dossier.patient)
    if not rows:
        raise not_yours("S-NOT-ENTITLED", dossier)
    return dossier.called.stored(unseal_current(rows[0], access.keyring), rows[0]["custodian"]).id


async def own_record(
    access: Access, errand: Errand, limits: Limits, kinds: Iterable[str] | None = None
) -> OwnRecord:
    """What a search of his Patient brings that includes all that refers to it, of these kinds.

    Raises:
        Unauthenticated, Forbidden: as `own_patient`. Unavailable, Damaged.
    """
    name = await own_patient(access, errand)
    patient: Stored | None = None
    found: dict[str, Stored] = {}
    ways = list(_ways(kinds))
    is_damaged, is_all = False, True
    for start in range(0, max(len(ways), 1), MOST_INCLUDES):
        some = ways[start : start + MOST_INCLUDES]
        pairs = (("_id", name), *(("_revinclude", way) for way in some))
        answered = await search_record(access, errand, SearchAsked("Patient", pairs, limits))
        patient = next(iter(answered.matches), None)
        found |= {one.address: one for one in answered.along}
        is_damaged = is_damaged or bool(answered.damaged)
        is_all = is_all and answered.all_along
    return OwnRecord(patient, list(found.values()), is_damaged, is_all)


def _ways(kinds: Iterable[str] | None) -> Iterator[str]:
    asked = resource_types() if kinds is None else frozenset(kinds)
    for kind in sorted(asked - BY_NAME_ONLY):
        known = searchable(kind)
        for code in ("patient", "subject"):
            definition = known.get(code)
            if definition is not None and "Patient" in definition.targets:
                yield f"{kind}:{code}"
                break


async def organizations_called(
    access: Access, uras: Iterable[str], *, urgent: bool = False
) -> dict[str, str]:
    """By URA the name that an organisation gives itself in the open directory."""
    asked = sorted(set(uras))
    if not asked:
        return {}
    async with access.database.connection(urgent=urgent) as connection:
        return await called(connection, access.keyring, asked)

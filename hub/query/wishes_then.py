"""What stood in a record at a moment before, of what is open to the asker now.

docs/decisions/0053-one-sheet.md
"""

from collections.abc import Sequence
from datetime import datetime

from hub.access.access import Access, Whose
from hub.access.caller import require_caller
from hub.access.consultation import Consultation
from hub.access.dossier import Dossier, ground_of
from hub.errors import Damaged
from hub.ledger.record import NOTHING, Record
from hub.query.shown import as_open
from hub.query.wishes import KINDS, Wishes
from hub.security.errand import Errand
from hub.security.granted import may_bring
from hub.storage.current import VERSION
from hub.storage.database import Row
from hub.storage.pseudonym import inhabitant
from hub.storage.stored import Stored, unseal
from profiles.identifiers import BSN
from profiles.resource.compartment import DIRECTORY

MOST = 1_000
_THEN = (
    f"SELECT {VERSION} FROM resource r JOIN LATERAL (SELECT n.* FROM resource_version n "
    "WHERE n.rid = r.rid AND (r.said_by = '' OR n.custodian = r.said_by) "
    "AND n.last_updated <= $3 ORDER BY n.version DESC LIMIT 1) AS v ON true "
    "WHERE r.pat = $1 AND r.type = ANY ($2::text[]) AND v.method <> 'DELETE' "
    f"ORDER BY r.rid, v.custodian LIMIT {MOST + 1}"
)


async def wishes_then(
    access: Access, errand: Errand, bsn: BSN, moment: datetime, now: Wishes
) -> Wishes:
    """The record as it was; `now` is what the asker was shown of it, with whom it names.

    Decided by what he may see today: what was closed since is not there either.

    Raises:
        Forbidden: the asker may not search, or no emergency stands.
    """
    require_caller(errand)
    pat = inhabitant(access.keyring, bsn).pat
    consultation = Consultation(access, errand)
    kinds = [kind for kind in KINDS if may_bring(errand.client, kind)]
    dossier = await _dossier(consultation, Whose("pat", (pat,)))
    await access.declare(errand, dossier.reach.pat)
    async with access.database.connection(urgent=errand.urgent) as connection:
        rows = await connection.fetch(_THEN, dossier.reach.pat, kinds, moment)
    open_ = [row for row in rows[:MOST] if _is_open(access, dossier, row)]
    stored, damaged = _told(access, dossier, open_)
    await access.ledger.write(_record(consultation, dossier, open_, moment))
    patient = next((one for one in stored if one.type == "Patient"), None)
    if patient is None:
        return Wishes(None, is_whole=not damaged)
    named = [one for one in now.stored if one.type in DIRECTORY]
    rest = [one for one in stored if one is not patient]
    is_whole = not damaged and len(rows) <= MOST and dossier.whole
    return Wishes(patient, (*rest, *named), now.names, is_whole, now.is_asked)


async def _dossier(consultation: Consultation, whose: Whose) -> Dossier:
    """As a search has it: Mitz is asked where it has a say."""
    access, errand = consultation.access, consultation.errand
    async with access.database.connection(urgent=errand.urgent) as connection:
        dossier = await access.gather(connection, errand, whose)
    due = consultation.due(dossier)
    if due:
        await consultation.ask(dossier, due)
        async with access.database.connection(urgent=errand.urgent) as connection:
            dossier = await access.gather(connection, errand, whose, anew=True)
    return consultation.seen(dossier)


def _is_open(access: Access, dossier: Dossier, row: Row) -> bool:
    try:
        address = unseal(row, access.keyring).address
    except Damaged:
        return True
    return dossier.scope.permits(row["custodian"], row["category"], address)


def _told(access: Access, dossier: Dossier, rows: Sequence[Row]) -> tuple[list[Stored], int]:
    told, damaged = list[Stored](), 0
    for row in rows:
        try:
            told.append(as_open(dossier, unseal(row, access.keyring), row["custodian"]))
        except Damaged:
            damaged += 1
    return told, damaged


def _record(
    consultation: Consultation, dossier: Dossier, rows: Sequence[Row], moment: datetime
) -> Record:
    errand, keyring = consultation.errand, consultation.access.keyring
    decisions = {
        ground_of(
            keyring,
            row["custodian"],
            dossier.scope.decision(row["custodian"], row["category"], ""),
        )
        for row in rows
    }
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="history-type",
        status=200,
        rule=" ".join(sorted({one.rule for one in decisions})) or NOTHING,
        errand=errand,
        pat=dossier.reach.pat,
        type="Patient",
        found=len(rows),
        grounds=tuple(decisions),
        asked="_at",
        detail={"at": moment.isoformat()} | consultation.evidence,
    )

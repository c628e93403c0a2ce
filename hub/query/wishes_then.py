"""What stood in a record at a moment before, of what is open to the asker now.

docs/decisions/0053-one-sheet.md
"""

from collections.abc import Sequence
from datetime import datetime

from consent.decision import Permit
from hub.access.access import Access, Whose
from hub.access.caller import require_caller
from hub.access.consultation import Consultation
from hub.access.dossier import Dossier, ground_of
from hub.errors import Damaged
from hub.ledger.record import Ground, Record, rules_of
from hub.query.moved_on import of_whom_he_is, went
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
    dossier = await consultation.decided(Whose("pat", (pat,)))
    async with access.database.connection(urgent=errand.urgent) as connection:
        rows = await connection.fetch(_THEN, dossier.reach.pat, kinds, moment)
    shown, damaged = _opened(access, dossier, rows[:MOST])
    stored = [one for one, _ in shown]
    await access.ledger.write(_record(consultation, dossier, shown, moment))
    patient = next((one for one in stored if one.type == "Patient"), None)
    if patient is None:
        return Wishes(None, is_whole=not damaged)
    named = [one for one in now.stored if one.type in DIRECTORY]
    rest = [one for one in stored if one is not patient]
    is_whole = not damaged and len(rows) <= MOST and dossier.whole
    return Wishes(patient, (*rest, *named), now.names, is_whole, now.is_asked)


def _opened(
    access: Access, dossier: Dossier, rows: Sequence[Row]
) -> tuple[list[tuple[Stored, Ground]], int]:
    """What is open, as it is called, with why; how many can't be shown."""
    shown, damaged = list[tuple[Stored, Ground]](), 0
    for row in rows:
        custodian = row["custodian"]
        try:
            stored = unseal(row, access.keyring)
        except Damaged:
            damaged += 1
            continue
        if went(dossier, row, stored.address, dossier.called):
            continue
        stored = of_whom_he_is(dossier, stored, row, dossier.called)
        decision = dossier.scope.decision(custodian, row["category"], stored.address)
        if isinstance(decision, Permit):
            ground = ground_of(access.keyring, custodian, decision)
            shown.append((as_open(dossier, stored, custodian), ground))
    return shown, damaged


def _record(
    consultation: Consultation,
    dossier: Dossier,
    shown: Sequence[tuple[Stored, Ground]],
    moment: datetime,
) -> Record:
    errand = consultation.errand
    grounds = tuple(dict.fromkeys(ground for _, ground in shown))
    return Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="history-type",
        status=200,
        rule=rules_of(grounds),
        errand=errand,
        pat=dossier.reach.pat,
        type="Patient",
        found=len(shown),
        grounds=grounds,
        asked="_at",
        detail={"at": moment.isoformat()} | consultation.evidence,
    )

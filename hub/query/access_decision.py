"""`$access-decision`: asked of the store, and told only once the ledger has it.

docs/decisions/0035-why-it-is-open-or-closed.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from consent.decision import withhold
from consent.facts import Facts
from hub.access.access import DECOY, NOBODY, Access, Whose
from hub.access.assumed import known_of
from hub.access.called import Called
from hub.access.caller import names_of, require_caller
from hub.access.consultation import Consultation
from hub.access.dossier import Dossier, ground_of
from hub.access.facts import StoredFacts
from hub.access.recording import Recording
from hub.errors import Damaged, Unavailable
from hub.ledger.record import NOTHING, Ground, Record, rules_of
from hub.query.explained import Explained, Telling, There, evidence, named
from hub.query.nameless import nameless_apart
from hub.search.called import called
from hub.security.errand import Errand
from hub.storage.database import Connection
from hub.storage.organizations import enrolled
from hub.storage.own_id import names_meant
from hub.storage.pseudonym import inhabitant
from hub.storage.sealing import Keyring
from profiles.identifiers import BSN

NAME = "$access-decision"
_TRIES = 3
# Of sections that are closed nothing is looked at, so that it takes no longer if there are any.
THERE = (
    "SELECT s.holds, r.section, r.rid FROM (SELECT coalesce((SELECT i.epoch FROM inhabitant i "
    "WHERE i.pat = $1), 0) = $2 AS holds) AS s LEFT JOIN ("
    "SELECT o.section, NULL::uuid AS rid FROM unnest($3::bigint[]) AS o (section) WHERE EXISTS "
    "(SELECT FROM resource w WHERE w.pat = $1 AND w.section = o.section AND NOT w.deleted "
    "AND NOT w.rid = ANY ($4::uuid[])) "
    "UNION ALL SELECT n.section, n.rid FROM resource n WHERE n.rid = ANY ($4::uuid[]) "
    "AND NOT n.deleted) AS r ON s.holds"
)


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote a version of a Consent down: an organisation, and what else is known of it."""

    ura: str | None
    recording: Recording | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What is told; `written` by id and version of the Consent, `names` and `kinds` by URA.

    `called` is how the asker calls what is in the record.
    """

    sections: Sequence[Explained]
    written: Mapping[tuple[str, int], Written]
    names: Mapping[str, str]
    kinds: Mapping[str, str]
    called: Called


async def access_decision(access: Access, errand: Errand, of: BSN | str) -> Answered:
    """Why what the asker may know of is open or closed; of nobody, and of who has nothing, none.

    It is about the inhabitant with this BSN, or whose Patient has this id.

    Raises:
        Forbidden: the asker may not ask. Damaged: the record was changed outside the hub.
        Unavailable: the inhabitant's choices change at this very moment.
    """
    require_caller(errand)
    about = whose(access.keyring, of, names_of(errand))
    consultation = Consultation(access, errand)
    for tried in range(_TRIES):
        dossier = await _dossier(consultation, about, anew=tried > 0)
        answered = await _answered(access, errand, dossier)
        if answered is None:
            continue
        await access.declare(errand, dossier)
        if not answered.sections:
            await consultation.wait_alike()
        await _record(consultation, dossier, len(answered.sections))
        return answered
    raise Unavailable(
        "the inhabitant's choices change at this moment; ask again",
        headers={"Retry-After": "1"},
    )


async def _dossier(consultation: Consultation, about: Whose, *, anew: bool) -> Dossier:
    """The record by what is known here and what Mitz says, while it is asked without a place."""
    access, errand = consultation.access, consultation.errand
    async with access.database.connection(urgent=errand.urgent) as connection:
        dossier = await access.gather(connection, errand, about, anew=anew)
        due = consultation.due(dossier)
        if due and not anew:
            # What is held may be of the past, and Mitz is told of nobody whom it need not know of.
            dossier = await access.gather(connection, errand, about, anew=True)
            due = consultation.due(dossier)
    if due:
        await consultation.ask(dossier, due)
    return nameless_apart(consultation.seen(dossier))


async def _answered(access: Access, errand: Errand, dossier: Dossier) -> Answered | None:
    """None where the facts are no longer those that were decided by."""
    # Of nobody as much is gone through as of somebody, all of which is closed.
    stored = dossier.facts if dossier.patient else DECOY
    facts = replace(known_of(stored, errand.now), policy=access.policy)
    async with access.database.connection(urgent=errand.urgent) as connection:
        there = await _there(connection, access.keyring, dossier, facts)
        if there is None:
            return None
        kinds = await enrolled(connection)
        told = Telling(access.keyring, errand, dossier, facts, there, kinds).sections()
        written = _written(dossier.facts, told)
        names = await called(connection, access.keyring, _uras(told, written))
    return Answered(told, written, names, kinds, dossier.called)


def whose(keyring: Keyring, of: BSN | str, own: str | None = None) -> Whose:
    """The inhabitant with this BSN, or whose Patient this URA calls so."""
    if isinstance(of, BSN):
        return Whose("pat", (inhabitant(keyring, of).pat,))
    return Whose("patient", tuple(names_meant(keyring, own, "Patient", of)))


async def _there(
    connection: Connection, keyring: Keyring, dossier: Dossier, facts: Facts
) -> There | None:
    """None where the facts are no longer those that were decided by."""
    reach = dossier.reach
    names = named(keyring, facts) if reach.within else {}
    looked_for = list(reach.within), [UUID(one) for one in names]
    rows = await connection.fetch(THERE, reach.pat, reach.epoch, *looked_for)
    if not rows[0]["holds"]:
        return None
    singles: dict[int, list[str]] = {}
    for row in rows:
        if row["rid"] is not None:
            singles.setdefault(row["section"], []).append(names[str(row["rid"])])
    return There(
        frozenset(row["section"] for row in rows if row["rid"] is None),
        singles,
    )


def _written(facts: StoredFacts, told: Sequence[Explained]) -> dict[tuple[str, int], Written]:
    said = {(one.consent_id, one.version): one.recorded_by for one in facts.statements}
    return {
        pair: Written(said.get(pair), facts.recording(*pair)) for pair in sorted(evidence(told))
    }


def _uras(told: Sequence[Explained], written: Mapping[tuple[str, int], Written]) -> list[str]:
    recorders = {one.ura for one in written.values() if one.ura}
    return sorted({one.custodian for one in told} | recorders)


async def _record(consultation: Consultation, dossier: Dossier, found: int) -> None:
    """All that was decided, told or not; raises Damaged once that of a broken record is written."""
    access, errand = consultation.access, consultation.errand
    grounds = grounds_of(access.keyring, dossier)
    if dossier.patient is None:  # as much is done of nobody
        nobody = withhold("nobody", NOTHING, evidence=((str(NOBODY), 1),))
        _ = [ground_of(access.keyring, one.custodian, nobody) for one in DECOY.sections]
    row = Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="operation",
        status=200 if dossier.whole else Damaged.status,
        rule=rules_of(grounds),
        errand=errand,
        pat=dossier.reach.pat,
        type="Patient",
        found=found,
        grounds=grounds,
        detail={"operation": NAME} | consultation.evidence,
    )
    await access.ledger.write(row)
    if not dossier.whole:
        raise Damaged(
            "this record can't be explained: it was changed outside the hub; tell the hub's "
            "owner the X-Request-Id",
            recorded=True,
        )


def grounds_of(keyring: Keyring, dossier: Dossier) -> tuple[Ground, ...]:
    """Of every section, and every single resource that differs, why it is open or closed."""
    scope = dossier.scope
    decided = [(custodian, one) for (custodian, _), one in scope.sections.items()]
    decided += [(custodian, one) for (custodian, *_), one in scope.singles.items()]
    return tuple(dict.fromkeys(ground_of(keyring, *one) for one in decided))

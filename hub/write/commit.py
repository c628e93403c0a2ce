"""Look up, plan and append in one transaction; committed before anything is answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.access.enforce import custodian, view_of
from hub.errors import VersionConflict
from hub.fhir.call import Call
from hub.fhir.context import Hub
from hub.ledger.record import AuditRecord
from hub.ledger.write import as_part
from hub.storage.address import rid
from hub.storage.append import append
from hub.storage.database import Connection, Lock
from hub.storage.failures import LOST_RACE
from hub.storage.lookup import Known, keeps_more, lookup
from hub.storage.rows import NewInhabitant
from hub.storage.sealing import Keyring
from hub.storage.view import View
from hub.write.draft import Draft
from hub.write.entry import outcome
from hub.write.found import Found
from hub.write.links import links_of
from hub.write.needs import needs_of
from hub.write.newcomers import newcomers
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Setting, pairs_of, plan

TRIES = 8
TURN = "lock|who lost a race"


@dataclass(frozen=True, slots=True)
class Work:
    """One request that writes: its call, its drafts and the interaction that is audited."""

    call: Call
    interaction: str
    drafts: Sequence[Draft]


class Overtaken(Exception):
    """What was looked up changed meanwhile, and now asks for other locks than are held."""


TRY_AGAIN: tuple[type[Exception], ...] = (*LOST_RACE, Overtaken)


async def commit(hub: Hub, work: Work) -> list[Outcome]:
    """Do it, or raise and leave everything as it was.

    Raises:
        FhirError: refused. VersionConflict: others kept coming first.
    """
    links = links_of(work.drafts, hub.fhir_url)
    setting = Setting(
        drafts=work.drafts,
        links=links,
        needs=needs_of(work.drafts, links, hub.keyring),
        keyring=hub.keyring,
        custodian=custodian(work.call.requester),
        now=work.call.now,
    )
    turn: frozenset[Lock] = frozenset()
    for _ in range(TRIES):
        try:
            return await _once(hub, work, setting, turn)
        except TRY_AGAIN:
            turn = frozenset({Lock(hub.keyring.token(TURN))})
    raise VersionConflict("others write the same resources at this moment; try again")


async def _once(hub: Hub, work: Work, setting: Setting, turn: frozenset[Lock]) -> list[Outcome]:
    """One statement changes what is known; newcomers are looked for again, their locks held.

    Who lost a race goes in turn with all others who did, and looks at everything again: however
    many write the same resource, each is behind at most a few.
    """
    known = Found(hub.keyring, setting.custodian)
    needs = setting.needs
    async with hub.database.connection() as connection:
        eyes = Eyes(connection, view_of(work.call.requester, work.call.now), hub.keyring)
        known.add(await eyes.find(needs.rids, needs.finders, needs.pats))
        pairs = await _pairs(setting, known, eyes)
        new = newcomers(setting, known, pairs)
        if not (new.locks or turn):
            return await _append(connection, work, setting, known, pairs)
    async with hub.database.transaction(new.locks | turn) as connection:
        eyes = Eyes(connection, eyes.view, hub.keyring)
        asked = (needs.rids, needs.finders, needs.pats) if turn else ((), new.finders, new.pats)
        known.add(await eyes.find(*asked))
        pairs = await _pairs(setting, known, eyes)
        if not newcomers(setting, known, pairs).locks <= new.locks:
            raise Overtaken
        return await _append(connection, work, setting, known, pairs)


@dataclass(frozen=True, slots=True)
class Eyes:
    """Looks into the store on one connection, as one organisation."""

    connection: Connection
    view: View
    keyring: Keyring

    async def find(
        self, rids: Collection[UUID], finders: Collection[int], pats: Collection[UUID]
    ) -> list[Known]:
        """Rows of these names, keys and inhabitants; no statement where nothing is asked."""
        if not (rids or finders or pats):
            return []
        return await lookup(self.connection, self.view, self.keyring, rids, finders, pats)


async def _pairs(setting: Setting, known: Found, eyes: Eyes) -> dict[Draft, str]:
    pairs = pairs_of(setting, known)
    known.add(await eyes.find((), [setting.keyring.token(key) for key in pairs.values()], ()))
    return pairs


async def _append(
    connection: Connection, work: Work, setting: Setting, known: Found, pairs: dict[Draft, str]
) -> list[Outcome]:
    planned = plan(setting, known, pairs)
    await _refuse_lost_record(connection, setting, planned)
    outcomes = [outcome(draft, planned, setting, known, pairs.get(draft)) for draft in work.drafts]
    await append(
        connection,
        [one.new for one in outcomes if one.new],
        _new_inhabitants(setting, planned, known),
        as_part(_record(work, planned, outcomes), setting.keyring),
    )
    return outcomes


async def _refuse_lost_record(connection: Connection, setting: Setting, planned: Plan) -> None:
    """A record is found by its Patient, so the Patient goes last.

    Raises:
        VersionConflict: the source still keeps something under the Patient that it deletes.
    """
    for draft in setting.drafts:
        pat = planned.patients[draft]
        last = draft.method == "DELETE" and draft.type == "Patient" and pat
        if last and await keeps_more(connection, last, setting.custodian):
            raise VersionConflict(
                "you still keep something of this inhabitant; delete that first, so that "
                "no wish stays behind that nobody finds",
                expression=draft.expression,
            )


def _new_inhabitants(setting: Setting, planned: Plan, found: Found) -> list[NewInhabitant]:
    return [
        NewInhabitant(
            one.bsn_hash, one.pat, rid(setting.keyring, "Patient", planned.names[draft].id)
        )
        for draft, one in setting.needs.people.items()
        if draft.type == "Patient"
        and not planned.names[draft].stays
        and found.patient_of(one.pat) is None
    ]


def _record(work: Work, planned: Plan, outcomes: Sequence[Outcome]) -> AuditRecord:
    whose = next((pat for pat in planned.patients.values() if pat), None)
    first = outcomes[0] if outcomes else None
    alone = first if len(outcomes) == 1 else None
    return AuditRecord(
        at=work.call.now,
        request_id=work.call.request_id,
        interaction=work.interaction,
        status=alone.status if alone and work.interaction != "transaction" else 200,
        rule="D-PUSH",
        requester=work.call.requester,
        pat=whose,
        type=alone.name.type if alone else "Bundle",
        resource=alone.new.rid if alone and alone.new else None,
        found=sum(1 for one in outcomes if one.new),
        detail={
            "entity": [f"{one.name.address}/_history/{one.version}" for one in outcomes if one.new]
        },
    )

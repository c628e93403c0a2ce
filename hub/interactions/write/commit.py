"""Look up, plan and append in one transaction; committed before anything is answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.access.enforce import custodian, view_of
from hub.audit.record import AuditRecord
from hub.audit.write import as_part
from hub.errors import VersionConflict
from hub.interactions.call import Call
from hub.interactions.context import Hub
from hub.interactions.write.draft import Draft
from hub.interactions.write.entry import Outcome, outcome
from hub.interactions.write.links import links_of
from hub.interactions.write.needs import needs_of
from hub.interactions.write.plan import Plan, Setting, pairs_of, plan
from hub.interactions.write.store import Found
from hub.storage.address import rid
from hub.storage.append import NewInhabitant, append
from hub.storage.database import Connection
from hub.storage.failures import LOST_RACE
from hub.storage.lookup import lock, lookup

TRIES = 5


@dataclass(frozen=True, slots=True)
class Work:
    """One request that writes: its call, its drafts and the interaction that is audited."""

    call: Call
    interaction: str
    drafts: Sequence[Draft]


async def commit(hub: Hub, work: Work) -> list[Outcome]:
    """Do it, or raise and leave everything as it was.

    Raises:
        FhirError: refused. VersionConflict: others kept coming first.
    """
    links = links_of(work.drafts, hub.fhir_url)
    mine = custodian(work.call.requester)
    setting = Setting(
        drafts=work.drafts,
        links=links,
        needs=needs_of(work.drafts, links, hub.keyring, mine),
        keyring=hub.keyring,
        custodian=mine,
        now=work.call.now,
    )
    for _ in range(TRIES):
        try:
            async with hub.database.transaction() as connection:
                return await _once(hub, work, setting, connection)
        except LOST_RACE:
            continue
    raise VersionConflict("others write the same resources at this moment; try again")


async def _once(hub: Hub, work: Work, setting: Setting, connection: Connection) -> list[Outcome]:
    needs = setting.needs
    view = view_of(work.call.requester, work.call.now)
    found = Found(hub.keyring, setting.custodian)
    if needs.locks:
        await lock(connection, list(needs.locks))
    if needs.rids or needs.finders or needs.pats:
        found.add(
            await lookup(connection, view, hub.keyring, needs.rids, needs.finders, needs.pats)
        )
    pairs = pairs_of(setting, found)
    if pairs:
        keys = [hub.keyring.token(key) for key in pairs.values()]
        await lock(connection, keys)
        found.add(await lookup(connection, view, hub.keyring, (), keys, ()))
    planned = plan(setting, found, pairs)
    outcomes = [outcome(draft, planned, setting, found, pairs.get(draft)) for draft in work.drafts]
    await append(
        connection,
        [one.new for one in outcomes if one.new],
        _newcomers(setting, planned, found),
        as_part(_record(work, planned, outcomes), hub.keyring),
    )
    return outcomes


def _newcomers(setting: Setting, planned: Plan, found: Found) -> list[NewInhabitant]:
    return [
        NewInhabitant(
            one.bsn_hash, one.pat, rid(setting.keyring, "Patient", planned.names[draft].id)
        )
        for draft, one in setting.needs.people.items()
        if draft.type == "Patient" and found.patient_of(one.pat) is None
    ]


def _record(work: Work, planned: Plan, outcomes: Sequence[Outcome]) -> AuditRecord:
    whose = next((pat for pat in planned.patients.values() if pat), None)
    first = outcomes[0] if outcomes else None
    alone = first if len(outcomes) == 1 else None
    return AuditRecord(
        at=work.call.now,
        request_id=work.call.request_id,
        interaction=work.interaction,
        status=alone.status if alone else 200,
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

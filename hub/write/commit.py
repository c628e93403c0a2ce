"""Look up, plan and append in one transaction; committed before anything is answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from msgspec import structs

from consent.asker import Professional
from hub.access.access import Access
from hub.access.caller import custodian_of
from hub.errors import FhirError, TryAgain
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.storage.append import written
from hub.storage.database import Lock
from hub.storage.failures import LOST_RACE
from hub.storage.remembering import Remembering
from hub.storage.site_capacity import kept_capacity
from hub.turns import Turns
from hub.write.afterwards import Afterwards
from hub.write.again import Seen
from hub.write.aside import put_aside
from hub.write.called import called_by_writer
from hub.write.draft import Draft
from hub.write.eyes import Eyes
from hub.write.faults import UNSOUND, Faults, is_enough, joined
from hub.write.found import Found
from hub.write.judged import Judged, judge
from hub.write.links import links_of
from hub.write.locks import newcomers
from hub.write.namesakes import elsewhere
from hub.write.needs import needs_of
from hub.write.offer_made import may_offer
from hub.write.outcome import NEVER, Outcome
from hub.write.plan import Writing
from hub.write.pushed import pushed
from hub.write.refused import everyone
from hub.write.unnumbered import with_unnumbered

# Whoever comes for the first time waits for no turn, and may overtake who has it: each only once.
_TRIES = 24
TURN = "lock|who lost a race"


@dataclass(frozen=True, slots=True)
class Work:
    """What one errand writes; `interaction` is audited, `server_url` is how references name us.

    `faults` are those that are known already: then it is only looked what else is wrong. `seen`,
    where it is given, has a record at the end where nothing changed. What is read `afterwards` is
    read in the same transaction.
    """

    errand: Errand
    interaction: str
    drafts: Sequence[Draft]
    server_url: str
    seen: Seen | None = None
    turns: Turns = field(default_factory=Turns)
    faults: Faults = field(default_factory=Faults)
    afterwards: Afterwards | None = None


class Overtaken(Exception):
    """What was looked up changed meanwhile, and now asks for other locks than are held."""


TRY_AGAIN: tuple[type[Exception], ...] = (*LOST_RACE, Overtaken)


async def commit(access: Access, work: Work) -> list[Outcome]:
    """Do it, or raise and leave everything as it was.

    Raises:
        FhirError: refused, with every fault. TryAgain: others kept coming first.
    """
    if work.faults:
        raise await _refusal(access, work)
    setting = await _setting(access, work)
    if setting.faults:
        raise await _refusal(access, work)
    turn: frozenset[Lock] = frozenset()
    for _ in range(_TRIES):
        try:
            return await _once(access, work, setting, turn)
        except TRY_AGAIN:
            turn = frozenset({Lock(setting.keyring.token(TURN))})
    raise TryAgain("others write the same resources at this moment; try again")


async def would(access: Access, work: Work) -> Judged:
    """What would become of it, and nothing is changed.

    Raises:
        FhirError: it would be refused, with every fault.
    """
    if work.faults:
        raise await _all_of_it(access, work)
    setting = await _setting(access, work)
    if setting.faults:
        raise await _all_of_it(access, work)
    return await _looked(access, work, setting)


async def _refusal(access: Access, work: Work) -> FhirError:
    """With all that is wrong beside what is known to be; who is somebody else is put aside."""
    refusal = await _all_of_it(access, work)
    await put_aside(access, work.errand, refusal)
    return refusal


async def _all_of_it(access: Access, work: Work) -> FhirError:
    """All that is wrong with it; what is known is enough where nothing more is to be asked.

    Where looking on stumbles over what is unsound, it looks past all that is known to be so.
    """
    told, around = work.faults, work.faults.around(work.drafts)
    for faults in (work.faults, around):
        try:
            setting = await _setting(access, replace(work, faults=faults))
            told = setting.faults
            if not is_enough(told.refusals):
                await _looked(access, work, setting)
        except FhirError as refusal:
            return refusal
        except UNSOUND:
            continue
        break
    return joined(told.refusals)


async def _setting(access: Access, work: Work) -> Writing:
    keyring, errand = Remembering.of(access.keyring), work.errand
    custodian, faults = custodian_of(errand), work.faults.copy()
    links = links_of(work.drafts, work.server_url)
    await work.turns.give()
    setting = Writing(
        drafts=work.drafts,
        links=links,
        needs=needs_of(work.drafts, links, keyring, custodian, faults),
        keyring=keyring,
        custodian=custodian,
        now=errand.now,
        desk=errand.client.desk,
        scopes=errand.client.scopes,
        person=errand.asker if isinstance(errand.asker, Professional) else None,
        policy=access.policy,
        faults=faults,
    )
    await work.turns.give()
    return setting


async def _looked(access: Access, work: Work, setting: Writing) -> Judged:
    """Judged by what is here now; whoever it is about is named in a refusal."""
    needs, known = setting.needs, Found(setting.keyring, setting.custodian)
    try:
        async with access.database.connection() as connection:
            eyes = Eyes(connection, access, work.errand, known, Seen(), work.turns)
            await eyes.look(needs.rids, needs.finders, needs.pats)
            await eyes.follow()
            setting = with_unnumbered(setting, known)
            return await judge(eyes, setting, await eyes.pairs(setting))
    except FhirError as refusal:
        refusal.whose = everyone(setting, known)
        raise


async def _once(
    access: Access, work: Work, setting: Writing, turn: frozenset[Lock]
) -> list[Outcome]:
    """One statement changes what is known; newcomers are looked for again, their locks held.

    Who lost a race goes in turn with all others who did, and looks at everything again: however
    many write the same resource, each is behind at most a few.
    """
    known = Found(setting.keyring, setting.custodian)
    try:
        return await _tried(access, work, setting, turn, known)
    except FhirError as refusal:
        refusal.whose = everyone(setting, known)
        await put_aside(access, work.errand, refusal)
        if work.afterwards is not None:
            await work.afterwards.tell(access)
        raise


async def _tried(
    access: Access, work: Work, setting: Writing, turn: frozenset[Lock], known: Found
) -> list[Outcome]:
    needs, seen = setting.needs, Seen()
    async with access.database.connection() as connection:
        eyes = Eyes(connection, access, work.errand, known, seen, work.turns)
        await eyes.look(needs.rids, needs.finders, needs.pats)
        await eyes.follow()
        asked_for, setting = setting, with_unnumbered(setting, known)
        pairs = await eyes.pairs(setting)
        new = newcomers(setting, known, pairs)
        if not (new.locks or turn or work.afterwards or may_offer(work.drafts)):
            return await _append(eyes, work, setting, pairs)
    async with access.database.transaction(new.locks | turn) as connection:
        eyes = Eyes(connection, access, work.errand, known, seen, work.turns)
        asked = (needs.rids, needs.finders, needs.pats) if turn else ((), new.finders, new.pats)
        await eyes.look(*asked)
        await eyes.follow()
        setting = with_unnumbered(asked_for, known)
        pairs = await eyes.pairs(setting)
        if not newcomers(setting, known, pairs).locks <= new.locks:
            raise Overtaken
        outcomes = await _append(eyes, work, setting, pairs)
        if work.afterwards is not None:
            await work.afterwards.done(access, connection)
        return outcomes


async def _append(
    eyes: Eyes, work: Work, setting: Writing, pairs: dict[Draft, str]
) -> list[Outcome]:
    judged = await judge(eyes, setting, pairs)
    planned, outcomes, facts = judged.plan, judged.outcomes, judged.facts
    others = elsewhere(setting, planned, eyes.known, outcomes)
    record = pushed(work.errand, work.interaction, planned, outcomes, judged.labels)
    record = _with_leads(record, judged.offers.outcomes)
    if all(one.version == NEVER for one in outcomes):
        record = structs.replace(record, pat=next(iter(everyone(setting, eyes.known)), None))
    await work.turns.give()
    news = [*(one.new for one in facts if one.new), *others]
    versions = [one.new for one in (*outcomes, *judged.offers.outcomes) if one.new]
    parts = [*written(versions, news), *judged.offers.parts]
    parts += kept_capacity(judged.capacity)
    await work.turns.give()
    await eyes.access.ledger.append(eyes.connection, [record, *judged.shown], parts)
    if work.seen is not None and not any(map(_may_change, work.drafts, outcomes)):
        work.seen.took(eyes.seen, record)
    return called_by_writer(setting, planned, facts, outcomes)


def _with_leads(record: Record, leads: Sequence[Outcome]) -> Record:
    """The same, with the cases that went on by it."""
    told = [f"{one.name.address}/_history/{one.version}" for one in leads]
    return structs.replace(record, entities=[*record.entities, *told]) if told else record


def _may_change(draft: Draft, outcome: Outcome) -> bool:
    """Now, or later by more than what was looked at: by what stays behind when a Patient goes."""
    return outcome.new is not None or draft.method == "DELETE"

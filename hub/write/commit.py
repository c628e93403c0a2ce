"""Look up, plan and append in one transaction; committed before anything is answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from consent.asker import Professional
from hub.access.access import Access
from hub.access.caller import custodian_of
from hub.errors import FhirError, SomebodyElse, VersionConflict
from hub.security.errand import Errand
from hub.storage.append import written
from hub.storage.database import Connection, Lock
from hub.storage.failures import LOST_RACE
from hub.storage.lookup import keeps, lookup
from hub.storage.remembering import Remembering
from hub.write.again import Seen
from hub.write.aside import put_aside
from hub.write.called import called_by_writer
from hub.write.choices import told_unsigned
from hub.write.contrary import Look, met
from hub.write.draft import Draft
from hub.write.entry import outcome
from hub.write.found import Found
from hub.write.links import links_of
from hub.write.locks import newcomers
from hub.write.moved import moved
from hub.write.namesakes import elsewhere
from hub.write.needs import needs_of
from hub.write.nobody import told_nobody
from hub.write.outcome import Outcome
from hub.write.plan import Plan, Writing, pairs_of, plan
from hub.write.pushed import labels_of, pushed, told_closed
from hub.write.refused import everyone
from hub.write.reserved import refuse_reserved
from hub.write.speaker import lost_contacts, refuse_somebody_else
from hub.write.transfer import told_unnamed
from hub.write.turns import Turns

# Whoever comes for the first time waits for no turn, and may overtake who has it: each only once.
_TRIES = 24
TURN = "lock|who lost a race"


@dataclass(frozen=True, slots=True)
class Work:
    """What one errand writes; `interaction` is audited, `server_url` is how references name us.

    `seen`, where it is given, has a record at the end where nothing changed.
    """

    errand: Errand
    interaction: str
    drafts: Sequence[Draft]
    server_url: str
    seen: Seen | None = None
    turns: Turns = field(default_factory=Turns)


class Overtaken(Exception):
    """What was looked up changed meanwhile, and now asks for other locks than are held."""


TRY_AGAIN: tuple[type[Exception], ...] = (*LOST_RACE, Overtaken)


async def commit(access: Access, work: Work) -> list[Outcome]:
    """Do it, or raise and leave everything as it was.

    Raises:
        FhirError: refused. VersionConflict: others kept coming first.
    """
    keyring, errand = Remembering.of(access.keyring), work.errand
    links = links_of(work.drafts, work.server_url)
    await work.turns.give()
    setting = Writing(
        drafts=work.drafts,
        links=links,
        needs=needs_of(work.drafts, links, keyring, custodian_of(errand)),
        keyring=keyring,
        custodian=custodian_of(errand),
        now=errand.now,
        desk=errand.client.desk,
        scopes=errand.client.scopes,
        person=errand.asker if isinstance(errand.asker, Professional) else None,
        policy=access.policy,
    )
    await work.turns.give()
    turn: frozenset[Lock] = frozenset()
    for _ in range(_TRIES):
        try:
            return await _once(access, work, setting, turn)
        except TRY_AGAIN:
            turn = frozenset({Lock(keyring.token(TURN))})
    raise VersionConflict("others write the same resources at this moment; try again")


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
        if isinstance(refusal, SomebodyElse):
            await put_aside(access, work.errand, refusal)
        raise


async def _tried(
    access: Access, work: Work, setting: Writing, turn: frozenset[Lock], known: Found
) -> list[Outcome]:
    needs, seen = setting.needs, Seen()
    async with access.database.connection() as connection:
        eyes = Eyes(connection, access, work, known, seen)
        await eyes.look(needs.rids, needs.finders, needs.pats)
        pairs = await _pairs(setting, eyes)
        new = newcomers(setting, known, pairs)
        if not (new.locks or turn):
            return await _append(eyes, setting, pairs)
    async with access.database.transaction(new.locks | turn) as connection:
        eyes = Eyes(connection, access, work, known, seen)
        asked = (needs.rids, needs.finders, needs.pats) if turn else ((), new.finders, new.pats)
        await eyes.look(*asked)
        pairs = await _pairs(setting, eyes)
        if not newcomers(setting, known, pairs).locks <= new.locks:
            raise Overtaken
        return await _append(eyes, setting, pairs)


@dataclass(frozen=True, slots=True)
class Eyes:
    """Looks into the store on one connection, for one work, and keeps what it saw in `known`."""

    connection: Connection
    access: Access
    work: Work
    known: Found
    seen: Seen

    async def look(
        self, rids: Collection[UUID], finders: Collection[int], pats: Collection[UUID]
    ) -> None:
        """Rows of these names, keys and inhabitants; no statement where nothing is asked."""
        if rids or finders or pats:
            rows = await lookup(self.connection, rids, finders, pats)
            self.known.add(self.access, self.work.errand, rows)
            self.seen.add(rids, finders, pats, rows)
            await self.work.turns.give()


async def _pairs(setting: Writing, eyes: Eyes) -> dict[Draft, str]:
    pairs = pairs_of(setting, eyes.known)
    await eyes.look((), setting.keyring.tokens(pairs.values()), ())
    await eyes.work.turns.give()
    return pairs


async def _append(eyes: Eyes, setting: Writing, pairs: dict[Draft, str]) -> list[Outcome]:
    eyes.work.turns.begin()
    refuse_reserved(eyes.work.drafts)
    work, known, planned = eyes.work, eyes.known, plan(setting, eyes.known, pairs)
    await work.turns.give()
    await _refuse_lost_record(eyes.connection, setting, planned)
    outcomes = list[Outcome]()
    for draft in work.drafts:
        outcomes.append(outcome(draft, planned, setting, known, pairs.get(draft)))
        await work.turns.give()
    refuse_somebody_else(setting, planned, known, outcomes)
    lost = await lost_contacts(eyes.connection, setting, planned)
    facts = moved(work.errand, setting, planned, known, outcomes, lost)
    others = elsewhere(setting, planned, known, outcomes)
    outcomes = await told_nobody(eyes.connection, outcomes)
    outcomes = told_unsigned(outcomes, [one.facts for one in facts])
    statements = [said for one in facts for said in one.facts.statements]
    outcomes = told_unnamed(work.drafts, outcomes, statements)
    contrary = met(Look(work.errand, setting, known), outcomes, facts)
    outcomes = list(contrary.outcomes)
    labels = labels_of(work.errand, setting, planned, outcomes, facts)
    outcomes = told_closed(outcomes, labels, facts, setting.custodian)
    record = pushed(work.errand, work.interaction, planned, outcomes, labels)
    await work.turns.give()
    news = [*(one.new for one in facts if one.new), *others]
    parts = written([one.new for one in outcomes if one.new], news)
    await work.turns.give()
    await eyes.access.ledger.append(eyes.connection, [record, *contrary.shown], parts)
    if work.seen is not None and not any(map(_may_change, work.drafts, outcomes)):
        work.seen.took(eyes.seen, record)
    return called_by_writer(setting, planned, facts, outcomes)


def _may_change(draft: Draft, outcome: Outcome) -> bool:
    """Now, or later by more than what was looked at: by what stays behind when a Patient goes."""
    return outcome.new is not None or draft.method == "DELETE"


async def _refuse_lost_record(connection: Connection, setting: Writing, planned: Plan) -> None:
    """A record is found by its Patient, so the Patient goes last.

    Raises:
        VersionConflict: the source still keeps something under the Patient that it deletes.
    """
    for draft in setting.drafts:
        pat = planned.patients[draft]
        last = draft.method == "DELETE" and draft.type == "Patient" and pat
        if last and await keeps(connection, last, setting.custodian):
            raise VersionConflict(
                "you still keep something of this inhabitant; delete that first, so that "
                "no wish stays behind that nobody finds",
                expression=draft.expression,
            )

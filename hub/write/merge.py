"""What one source delivered of somebody whom it meant wrongly goes to the right one, at once.

docs/decisions/0080-merges.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import msgspec

from hub.access.access import Access
from hub.access.caller import custodian_of
from hub.errors import FhirError, TryAgain, VersionConflict
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.storage import merges
from hub.storage.append import written
from hub.storage.database import Lock, Row
from hub.storage.merges import Merge
from hub.storage.remembering import Remembering
from hub.storage.tasks import opened
from hub.turns import Turns
from hub.write.again import Seen
from hub.write.carrying import referred_by
from hub.write.commit import TRY_AGAIN, Overtaken
from hub.write.eyes import Eyes
from hub.write.found import Found, Known
from hub.write.judged import judge
from hub.write.moving import MERGED, OPERATION, Moving, Source, Told, Written, moving
from hub.write.namesakes import elsewhere
from hub.write.parties import Asked, Parties, parties_of, pats_of, refuse_impossible
from hub.write.plan import Writing
from hub.write.setting import Coming, setting_of

_TRIES = 12


@dataclass(frozen=True, slots=True)
class _Making:
    access: Access
    source: Source
    asked: Asked
    server_url: str


async def merge(access: Access, errand: Errand, asked: Asked, server_url: str) -> Told:
    """All of it or nothing; the same event again changes nothing, and is answered alike.

    Raises:
        FhirError: as `parties_of`, or as a push of the survivor's Patient. TryAgain: others kept
            coming first.
    """
    refuse_impossible(asked)
    custodian = custodian_of(errand)
    said = msgspec.json.encode([custodian, *asked.event]).hex()
    event = access.keyring.fingerprint("merge", said)
    for _ in range(_TRIES):
        source = Source(errand, custodian, event, uuid4())
        try:
            return await _once(_Making(access, source, asked, server_url))
        except TRY_AGAIN:
            continue
    raise TryAgain("others write the same records at this moment; try again")


async def _once(making: _Making) -> Told:
    access, source = making.access, making.source
    known = Found(Remembering.of(access.keyring), source.custodian)
    async with access.database.transaction(_locks(making)) as connection:
        eyes = Eyes(connection, access, source.errand, known, Seen(), Turns())
        before = await merges.of_event(connection, access.keyring, source.custodian, source.event)
        if before is not None:
            return await _again(eyes, before, making.asked)
        try:
            parties, kept = await _settled(eyes, making.asked)
            if parties.is_done:
                return await _noted(making, eyes, parties)
            return await _made(making, eyes, parties, kept)
        except FhirError as refusal:
            refusal.whose = _whose(known)
            raise


def _whose(known: Found) -> tuple[UUID, ...]:
    """Whose own log says that it was tried: of whom this source keeps something."""
    rows = (row for words in known.by_rid.values() for row in words.values())
    own = {row.pat for row in rows if row.pat is not None and row.custodian == known.custodian}
    return tuple(sorted(own))


def _locks(making: _Making) -> frozenset[Lock]:
    """What a push takes that makes somebody known: alone, for these inhabitants and this source."""
    keyring, custodian = making.access.keyring, making.source.custodian
    pats = pats_of(making.asked, keyring, custodian)
    own = {Lock(keyring.token(f"lock|{custodian}|all"))}
    return frozenset(own | {Lock(keyring.token(f"lock|{pat}")) for pat in pats})


async def _settled(eyes: Eyes, asked: Asked) -> tuple[Parties, Sequence[Known]]:
    """Who they are, and what is kept of the prior; nothing new comes to either from now on.

    Raises:
        Overtaken: they were others a moment ago. FhirError: as `parties_of`.
    """
    known = eyes.known
    pats = pats_of(asked, known.keyring, known.custodian)
    finders = known.keyring.tokens(one.key for one in asked.numbers())
    await eyes.look((), finders, pats)
    await eyes.follow()
    parties = parties_of(asked, known)
    both = {parties.prior.name.pat, parties.survivor.name.pat}
    await merges.hold(eyes.connection, list(both))
    rows: Sequence[Row] = ()
    if not parties.are_one:
        prior = parties.prior.name.pat
        rows = await merges.kept_at(eyes.connection, prior, known.custodian)
    await eyes.look([row["rid"] for row in rows], finders, pats | both)
    if parties_of(asked, known) != parties:
        raise Overtaken
    own = (known.by_rid[row["rid"]] for row in rows)
    kept = (word for words in own for word in words.values() if word.custodian == known.custodian)
    return parties, [one for one in kept if one.type != "Patient"]


async def _made(making: _Making, eyes: Eyes, parties: Parties, kept: Sequence[Known]) -> Told:
    await eyes.look(referred_by(kept, eyes.known.keyring), (), ())
    done = moving(making.source, making.asked, parties, kept, eyes.known)
    setting = await _setting(making, eyes, done)
    judged = await judge(eyes, setting, await eyes.pairs(setting))
    told = done.told()
    keyring = making.access.keyring
    await merges.write_down(eyes.connection, keyring, done.written_down(judged, told))
    others = elsewhere(setting, judged.plan, eyes.known, judged.outcomes)
    facts = [one.new for one in judged.facts if one.new]
    facts += [one for one in others if one.pat != parties.prior.name.pat]
    news = [one.new for one in judged.outcomes if one.new]
    parts = written([*news, *done.versions], [*facts, *done.facts])
    records = [*done.records(judged), *judged.shown]
    await making.access.ledger.append(eyes.connection, records, parts)
    for task in done.tasks():
        await opened(eyes.connection, keyring, task)
    return told


async def _setting(making: _Making, eyes: Eyes, done: Moving) -> Writing:
    """A write of the survivor's record alone, in which the prior's becomes his."""
    survivor, prior = done.parties.survivor, done.parties.prior.name.pat
    coming = Coming(
        done.carrying.drafts, done.merging, survivor.name, prior, numbered=survivor.numbered
    )
    return await setting_of(making.access, eyes, making.server_url, coming)


async def _again(eyes: Eyes, before: Merge, asked: Asked) -> Told:
    """As it was answered; that it was sent again is in the log of the survivor."""
    said = msgspec.json.decode(before.said, type=Written)
    if said.asked not in {"", asked.digest(eyes.known.keyring)}:
        raise VersionConflict(
            "by this event you asked for another merge before: send what is another message with "
            "an identifier of its own",
            expression="Parameters.parameter.where(name='event')",
            rule="MERGE-16",
        )
    await _record(eyes, before.survivor, said.told.survivor)
    return said.told


async def _noted(making: _Making, eyes: Eyes, parties: Parties) -> Told:
    """By another message the same: he was replaced by this one already."""
    dossier, custodian = eyes.known.dossiers[parties.prior.name.pat], making.source.custodian
    own = [one for one in dossier.facts.left if one.custodian == custodian and not one.alone]
    before = await merges.of_id(
        eyes.connection, making.access.keyring, custodian, UUID(own[-1].merge)
    )
    assert before is not None  # noqa: S101 - whoever is left was by a merge that is written down
    said = msgspec.json.decode(before.said, type=Written)
    await _record(eyes, before.survivor, said.told.survivor)
    return Told(said.told.id, said.told.prior, said.told.survivor, moved=0)


async def _record(eyes: Eyes, pat: UUID, address: str) -> None:
    errand = eyes.errand
    record = Record(
        at=errand.now,
        request_id=errand.request_id,
        interaction="operation",
        status=200,
        rule=MERGED,
        errand=errand,
        pat=pat,
        type="Patient",
        entities=[address],
        detail={"operation": OPERATION},
    )
    await eyes.access.ledger.append(eyes.connection, [record])

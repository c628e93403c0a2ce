"""A merge that should not have been is undone: what it moved goes back, and nothing else.

docs/decisions/0080-merges.md
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import msgspec

from hub.access.access import Access
from hub.access.caller import custodian_of, custodian_type_of
from hub.access.facts import StoredFacts
from hub.errors import FhirError, TryAgain, Unprocessable
from hub.ledger.record import Record
from hub.security.errand import Errand
from hub.storage import merges
from hub.storage.append import written
from hub.storage.database import Lock
from hub.storage.merges import Merge
from hub.storage.pseudonym import rid
from hub.storage.remembering import Remembering
from hub.storage.rows import NewFacts, NewVersion
from hub.turns import Turns
from hub.write.again import Seen
from hub.write.commit import TRY_AGAIN
from hub.write.draft import Draft
from hub.write.eyes import Eyes
from hub.write.found import Found
from hub.write.judged import Judged, judge
from hub.write.late import facts_of
from hub.write.moving import MERGED, Written
from hub.write.plan import Writing
from hub.write.setting import Coming, setting_of
from hub.write.undoing import (
    Undone,
    drafts_of,
    merging_of,
    names_before,
    names_since,
    provenance_gone,
    refuse_changed,
    rest_of,
    unheard_gone,
    word_without,
)

_TRIES = 12
OPERATION = "$unmerge"
UNKNOWN = "you made no merge with this id; Patient/$merge answers it"


class Back(msgspec.Struct, frozen=True):
    """What is answered, and answered again: by whom each is known again, how many went back."""

    id: str
    prior: str
    survivor: str
    moved: int


@dataclass(frozen=True, slots=True)
class _Making:
    access: Access
    errand: Errand
    custodian: str
    merge: UUID
    server_url: str

    @property
    def event(self) -> bytes:
        said = msgspec.json.encode([self.custodian, str(self.merge)]).hex()
        return self.access.keyring.fingerprint("unmerge", said)


async def unmerge(access: Access, errand: Errand, name: UUID, server_url: str) -> Back:
    """All of it or nothing; a second time changes nothing, and is answered alike.

    Raises:
        Unprocessable: no merge of this source's. VersionConflict: something changed since.
            TryAgain: others kept coming first.
    """
    making = _Making(access, errand, custodian_of(errand), name, server_url)
    for _ in range(_TRIES):
        try:
            return await _once(making)
        except TRY_AGAIN:
            continue
    raise TryAgain("others write the same records at this moment; try again")


async def _once(making: _Making) -> Back:
    access, keyring = making.access, making.access.keyring
    known = Found(Remembering.of(keyring), making.custodian)
    lock = Lock(keyring.token(f"lock|{making.custodian}|all"))
    async with access.database.transaction({lock}) as connection:
        before = await merges.of_event(connection, keyring, making.custodian, making.event)
        if before is not None:
            return msgspec.json.decode(before.said, type=Back)
        made = await merges.of_id(connection, keyring, making.custodian, making.merge)
        if made is None or made.undoes is not None:
            raise Unprocessable(UNKNOWN, expression="Parameters.parameter", rule="MERGE-15")
        eyes = Eyes(connection, access, making.errand, known, Seen(), Turns())
        await merges.hold(connection, [made.prior, made.survivor])
        try:
            return await _undone(making, eyes, made)
        except FhirError as refusal:
            refusal.whose = tuple(sorted({made.prior, made.survivor}))
            raise


async def _undone(making: _Making, eyes: Eyes, made: Merge) -> Back:
    keyring, known = eyes.known.keyring, eyes.known
    said = msgspec.json.decode(made.said, type=Written)
    addresses = [name for name, _ in (*said.moved, said.prior, said.survivor, said.provenance)]
    rids = [rid(keyring, *name.split("/")) for name in addresses]
    await eyes.look(rids, (), {made.prior, made.survivor})
    one = _one(making, made, said, known)
    named, again = names_before(one, known), names_since(one, known)
    since = await merges.versions(eyes.connection, keyring, making.custodian, again)
    refuse_changed(one, since, known)
    before = await merges.versions(eyes.connection, keyring, making.custodian, named)
    drafts = drafts_of(one, before, known)
    judged, facts = None, list[NewFacts]()
    if drafts:
        judged = await judge(eyes, await _setting(making, eyes, one, drafts), {})
        facts += [each.new for each in judged.facts if each.new]
    facts += await _facts(eyes, one, is_judged=bool(drafts))
    back = Back(str(making.merge), said.told.prior, said.told.survivor, len(said.moved))
    await merges.write_down(eyes.connection, keyring, _merge(making, one, made, back))
    parts = written(_versions(one, judged, known), facts)
    records = [*_records(making, one, drafts), *(judged.shown if judged else ())]
    await making.access.ledger.append(eyes.connection, records, parts)
    return back


def _one(making: _Making, made: Merge, said: Written, known: Found) -> Undone:
    rows = (row for words in known.by_rid.values() for row in words.values())
    own = [row.last_updated for row in rows if row.custodian == making.custodian]
    return Undone(
        made=said,
        merge=making.merge,
        prior=known.people[made.prior],
        survivor=known.people[made.survivor],
        custodian=making.custodian,
        kind=custodian_type_of(making.errand),
        at=max([making.errand.now, *own]),
    )


async def _setting(making: _Making, eyes: Eyes, one: Undone, drafts: Sequence[Draft]) -> Writing:
    """A write of the prior's record alone, to which comes back what went."""
    merging = merging_of(one, drafts, facts_of(one.survivor.pat, eyes.known))
    coming = Coming(drafts, merging, one.prior, one.survivor.pat)
    return await setting_of(making.access, eyes, making.server_url, coming)


async def _facts(eyes: Eyes, one: Undone, *, is_judged: bool) -> list[NewFacts]:
    """The survivor's without what came; the prior's too where nothing of his is written."""
    known, gone = eyes.known, set(one.addresses) | {one.made.provenance[0]}
    kept = await merges.kept_at(eyes.connection, one.survivor.pat, one.custodian)
    names = {rid(known.keyring, *name.split("/")) for name in gone}
    categories = frozenset(row["category"] for row in kept if row["rid"] not in names)
    news = [
        _new(one.survivor.pat, rest_of(one, facts_of(one.survivor.pat, known), categories), known)
    ]
    if not (is_judged or one.are_one):
        facts = facts_of(one.prior.pat, known)
        left = tuple(each for each in facts.left if each.merge != str(one.merge))
        news.append(_new(one.prior.pat, replace(facts, left=left), known))
    return news


def _new(pat: UUID, facts: StoredFacts, known: Found) -> NewFacts:
    dossier = known.dossiers[pat]
    patient = dossier.patient
    assert patient is not None  # noqa: S101 - of who was looked up by his Patient it is known
    epoch = dossier.reach.epoch + 1
    return NewFacts(pat, patient, epoch, facts.sealed(known.keyring, pat, patient, epoch))


def _versions(one: Undone, judged: Judged | None, known: Found) -> list[NewVersion]:
    came = [each.new for each in judged.outcomes if each.new] if judged else []
    word = word_without(one, facts_of(one.survivor.pat, known), known)
    gone = [*provenance_gone(one, known), *unheard_gone(one, known)]
    return [*came, *([word] if word else []), *gone]


def _merge(making: _Making, one: Undone, made: Merge, back: Back) -> Merge:
    return Merge(
        id=uuid4(),
        custodian=making.custodian,
        event=making.event,
        prior=made.survivor,
        survivor=made.prior,
        closed=False,
        undoes=made.id,
        at=one.at,
        said=msgspec.json.encode(back),
    )


def _records(making: _Making, one: Undone, drafts: Sequence[Draft]) -> list[Record]:
    """In the log of each of the two."""
    found = []
    for pat, where in ((one.prior.pat, "here"), (one.survivor.pat, "away")):
        record = Record(
            at=making.errand.now,
            request_id=making.errand.request_id,
            interaction="operation",
            status=200,
            rule=MERGED,
            errand=making.errand,
            pat=pat,
            type="Patient",
            found=len(drafts),
            entities=[one.made.prior[0], *sorted(one.addresses)],
            detail={"operation": OPERATION, "moved": where},
        )
        found.append(record)
    return found[:1] if one.are_one else found

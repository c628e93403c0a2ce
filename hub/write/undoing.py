"""All that is changed where a merge is undone: what moved goes back as it was, and nothing else.

docs/decisions/0080-merges.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from hub.access.facts import StoredFacts
from hub.access.merged import Left, Replaced
from hub.errors import VersionConflict
from hub.search.index import index
from hub.storage.body import content, relink, said, with_members
from hub.storage.own_id import as_said
from hub.storage.pseudonym import InhabitantName, rid, section_of
from hub.storage.rows import NewVersion
from hub.storage.stored import Stored
from hub.write.carrying import UNMERGE, provenance_of
from hub.write.draft import Draft
from hub.write.found import Found, Known
from hub.write.leaving import Leaving
from hub.write.merging import Merging
from hub.write.moving import Written
from hub.write.names import Name
from hub.write.sealed import seal
from profiles.instant import instant
from profiles.issue import Issue
from profiles.systems import HUB_MERGES
from profiles.text.parse import parse

RULE = "MERGE-14"
_CHANGED = (
    "this was changed since it was merged, so that nobody can say whose it is now: see whom it is "
    "about at the source, and send it anew for the right one"
)
_MOVED_ON = "this went on to somebody else since: undo that merge first"


@dataclass(frozen=True, slots=True)
class Undone:
    """The merge that is undone, `made`, as it was written down: from `survivor` back to `prior`."""

    made: Written
    merge: UUID
    prior: InhabitantName
    survivor: InhabitantName
    custodian: str
    kind: str
    at: datetime

    @property
    def are_one(self) -> bool:
        """Whether nothing moved, for both numbers were of one inhabitant."""
        return self.prior.pat == self.survivor.pat

    @property
    def addresses(self) -> frozenset[str]:
        """What moved."""
        return frozenset(name for name, _ in self.made.moved)


def names_since(one: Undone, found: Found) -> Mapping[UUID, int]:
    """Of what has another version now the one in which it came, by name."""
    rows = ((_own(name, found), version) for name, version in one.made.moved)
    return {row.rid: version for row, version in rows if row and row.version != version}


def refuse_changed(one: Undone, since: Mapping[UUID, Stored], found: Found) -> None:
    """Raise VersionConflict where something does not say what it said `since`; it names each.

    What went on to another and came back has a new version, and says the same.
    """
    issues = [issue for name, _ in one.made.moved if (issue := _changed(name, one, since, found))]
    if issues:
        raise VersionConflict(_CHANGED, issues=issues, rule=RULE)


def _changed(address: str, one: Undone, since: Mapping[UUID, Stored], found: Found) -> Issue | None:
    row = _own(address, found)
    if row is not None and row.pat == one.survivor.pat and not row.deleted:
        came = since.get(row.rid)
        if came is None or _digest(came, row, found) == row.digest:
            return None
    text = _MOVED_ON if row is not None and row.pat != one.survivor.pat else _CHANGED
    kind, _, name = address.partition("/")
    called = as_said(found.keyring, found.custodian, name)
    return Issue("error", "conflict", f"{kind}.where(id='{called}')", text, rule=RULE)


def _digest(stored: Stored, row: Known, found: Found) -> bytes:
    return found.keyring.digest(said(parse(stored.body)), row.rid)


def _own(address: str, found: Found) -> Known | None:
    kind, _, name = address.partition("/")
    rows = (row for row in found.words(kind, name) if row.custodian == found.custodian)
    return next(rows, None)


def names_before(one: Undone, found: Found) -> Mapping[UUID, int]:
    """The versions in which all of it stood before, by name."""
    listed = [(name, version - 1) for name, version in one.made.moved]
    address, version = one.made.prior
    if version > 1:
        listed.append((address, version - 1))
    return {rid(found.keyring, *name.split("/")): number for name, number in listed}


def drafts_of(one: Undone, before: Mapping[UUID, Stored], found: Found) -> list[Draft]:
    """As all of it was: the Patient first, where he is as the merge left him, and a Provenance."""
    word, prior = _word(one, before, found), one.made.prior[0]
    links = {prior: str(word.full_url)} if word is not None else {}
    moved = [_draft(name, before, found, links) for name, _ in one.made.moved]
    listed = [*([word] if word is not None else []), *moved]
    if listed:
        about = (HUB_MERGES, one.made.told.id)
        told = provenance_of(about, listed, one.custodian, instant(one.at), UNMERGE)
        listed.append(told)
    return listed


def _word(one: Undone, before: Mapping[UUID, Stored], found: Found) -> Draft | None:
    address, version = one.made.prior
    row = _own(address, found)
    is_as_left = row is not None and row.version == version
    if version <= 1 or not is_as_left:
        return None
    return _draft(address, before, found, {}, f"urn:uuid:{uuid4()}")


def _draft(
    address: str,
    before: Mapping[UUID, Stored],
    found: Found,
    links: Mapping[str, str],
    full_url: str | None = None,
) -> Draft:
    kind, _, name = address.partition("/")
    stored = before[rid(found.keyring, kind, name)].body
    raw = stored if kind == "Bundle" else relink(stored, links)
    called = as_said(found.keyring, found.custodian, name)
    return Draft(
        method="PUT",
        type=kind,
        expression=kind,
        resource=parse(raw),
        raw=raw,
        id=called,
        full_url=full_url,
    )


def merging_of(one: Undone, drafts: Sequence[Draft], facts: StoredFacts) -> Merging:
    """What comes back to the prior's record; `facts` are the survivor's."""
    gone, name = one.addresses, str(one.merge)
    consents = {each.consent_id for each in one.made.recordings}
    consents |= {each.consent_id for each in one.made.statements}
    words = [each for each in facts.capacity_words if each.said_in in gone]
    return Merging(
        id=name,
        at=one.at,
        replaced=Replaced(merge=name, custodian=one.custodian, patient="", numbers=()),
        drafts=frozenset(each for each in drafts if each.method == "PUT" and not each.full_url),
        choices={
            consent: tuple(each for each in one.made.statements if each.consent_id == consent)
            for consent in consents
        },
        recordings={each.consent_id: each for each in one.made.recordings},
        namesakes=tuple(each for each in facts.namesakes if each[1] in gone),
        renamed=tuple(each for each in facts.renamed if each == one.custodian),
        ended=tuple(each for each in facts.ended if each.person.address in gone),
        words=tuple(replace(each, patient=one.made.prior[0]) for each in words),
        undoes=name,
    )


def rest_of(one: Undone, facts: StoredFacts, kept: frozenset[str | None]) -> StoredFacts:
    """The survivor's facts without what the merge brought; of the `kept` categories some stays."""
    name = str(one.merge)
    leaving = Leaving(one.custodian, one.kind, one.addresses, kept)
    rest = facts if one.are_one else leaving.rest(facts)
    left = Left(
        merge=f"undone-{name}",
        custodian=one.custodian,
        at=one.at,
        to=one.prior.bsn_hash,
        closed=False,
        alone=tuple(sorted(one.addresses)),
    )
    return replace(
        rest,
        left=rest.left if one.are_one or not one.addresses else (*rest.left, left),
        replaced=tuple(each for each in rest.replaced if each.merge != name),
        statements=tuple(each for each in rest.statements if each.consent_id != f"merge-{name}"),
    )


def word_without(one: Undone, facts: StoredFacts, found: Found) -> NewVersion | None:
    """The survivor's Patient without the numbers and the link that came by the merge."""
    address, _ = one.made.survivor
    row = _own(address, found)
    came = next((each for each in facts.replaced if each.merge == str(one.merge)), None)
    if row is None or row.deleted or came is None:
        return None
    patient = parse(row.body)
    members = {
        "identifier": [each for each in patient.get("identifier", ()) if not _is_of(each, came)],
        "link": [each for each in patient.get("link", ()) if _named(each) != came.patient],
    }
    raw = with_members(row.body, members)
    if not members["link"]:
        raw = _but_link(raw)
    return _next(row, raw, one.at, found)


def _is_of(identifier: Mapping[str, Any], came: Replaced) -> bool:
    number = identifier.get("system"), identifier.get("value")
    return identifier.get("use") == "old" and number in came.numbers


def _named(link: Mapping[str, Any]) -> object:
    other = link.get("other")
    return other.get("reference") if isinstance(other, Mapping) else None


def _but_link(raw: bytes) -> bytes:
    members = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    members.pop("link", None)
    return msgspec.json.encode(members)


def _next(row: Known, raw: bytes, at: datetime, found: Found) -> NewVersion:
    """The next version of this word, which says this."""
    keyring, name = found.keyring, Name(row.type, row.id)
    columns = _columns(row, at, found)
    stored = parse(raw)
    body = content(raw, {}).body(name.id, columns.version, columns.last_updated, row.custodian)
    found_by = index(stored, keyring, columns.section)
    new = replace(
        columns,
        digest=keyring.digest(said(stored), columns.rid),
        tokens=found_by.tokens,
        finders=found_by.finders,
        references=found_by.references,
        dates=found_by.dates,
    )
    return replace(new, sealed=seal(new, name, body, keyring))


def provenance_gone(one: Undone, found: Found) -> list[NewVersion]:
    """What told of the merge names what is another's now: it is deleted, and its past stays."""
    row = _own(one.made.provenance[0], found)
    if row is None or row.deleted or row.pat != one.survivor.pat:
        return []
    return [_deletion(row, one.at, found)]


def unheard_gone(one: Undone, found: Found) -> list[NewVersion]:
    """A number that was never delivered has no Patient any more."""
    address, version = one.made.prior
    row = _own(address, found)
    if one.are_one or version != 1 or row is None or row.deleted:
        return []
    return [_deletion(row, one.at, found)]


def _deletion(row: Known, at: datetime, found: Found) -> NewVersion:
    new = replace(_columns(row, at, found), method="DELETE", deleted=True)
    return replace(new, sealed=seal(new, Name(row.type, row.id), b"", found.keyring))


def _columns(row: Known, at: datetime, found: Found) -> NewVersion:
    return NewVersion(
        rid=row.rid,
        said_by=row.said_by,
        type=row.type,
        version=row.newest + 1,
        method="PUT",
        last_updated=max(at, row.last_updated),
        pat=row.pat,
        section=section_of(found.keyring, row.pat, row.custodian, row.category),
        custodian=row.custodian,
        category=row.category,
        deleted=False,
        rank=row.rank,
    )

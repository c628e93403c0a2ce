"""What comes under a number or an id that was replaced: it is the survivor's, and its sender hears.

The Patient in it is left aside: it is of before. docs/decisions/0080-merges.md
"""

from collections.abc import Iterator
from uuid import UUID

from hub.access.facts import NO_FACTS, StoredFacts
from hub.access.merged import Left
from hub.errors import Taken, VersionConflict
from hub.storage.pseudonym import InhabitantName, known_at
from hub.write.draft import Draft
from hub.write.found import Found, Known
from hub.write.links import Links
from hub.write.own_number import OwnNumber

RULE = "MERGE-12"
_LONGEST = 32


def successor(
    draft: Draft,
    numbers: tuple[OwnNumber, ...],
    kept: Known | None,
    named: InhabitantName | None,
    found: Found,
) -> InhabitantName | None:
    """In whose place he came who is known by these numbers; None where nobody was replaced.

    `kept` is the Patient that the draft names by its id, `named` whose BSN it has.

    Raises:
        Taken: the numbers are of two.
    """
    if named is not None:
        return _corrected(numbers, named, found)
    here = {known_at(found.keyring, found.custodian, *one).pat for one in numbers}
    if kept is not None and kept.pat is not None:
        here.add(kept.pat)
    lefts = (facts_of(pat, found).left_by(found.custodian) for pat in here)
    names = {InhabitantName(one.to) for one in lefts if one is not None and one.closed}
    names |= {found.people[pat] for pat in _replaced(numbers, found)}
    names = {last(one, found) for one in names}
    if len(names) > 1:
        raise Taken(
            "this has numbers of two Patients of yours, one of whom was replaced; send what is of "
            "one",
            expression=draft.expression,
            rule=RULE,
        )
    return next(iter(names), None)


def _corrected(
    numbers: tuple[OwnNumber, ...], named: InhabitantName, found: Found
) -> InhabitantName | None:
    """He came with a BSN that was found to be another's, or by a number of before alone."""
    name = last(named, found, numbers)
    if name != named:
        return name
    before = {one for each in _own(facts_of(named.pat, found), found) for one in _numbers(each)}
    return named if numbers and before.issuperset(numbers) else None


def last(name: InhabitantName, found: Found, numbers: tuple[OwnNumber, ...] = ()) -> InhabitantName:
    """Who stands, where he who came was himself replaced, or was not the one of these numbers."""
    for _ in range(_LONGEST):
        lefts = facts_of(name.pat, found).lefts_by(found.custodian)
        takes = (one for one in lefts if one.closed or _is_of(one, numbers))
        left = next(takes, None)
        if left is None:
            break
        name = InhabitantName(left.to)
    return name


def _is_of(left: Left, numbers: tuple[OwnNumber, ...]) -> bool:
    return not _numbers(left.numbers).isdisjoint(numbers)


def standing_word(name: InhabitantName, draft: Draft, found: Found) -> Known:
    """The source's word on the survivor, which stays as it is.

    Raises:
        VersionConflict: it has none any more.
    """
    for words in found.by_rid.values():
        for row in words.values():
            own = row.custodian == found.custodian and not row.deleted
            if row.type == "Patient" and own and row.pat == name.pat:
                return row
    raise VersionConflict(
        "this Patient was replaced, and you deleted who came in his place; send him as he is "
        "known now",
        expression=draft.expression,
        rule=RULE,
    )


def closed_to(row: Known, found: Found) -> Left | None:
    """By whom this Patient of the source's own was replaced."""
    left = facts_of(row.pat, found).left_by(found.custodian)
    return left if left is not None and left.closed else None


def late_references(links: Links, found: Found) -> frozenset[str]:
    """The references to a Patient who was replaced, as they were sent."""
    return frozenset(
        said
        for said, (kind, name) in links.literal.items()
        if kind == "Patient"
        and (row := found.visible(kind, found.meant(kind, name))) is not None
        and closed_to(row, found) is not None
    )


def facts_of(pat: UUID | None, found: Found) -> StoredFacts:
    """Of whom was looked up."""
    dossier = found.dossiers.get(pat) if pat else None
    return dossier.facts if dossier else NO_FACTS


def _replaced(numbers: tuple[OwnNumber, ...], found: Found) -> Iterator[UUID]:
    """In whose word one of these stands as a number of before."""
    for one in numbers:
        for row in found.own("Patient", one.key):
            listed = _own(facts_of(row.pat, found), found)
            if row.pat is not None and any(one in _numbers(each) for each in listed):
                yield row.pat


def _own(facts: StoredFacts, found: Found) -> Iterator[tuple[tuple[str, str], ...]]:
    return (one.numbers for one in facts.replaced if one.custodian == found.custodian)


def _numbers(listed: tuple[tuple[str, str], ...]) -> set[OwnNumber]:
    return {OwnNumber(*one) for one in listed}

"""Who each Patient without a BSN is: the one whom the source knows by its own number for him.

Never by likeness: names and dates say nothing here. docs/decisions/0075-who-has-no-bsn.md
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

import msgspec

from hub.errors import Damaged, FhirError, Taken, VersionConflict
from hub.storage.own_id import as_said
from hub.storage.pseudonym import InhabitantName, known_at
from hub.write.draft import Draft
from hub.write.found import Found, Known
from hub.write.late import closed_to, successor
from hub.write.own_number import OwnNumber, are_of_two, identifiers_of, own_numbers
from hub.write.plan import Writing
from hub.write.settled import own_word, settled

RULE = "WITHOUT-BSN"


def with_unnumbered(setting: Writing, found: Found) -> Writing:
    """The same, in which everybody without a BSN has a name.

    Faults: he is kept with a BSN, or has one from now on; or his numbers are of two.
    """
    needs, faults = setting.needs, setting.faults.copy()
    people, without, late = dict(needs.people), set[UUID](), set[Draft]()
    # A document is of the Patient that comes along, so that one is first.
    for draft in sorted(needs.own_numbers, key=lambda one: one.type != "Patient"):
        if draft in faults.unnamed:
            continue
        try:
            successor = _successor(draft, setting, found)
            if successor is not None:
                people[draft] = successor
                late.add(draft)
            elif draft in needs.people:
                _refuse_number_that_came(draft, setting, found)
            else:
                people[draft] = _named(draft, setting, found, people)
                without.add(people[draft].pat)
        except FhirError as refusal:
            faults.of_nothing(draft, refusal)
            people.pop(draft, None)
    needs = replace(needs, people=people, without=frozenset(without), late=frozenset(late))
    return replace(setting, needs=needs, faults=faults)


def _successor(draft: Draft, setting: Writing, found: Found) -> InhabitantName | None:
    """Who came in his place; a create that its condition found changes nothing."""
    kept, needs = _addressed(draft, found), setting.needs
    named = needs.people.get(draft)
    return successor(draft, needs.own_numbers[draft], kept, named, found)


def _named(
    draft: Draft, setting: Writing, found: Found, people: Mapping[Draft, InhabitantName]
) -> InhabitantName:
    """As he is kept, however his numbers stand; who is new is known by the first of them.

    Raises:
        Taken: he is kept with a BSN, or is two. VersionConflict: there is no Patient of a document.
    """
    numbers, kept = setting.needs.own_numbers[draft], _addressed(draft, found)
    if kept is not None and draft.method == "POST":
        return found.people[_whose(kept)]  # a create that its condition found changes nothing
    _refuse_number_left_out(draft, kept, numbers, found)
    known = _known_by(draft, kept, setting, found)
    if draft.type == "Bundle":
        known |= {people[one].pat: people[one] for one in _along(draft, setting) if one in people}
    if len(known) > 1:
        raise Taken(
            "this has an id or numbers of your own of two Patients that you keep without a BSN; "
            "send what is of one",
            expression=_at(draft),
            rule=RULE,
        )
    for name in known.values():
        return name
    if draft.type == "Patient":
        return known_at(setting.keyring, setting.custodian, *numbers[0])
    raise VersionConflict(
        "a document about who has no BSN is kept with the Patient that you keep of him: send that "
        "first, or in one transaction with it, by the same number of your own",
        expression=_at(draft),
        rule=RULE,
    )


def _known_by(
    draft: Draft, kept: Known | None, setting: Writing, found: Found
) -> dict[UUID, InhabitantName]:
    """Where the source keeps him, and whom it keeps by one of his numbers.

    Raises:
        Taken: the first of them is somebody else's.
    """
    numbers = setting.needs.own_numbers[draft]
    known = {pat: found.people[pat] for pat in ([_whose(kept)] if kept is not None else [])}
    for place, one in enumerate(numbers):
        name = known_at(setting.keyring, setting.custodian, *one)
        row = found.patient_of(name.pat)
        if row is None or row.deleted:
            continue
        if not _is_another(row, numbers):
            known[name.pat] = name
        elif place == 0 and kept is None:
            raise Taken(
                "the first number in this is that of a Patient whom you keep without a BSN, and "
                "another number of one system says that this is somebody else; put the number "
                "first by which your own system tells people apart",
                expression=_at(draft),
                rule=RULE,
            )
    return known


def _along(document: Draft, setting: Writing) -> Iterator[Draft]:
    """The Patients of the same request that have a number of the one in the document."""
    listed = setting.needs.own_numbers
    for draft, numbers in listed.items():
        common = set(numbers) & set(listed[document])
        if draft.type == "Patient" and common and not are_of_two(numbers, listed[document]):
            yield draft


def _refuse_number_that_came(draft: Draft, setting: Writing, found: Found) -> None:
    """Raise VersionConflict where the source keeps whom this BSN is of without one."""
    kept = _addressed(draft, found)
    if kept is not None and draft.method == "POST":
        return
    numbers = setting.needs.own_numbers[draft]
    for row in _of_ones_own(kept, numbers, found):
        left = closed_to(row, found)
        if left is not None and left.to == setting.needs.people[draft].bsn_hash:
            continue
        if _is_without(row, found):
            raise VersionConflict(
                f"you keep this Patient without a BSN, as Patient/{_said(row, found)}: say by "
                "Patient/$merge, reason bsn-later, that he has this BSN, and what you keep of him "
                "goes along",
                expression=_at(draft),
                rule=RULE,
            )


def _refuse_number_left_out(
    draft: Draft, kept: Known | None, numbers: tuple[OwnNumber, ...], found: Found
) -> None:
    """Raise Taken where the source keeps him with a BSN: a mistake makes no second dossier."""
    for row in _of_ones_own(kept, numbers, found):
        if not _is_without(row, found):
            raise Taken(
                f"you keep Patient/{_said(row, found)} with a BSN, by this id or one of these "
                "numbers, and this one has none: send his BSN along, or where this is somebody "
                "else, an id and numbers that are his alone",
                expression=_at(draft),
                rule=RULE,
            )


def _of_ones_own(
    kept: Known | None, numbers: tuple[OwnNumber, ...], found: Found
) -> Iterator[Known]:
    """What the source keeps by this address, and by these numbers of the same person."""
    if kept is not None:
        yield kept
    for one in numbers:
        for row in found.own("Patient", one.key):
            if not _is_another(row, numbers):
                yield row


def _addressed(draft: Draft, found: Found) -> Known | None:
    """The source's own Patient that its condition or its id names, if it was not deleted."""
    if draft.type != "Patient":
        return None
    row = settled(draft, found)
    given = draft.id or (draft.condition and (draft.resource or {}).get("id"))
    if row is None and isinstance(given, str) and draft.method == "PUT":
        row = own_word("Patient", found.meant("Patient", given), found)
    return row


def _is_another(row: Known, numbers: tuple[OwnNumber, ...]) -> bool:
    """Whether another number of one system says that this is somebody else."""
    patient = msgspec.json.decode(row.body)
    return are_of_two(own_numbers(identifiers_of(patient)), numbers)


def _is_without(row: Known, found: Found) -> bool:
    dossier = found.dossiers.get(_whose(row))
    if dossier is not None and not dossier.whole:
        raise Damaged("this record can't be written to: tell the hub's owner the X-Request-Id")
    return found.is_without_bsn(row)


def _whose(row: Known) -> UUID:
    if row.pat is None:
        raise Damaged("a Patient in nobody's record: tell the hub's owner the X-Request-Id")
    return row.pat


def _said(row: Known, found: Found) -> str:
    return as_said(found.keyring, found.custodian, row.id)


def _at(draft: Draft) -> str:
    return f"{draft.expression}.{'identifier' if draft.type == 'Patient' else 'entry'}"

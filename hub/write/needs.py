"""What a write has to know of the store, asked for before it is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.errors import FhirError
from hub.storage.own_id import names_meant
from hub.storage.pseudonym import InhabitantName, inhabitant, known_at
from hub.storage.sealing import Keyring
from hub.write.draft import Condition, Draft
from hub.write.faults import Faults
from hub.write.identity import bsn_of, numbers_of_ones_own, shared_keys
from hub.write.links import Links
from hub.write.own_number import OwnNumber
from hub.write.settled import refuse_contradictions
from profiles import systems
from profiles.identifiers import BSN, InvalidIdentifier, is_bsn
from profiles.resource.compartment import numbers_of


@dataclass(frozen=True, slots=True)
class Needs:
    """Names and keys to look up; inhabitants by draft and by reference.

    `numbered` are those whom a draft is about by number, which is not looked up. `own_numbers` are
    those by which the source itself knows the Patient of a draft; where that has no BSN he is one
    of `candidates`, and `without` are those as whom they were known once the store was looked at.
    Whose the record was that moves is `moved_from`; `late` are those who come as they were known
    before they were replaced.
    """

    rids: frozenset[UUID]
    finders: frozenset[int]
    people: dict[Draft, InhabitantName]
    referred: dict[str, InhabitantName]
    numbered: dict[Draft, frozenset[UUID]]
    own_numbers: dict[Draft, tuple[OwnNumber, ...]]
    candidates: frozenset[UUID]
    without: frozenset[UUID] = frozenset()
    moved_from: UUID | None = None
    late: frozenset[Draft] = frozenset()

    @property
    def pats(self) -> frozenset[UUID]:
        """The inhabitants that are named, or may be."""
        return self.named | self.candidates

    @property
    def named(self) -> frozenset[UUID]:
        """Those of whom it is known that they are."""
        return frozenset(one.pat for one in (*self.people.values(), *self.referred.values()))


def needs_of(
    drafts: Sequence[Draft], links: Links, keyring: Keyring, custodian: str, faults: Faults
) -> Needs:
    """Gather them; nothing is asked of the store yet.

    Faults: a body that contradicts its condition, or a Patient without one BSN.
    """
    faults.judge(refuse_contradictions, drafts)
    people = _people(drafts, keyring, faults)
    own_numbers = _own_numbers(drafts, faults)
    without = [one for draft, one in own_numbers.items() if draft not in people]
    referred = {
        said: inhabitant(keyring, bsn)
        for said, condition in links.conditional.items()
        if (bsn := _bsn(condition)) is not None
    }
    own_keys = (draft.condition.key for draft in drafts if draft.condition)
    shared = (key for draft in drafts for key in shared_keys(draft))
    persons = (number.key for numbers in own_numbers.values() for number in numbers)
    found_by = [*own_keys, *shared, *persons, *(each.key for each in links.conditional.values())]
    named = [(draft.type, draft.id) for draft in drafts if draft.id]
    given = [
        (draft.type, str(draft.resource["id"]))
        for draft in drafts
        if draft.condition and draft.resource and "id" in draft.resource
    ]
    return Needs(
        rids=frozenset(
            name
            for kind, said in [*links.literal.values(), *named, *given]
            for name in names_meant(keyring, custodian, kind, said)
        ),
        finders=frozenset(keyring.tokens(found_by)),
        people=people,
        referred=referred,
        numbered={draft: _numbered(draft, keyring) for draft in drafts},
        own_numbers=own_numbers,
        candidates=frozenset(
            known_at(keyring, custodian, *number).pat for numbers in without for number in numbers
        ),
    )


def _people(
    drafts: Sequence[Draft], keyring: Keyring, faults: Faults
) -> dict[Draft, InhabitantName]:
    people: dict[Draft, InhabitantName] = {}
    for draft in drafts:
        try:
            bsn = bsn_of(draft)
        except FhirError as refusal:
            if refusal.rule == "BSN" and faults.tell_within(f"{draft.expression}.identifier"):
                faults.unnamed.add(draft)  # which number is none was told by the rules of numbers
            else:
                faults.of_nothing(draft, refusal)
        else:
            if bsn is not None:
                people[draft] = inhabitant(keyring, bsn)
    return people


def _own_numbers(drafts: Sequence[Draft], faults: Faults) -> dict[Draft, tuple[OwnNumber, ...]]:
    said = {draft: numbers_of_ones_own(draft) for draft in drafts if draft not in faults.unnamed}
    return {draft: numbers for draft, numbers in said.items() if numbers is not None}


def _numbered(draft: Draft, keyring: Keyring) -> frozenset[UUID]:
    numbers = numbers_of(draft.resource or {})
    return frozenset(inhabitant(keyring, BSN(one)).pat for one in numbers if is_bsn(one))


def _bsn(condition: Condition) -> BSN | None:
    if condition.type != "Patient" or condition.system != systems.BSN_SYSTEM:
        return None
    try:
        return BSN(condition.value)
    except InvalidIdentifier:
        return None

"""Which resource each draft is about: its id here, and whether it was here before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hub.errors import FhirError, Invalid, MultipleMatches, Taken
from hub.storage.own_id import MARK, own_id
from hub.storage.pseudonym import InhabitantName
from hub.write.draft import Draft
from hub.write.faults import Faults
from hub.write.found import Found, Known
from hub.write.identity import shared_keys
from hub.write.known_by import known_as
from hub.write.late import closed_to, standing_word
from hub.write.needs import Needs
from hub.write.same import check_same_number, check_same_person
from hub.write.settled import own_word, settled
from profiles.resource.compartment import DIRECTORY


@dataclass(frozen=True, slots=True)
class Name:
    """`matched`: the writer's own row that its condition found; `stays`: nothing is written.

    What stays is always matched.
    """

    type: str
    id: str
    matched: Known | None = None
    stays: bool = False

    @property
    def address(self) -> str:
        """`Type/id`."""
        return f"{self.type}/{self.id}"


def names_of(
    drafts: Sequence[Draft], needs: Needs, found: Found, faults: Faults
) -> dict[Draft, Name]:
    """A name for each draft: by its condition if that found one, else by who it is.

    Faults: there is none; then it is called as it was sent, so that others can be looked at.
    """
    names: dict[Draft, Name] = {}
    for draft in drafts:
        if draft not in faults.unnamed:
            try:
                names[draft] = _name(draft, needs, found)
            except FhirError as refusal:
                faults.of_nothing(draft, refusal)
        if draft in faults.unnamed:
            names[draft] = Name(draft.type, draft.id or draft.new_id)
    return names


def _name(draft: Draft, needs: Needs, found: Found) -> Name:
    if draft in needs.late and draft.type == "Patient":
        word = standing_word(needs.people[draft], draft, found)
        return Name(draft.type, word.id, matched=word, stays=True)
    row = settled(draft, found)
    if row is not None:
        return _matched(draft, row, needs, found)
    return who_is(draft, _id(draft, needs, found), found)


def who_is(draft: Draft, name: str, found: Found) -> Name:
    """The one known by this id; a conditional create changes no word that the writer has on it."""
    own = own_word(draft.type, name, found) if draft.condition else None
    stays = draft.method == "POST" and own is not None
    return Name(draft.type, name, matched=own if stays else None, stays=stays)


def _id(draft: Draft, needs: Needs, found: Found) -> str:
    if draft.method == "DELETE":
        return found.meant(draft.type, draft.id) if draft.id else draft.new_id
    if draft.type == "Patient":
        return _patient_id(draft, needs, found)
    if shared_keys(draft):
        return _shared_id(draft, found)
    if draft.id is None or draft.type in DIRECTORY:
        return draft.id or _free(draft, found)
    return _of_ones_own(draft, draft.id, found)


def _of_ones_own(draft: Draft, said: str, found: Found) -> str:
    """Its own id, whoever has that too; what it sees of another's is not written by it.

    Raises:
        Invalid: an id as the hub makes them, of nothing that the writer sees.
    """
    name = found.meant(draft.type, said)
    words = found.words(draft.type, name)
    if words and all(found.is_left(row) for row in words):
        return own_id(found.keyring, found.custodian, said)
    if any(row.custodian == found.custodian for row in words) or found.visible(draft.type, name):
        return name
    if MARK in said:
        raise Invalid(
            f"an id of your own has no {MARK} in it: that is how the hub tells ids apart",
            expression=f"{draft.expression}.id",
        )
    return own_id(found.keyring, found.custodian, said) if words else name


def _matched(draft: Draft, row: Known, needs: Needs, found: Found) -> Name:
    """A create changes nothing, whoever its body is about; an update is of the same one."""
    if draft.method == "POST":
        return Name(draft.type, row.id, matched=row, stays=True)
    if draft.method == "DELETE":
        return Name(draft.type, row.id, matched=row)
    if draft.type == "Patient":
        check_same_person(draft, row, needs.people[draft].pat)
    check_same_number(draft, row, found)
    return Name(draft.type, row.id, matched=row)


def _patient_id(draft: Draft, needs: Needs, found: Found) -> str:
    """The one id of this inhabitant; a new one keeps the id that its first source gave it.

    Whether the writer sees another inhabitant under its id is looked at first: else the conflict
    would tell which BSNs are here.
    """
    one = needs.people[draft]
    if draft.id and any(
        row.pat != one.pat and not _came_in_place_of(row, one, found)
        for row in _seen(draft.id, found)
    ):
        raise Taken(
            "this id belongs to another Patient; update by identifier, or by another id",
            expression=draft.expression,
        )
    known = found.patient_of(one.pat)
    if known is not None:
        return known.id
    return _of_ones_own(draft, draft.id, found) if draft.id else _free(draft, found)


def _came_in_place_of(row: Known, one: InhabitantName, found: Found) -> bool:
    """Whether the source calls him as it called who was replaced by him."""
    left = closed_to(row, found) if row.custodian == found.custodian else None
    return left is not None and left.to == one.bsn_hash


def _seen(said: str, found: Found) -> Iterator[Known]:
    """What the writer sees of a Patient that it calls so."""
    for row in found.words("Patient", found.meant("Patient", said)):
        if (row.permit or row.custodian == found.custodian) and not found.is_left(row):
            yield row


def _shared_id(draft: Draft, found: Found) -> str:
    known = known_as(draft, found)
    if len(known) > 1:
        raise MultipleMatches(
            f"the numbers of this {draft.type} belong to {len(known)} different ones here; "
            "send the numbers of one",
            expression=draft.expression,
        )
    if known:
        return next(iter(known))
    if draft.id and all(
        row.custodian == found.custodian for row in found.words(draft.type, draft.id)
    ):
        return draft.id
    return _free(draft, found)


def _free(draft: Draft, found: Found) -> str:
    """A new one's id: that of a conditional update's body if it may be, else one of the hub.

    https://hl7.org/fhir/R4/http.html#cond-update
    """
    given = (draft.resource or {}).get("id") if draft.condition and draft.method == "PUT" else None
    if not isinstance(given, str) or MARK in given:
        return draft.new_id
    if draft.type in DIRECTORY:
        return draft.new_id if found.words(draft.type, given) else given
    if found.refers(draft.type, given) is not None:
        return draft.new_id
    return _of_ones_own(draft, given, found)

"""Which resource each draft is about: its id here, and whether it was here before."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.errors import MultipleMatches, VersionConflict
from hub.write.draft import Draft
from hub.write.found import Found, Known
from hub.write.identity import shared_keys
from hub.write.needs import Needs
from hub.write.same import check_same_number, check_same_person
from hub.write.settled import own_word, settled


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


def names_of(drafts: Sequence[Draft], needs: Needs, found: Found) -> dict[Draft, Name]:
    """A name for each draft: by its condition if that found one, else by who it is.

    Raises:
        FhirError: there is none.
    """
    return {draft: _name(draft, needs, found) for draft in drafts}


def _name(draft: Draft, needs: Needs, found: Found) -> Name:
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
        return draft.id or draft.new_id
    if draft.type == "Patient":
        return _patient_id(draft, needs, found)
    if keys := shared_keys(draft):
        return _shared_id(draft, keys, found)
    return draft.id or _free(draft, found)


def _matched(draft: Draft, row: Known, needs: Needs, found: Found) -> Name:
    """A create changes nothing, whoever its body is about; an update is of the same one."""
    if draft.method == "POST":
        return Name(draft.type, row.id, matched=row, stays=True)
    if draft.type == "Patient":
        check_same_person(draft, row, needs.people[draft].pat)
    check_same_number(draft, row, found)
    return Name(draft.type, row.id, matched=row)


def _patient_id(draft: Draft, needs: Needs, found: Found) -> str:
    """The one id of this inhabitant; a new one keeps the id that its first source gave it.

    Whether the id is another inhabitant's is looked at first: else the conflict would tell which
    BSNs are here.
    """
    one = needs.people[draft]
    if draft.id and any(row.pat != one.pat for row in found.words("Patient", draft.id)):
        raise VersionConflict(
            "this id belongs to another Patient; update by identifier, or by another id",
            expression=draft.expression,
        )
    known = found.patient_of(one.pat)
    return known.id if known else draft.id or _free(draft, found)


def _shared_id(draft: Draft, keys: list[str], found: Found) -> str:
    known = found.shared(draft.type, keys)
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
    """A new one's id: that of a conditional update's body if nobody has it, else one of the hub.

    https://hl7.org/fhir/R4/http.html#cond-update
    """
    given = (draft.resource or {}).get("id") if draft.condition and draft.method == "PUT" else None
    free = isinstance(given, str) and not found.words(draft.type, given)
    return str(given) if free else draft.new_id

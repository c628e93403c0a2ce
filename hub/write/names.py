"""Which resource each draft is about: its id here, and whether it was here before."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.errors import MultipleMatches, NotFound, Unprocessable, VersionConflict
from hub.write.draft import Draft
from hub.write.found import Found
from hub.write.identity import shared_keys
from hub.write.needs import Needs


@dataclass(frozen=True, slots=True)
class Name:
    """`matched`: the condition of a conditional create found it, so nothing is written."""

    type: str
    id: str
    matched: bool = False

    @property
    def address(self) -> str:
        """`Type/id`."""
        return f"{self.type}/{self.id}"


def names_of(drafts: Sequence[Draft], needs: Needs, found: Found) -> dict[Draft, Name]:
    """A name for each draft.

    Raises:
        MultipleMatches, NotFound, VersionConflict, Unprocessable: where there is none.
    """
    names: dict[Draft, Name] = {}
    taken: dict[str, Draft] = {}
    for draft in drafts:
        name = _name(draft, needs, found, taken)
        names[draft] = name
        earlier = taken.setdefault(name.address, draft)
        if earlier is not draft and not name.matched:
            raise Unprocessable(
                "two entries of this bundle are about the same resource; send it once",
                expression=draft.expression,
                rule="TWICE",
            )
        for key in [*shared_keys(draft), *_own_key(draft)]:
            taken[key] = draft
    return names


def _name(draft: Draft, needs: Needs, found: Found, taken: dict[str, Draft]) -> Name:
    if draft.type == "Patient" and draft.method != "DELETE":
        return Name("Patient", _patient_id(draft, needs, found))
    if keys := shared_keys(draft):
        return Name(draft.type, _shared_id(draft, keys, found, taken))
    if draft.condition:
        return _conditional(draft, found, taken)
    return Name(draft.type, draft.id or draft.new_id)


def _patient_id(draft: Draft, needs: Needs, found: Found) -> str:
    """The one id of this inhabitant; a new one keeps the id that its first source gave it.

    Whether the id is another inhabitant's is looked at first: else the conflict would tell which
    BSNs are here.
    """
    one = needs.people[draft]
    given = draft.id if draft.method == "PUT" else None
    if given and any(row.pat != one.pat for row in found.words("Patient", given)):
        raise VersionConflict(
            "this id belongs to another Patient; update by identifier, or by another id",
            expression=draft.expression,
        )
    known = found.patient_of(one.pat)
    return known.id if known else given or draft.new_id


def _shared_id(draft: Draft, keys: list[str], found: Found, taken: dict[str, Draft]) -> str:
    known = found.shared(draft.type, keys)
    if len(known) > 1:
        raise MultipleMatches(
            f"the numbers of this {draft.type} belong to {len(known)} different ones here; "
            "send the numbers of one",
            expression=draft.expression,
        )
    if known:
        return next(iter(known))
    if any(key in taken for key in keys):
        raise Unprocessable(
            f"this bundle says twice who this {draft.type} is; send it once",
            expression=draft.expression,
            rule="TWICE",
        )
    if draft.id and all(
        row.custodian == found.custodian for row in found.words(draft.type, draft.id)
    ):
        return draft.id
    return draft.new_id


def _own_key(draft: Draft) -> list[str]:
    """By which a later entry of the same bundle would mean the same resource."""
    return [f"{draft.type}|{draft.condition.key}"] if draft.condition else []


def _conditional(draft: Draft, found: Found, taken: dict[str, Draft]) -> Name:
    """https://hl7.org/fhir/R4/http.html#cond-update, within what the writer itself keeps."""
    condition = draft.condition
    assert condition is not None  # noqa: S101 - the caller asked
    own = found.own(draft.type, condition.key)
    ids = {row.id for row in own}
    if len(ids) > 1:
        raise MultipleMatches(
            f"{len(ids)} resources have this identifier; update one by its id",
            expression=draft.expression,
        )
    if ids:
        return Name(draft.type, ids.pop(), matched=draft.method == "POST")
    if any(key in taken for key in _own_key(draft)):
        raise Unprocessable(
            "two entries of this bundle have the same condition; send the resource once",
            expression=draft.expression,
            rule="TWICE",
        )
    if draft.method == "DELETE":
        raise NotFound("nothing of yours has this identifier", expression=draft.expression)
    given = (draft.resource or {}).get("id")
    if draft.method == "PUT" and isinstance(given, str) and not found.words(draft.type, given):
        return Name(draft.type, given)
    return Name(draft.type, draft.new_id)

"""A write's own condition, settled before anybody is known by a number.

Within what the writer itself keeps: a match of what others said would tell whose number is here.
https://hl7.org/fhir/R4/http.html#ccreate, https://hl7.org/fhir/R4/http.html#cond-update
"""

from collections.abc import Iterator, Sequence

from hub.errors import Invalid, MultipleMatches, PreconditionFailed, Unprocessable
from hub.search.index import identifier_key
from hub.search.kinds import token
from hub.write.draft import Condition, Draft
from hub.write.found import Found, Known
from profiles.issue import Issue
from profiles.search.extract import search_values
from profiles.search.values import TokenValue

UNMET = (
    "this resource does not have the identifier that its condition asks for; send it with that "
    "identifier, its system and value alike, or correct the condition"
)


def refuse_contradictions(drafts: Sequence[Draft]) -> None:
    """Whatever is here: a body that its condition does not hold for is another resource's.

    Raises:
        Unprocessable: with each of them.
    """
    faults = [
        Issue("error", Unprocessable.code, f"{draft.expression}.identifier", UNMET)
        for draft in drafts
        if draft.condition and draft.method != "DELETE" and _contradicts(draft, draft.condition)
    ]
    if faults:
        raise Unprocessable("a condition does not hold", issues=faults, rule="CONDITION")


def settled(draft: Draft, found: Found) -> Known | None:
    """The writer's own current row that the condition names.

    Raises:
        MultipleMatches: it names more. Invalid: the body has the id of another one.
        PreconditionFailed: a version of nothing. Unprocessable: it would never match the new one.
    """
    condition = draft.condition
    if condition is None:
        return None
    own = {row.id: row for row in found.own(draft.type, condition.key)}
    if len(own) > 1:
        raise MultipleMatches(
            f"{len(own)} resources have this identifier; name one by its id",
            expression=draft.expression,
        )
    row = next(iter(own.values()), None)
    if row is None and draft.method == "DELETE":
        return None
    if row is None:
        _check_new(draft, condition)
    elif draft.method == "PUT" and _names_another(draft, row, found):
        raise Invalid(
            "the resource has the id of another one of yours than the one that its condition "
            "found; leave out the id, or update by it",
            expression=f"{draft.expression}.id",
        )
    return row


def own_word(kind: str, name: str, found: Found) -> Known | None:
    """What the writer itself says of `kind/name`, if it was not deleted."""
    words = found.words(kind, name)
    own = (row for row in words if row.custodian == found.custodian and not row.deleted)
    return next(own, None)


def _contradicts(draft: Draft, condition: Condition) -> bool:
    """A create may leave the identifier out, for what is here stays as it is."""
    if condition.key in _keys(draft):
        return False
    if draft.method == "PUT":
        return True
    return any(system == condition.system for system, _ in draft.identifiers)


def _check_new(draft: Draft, condition: Condition) -> None:
    if draft.if_match is not None:
        raise PreconditionFailed(
            "If-Match names a version, and nothing of yours has this identifier",
            expression=draft.expression,
        )
    if condition.key not in _keys(draft):
        raise Unprocessable(UNMET, expression=f"{draft.expression}.identifier", rule="CONDITION")


def _names_another(draft: Draft, row: Known, found: Found) -> bool:
    """An id that the writer keeps nothing under is its own name for the one that was found."""
    given = (draft.resource or {}).get("id")
    if not isinstance(given, str):
        return False
    name = found.meant(draft.type, given)
    return name != row.id and own_word(draft.type, name, found) is not None


def _keys(draft: Draft) -> Iterator[str]:
    """What a condition finds this resource by: most often `identifier`, or its like in the type."""
    for system, value in draft.identifiers:
        yield identifier_key(system, value)
    for shown in search_values(draft.resource or {}):
        if isinstance(shown, TokenValue) and shown.parameter == "identifier":
            yield from token.keys(shown)

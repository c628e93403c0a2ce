"""The context of a search: whose record it is about, or which key finds what it asks.

Every search on inhabitants' data names an inhabitant, a resource or an identifier; pzp.md's
general rule of the national guide, `every query is patient-specific`.
"""

from collections.abc import Sequence
from typing import Literal

from hub.errors import Invalid, InvalidValue
from hub.search.arguments import Filter
from hub.search.kinds.identity import Ids
from hub.search.kinds.reference import AnyReference
from hub.search.kinds.token import AnyToken
from hub.search.query import (
    BsnContext,
    Context,
    DirectoryContext,
    FinderContext,
    IdContext,
    OfferedContext,
    OwnContext,
    PatientContext,
    TargetContext,
)
from profiles.identifiers import BSN, InvalidIdentifier
from profiles.resource.compartment import DIRECTORY, UNBOUND
from profiles.systems import BSN_SYSTEM, URA_SYSTEM
from profiles.transfer.choice import TASK_CODE

BY_IDENTIFIER = ("identifier|t|", "identifier|t*|")
"""How the keys of a business identifier begin."""
LISTED = DIRECTORY | UNBOUND
"""Types that may be searched without an inhabitant: what is nobody's is found."""
ACROSS = frozenset({"_id", "_lastUpdated", "identifier"})
WHOSE = frozenset({"patient", "subject"})
OWNER, REQUESTER, CODE = "owner:identifier", "requester:identifier", "code"
COORDINATES = f"{TASK_CODE}|coordinate-placement"
"""By which the Task that leads a case of a transfer point is told."""
BY_BSN = frozenset(f"{name}{kind}.identifier" for name in WHOSE for kind in ("", ":Patient"))


class NoPatientContext(Invalid):
    """400: the search does not say whose record it is about."""

    code = "required"


def context_of(
    resource_type: str,
    pairs: Sequence[tuple[str, str]],
    filters: Sequence[Filter],
    *,
    across: bool = False,
) -> Context:
    """The narrowest context that the search gives; `across` is what `is_across` says.

    Raises:
        NoPatientContext: none given. Invalid: more than one inhabitant, or no valid BSN.
    """
    found = _patient(filters) or _bsn(resource_type, pairs) or _key(resource_type, filters)
    if found:
        return found
    if resource_type in LISTED:
        return DirectoryContext()
    if across:
        return OwnContext()
    if resource_type == "Task" and (offered := _offered(pairs)):
        return offered
    raise NoPatientContext(
        f"a search on {resource_type} says whose record it is about: add patient=, "
        "or ask by _id or identifier; what your organisation keeps itself is searched by _id, "
        "identifier and _lastUpdated alone, too"
        + (", what it was offered by owner:identifier" if resource_type == "Task" else ""),
        rule="P-NO-PATIENT-CONTEXT",
    )


def _offered(pairs: Sequence[tuple[str, str]]) -> OfferedContext | None:
    """By the URA of the one owner that Tasks are asked for by, or requester where cases are."""
    cases = (CODE, COORDINATES) in pairs
    sides: Sequence[tuple[str, Literal["owner", "requester"]]]
    sides = ((OWNER, "owner"), (REQUESTER, "requester"))
    for name, side in sides:
        said = [value for key, value in pairs if key == name]
        system, _, number = said[0].partition("|") if len(said) == 1 else ("", "", "")
        if system == URA_SYSTEM and number and (cases or side == "owner"):
            return OfferedContext(number, side if cases else "")
    return None


def is_across(resource_type: str, named: Sequence[tuple[str, Filter]]) -> bool:
    """Whether this asks by nothing but what finds across inhabitants, each by its name."""
    return (
        bool(named)
        and resource_type not in DIRECTORY
        and all(name in ACROSS for name, _ in named)
        and all(_finds_across(one) for _, one in named)
    )


def _finds_across(condition: Filter) -> bool:
    return not isinstance(condition, AnyToken) or all(
        key.startswith(BY_IDENTIFIER) for key in condition.keys
    )


def _patient(filters: Sequence[Filter]) -> PatientContext | None:
    named = {
        name
        for each in filters
        if isinstance(each, AnyReference) and each.parameter in WHOSE
        for kind, name in each.addresses
        if kind == "Patient"
    }
    if len(named) > 1:
        raise Invalid("a search is about one inhabitant; send one search for each")
    return PatientContext(named.pop()) if named else None


def _bsn(resource_type: str, pairs: Sequence[tuple[str, str]]) -> BsnContext | None:
    names = BY_BSN if resource_type != "Patient" else {"identifier"}
    texts = [value for name, value in pairs if name in names]
    numbers = [text.removeprefix(f"{BSN_SYSTEM}|") for text in texts if BSN_SYSTEM in text]
    if not numbers:
        return None
    if len(numbers) > 1 or "," in numbers[0]:
        raise Invalid("a search is about one inhabitant; send one search for each")
    try:
        return BsnContext(BSN(numbers[0]))
    except InvalidIdentifier as wrong:
        text = f"{wrong}; send {BSN_SYSTEM}| and the nine digits"
        raise InvalidValue(text, rule="P-NO-BSN") from None


def _key(resource_type: str, filters: Sequence[Filter]) -> Context | None:
    for each in filters:
        if isinstance(each, Ids):
            return IdContext(each.type, each.ids)
    for each in filters:
        if isinstance(each, AnyToken) and not each.negated and _finds(resource_type, each):
            return FinderContext(each)
    referred = (_target(resource_type, each) for each in filters if isinstance(each, AnyReference))
    return next((one for one in referred if one is not None), None)


def _target(resource_type: str, reference: AnyReference) -> Context | None:
    if resource_type not in DIRECTORY and _of_someone(reference):
        return TargetContext(reference)
    return FinderContext(AnyToken(reference.keys)) if resource_type in LISTED else None


def _of_someone(reference: AnyReference) -> bool:
    """Whether it may point at something in a record, which has one inhabitant.

    What refers to a doctor or an organisation is of many inhabitants.
    """
    return any(kind not in DIRECTORY for kind, _ in reference.addresses)


def _finds(resource_type: str, key: AnyToken) -> bool:
    if resource_type in LISTED:
        return True
    return all(each.startswith(BY_IDENTIFIER) for each in key.keys)

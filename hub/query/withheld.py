"""By a reference that goes out as withheld nothing is found: it is asked of what goes out.

docs/decisions/0059-what-is-found-by-opening.md
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from msgspec import structs

from hub.access.dossier import Dossier
from hub.query.masked import closed_to_any
from hub.search.arguments import Filter
from hub.search.kinds import reference, token
from hub.search.kinds.alternatives import AnyOf, any_of
from hub.search.kinds.chain import Chain
from hub.search.kinds.has import Has
from hub.search.kinds.opened import Opened
from hub.search.kinds.reference import AnyReference
from hub.search.kinds.token import AnyToken
from hub.search.query import SearchQuery
from profiles.search.values import LogicalReferenceValue, ReferenceValue

_IDENTIFIER = ":identifier|"


def asked_of_what_goes_out(query: SearchQuery, dossier: Dossier) -> SearchQuery:
    """The same search; conditions on references that may be withheld look into what goes out."""
    filters = tuple(_looking(one, query.type, dossier) for one in query.filters)
    if filters == query.filters:
        return query
    return structs.replace(query, filters=filters, opens=True)


def _looking(asked: Filter, kind: str, dossier: Dossier) -> Filter:
    match asked:
        case AnyReference():
            return _of_addresses(asked, kind, dossier)
        case AnyToken(keys=keys) if keys and all(_IDENTIFIER in key for key in keys):
            parameter = keys[0].partition(_IDENTIFIER)[0]
            return _opened(asked, kind, parameter) if closed_to_any(dossier, kind) else asked
        case AnyOf(filters=filters):
            return AnyOf(tuple(_looking(one, kind, dossier) for one in filters))
        case Has(type=source, inner=inner):
            return replace(asked, inner=_looking(inner, source, dossier))
        case Chain():
            return _along(asked, dossier)
    return asked


def _along(asked: Chain, dossier: Dossier) -> Filter:
    ways = [(each, _looking(asked.inner, each, dossier)) for each in asked.types]
    if all(one == asked.inner for _, one in ways):
        return asked
    return any_of([replace(asked, types=(each,), inner=one) for each, one in ways])


def _of_addresses(asked: AnyReference, kind: str, dossier: Dossier) -> Filter:
    closes = closed_to_any(dossier, kind)
    closed = tuple(each for each in asked.addresses if closes and closes("/".join(each)))
    if not closed:
        return asked
    looked_for = _opened(replace(asked, addresses=closed), kind, asked.parameter)
    plain = tuple(each for each in asked.addresses if each not in closed)
    return any_of([looked_for, *([replace(asked, addresses=plain)] if plain else [])])


def _opened(asked: AnyReference | AnyToken, kind: str, parameter: str) -> Opened:
    return Opened(kind, parameter, (_shows(frozenset(asked.keys)),), narrowed=asked)


def _shows(keys: frozenset[str]) -> Callable[[Any], bool]:
    def is_one(value: Any) -> bool:
        match value:
            case ReferenceValue():
                return not keys.isdisjoint(reference.keys(value))
            case LogicalReferenceValue():
                return not keys.isdisjoint(token.logical_keys(value))
            case _:
                return False

    return is_one

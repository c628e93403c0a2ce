"""A search looks through no type that its token may not see. Scopes never widen consent."""

from msgspec import structs

from hub.search.arguments import Filter
from hub.search.looking import granted, looked_into
from hub.search.query import SearchQuery
from hub.security.errand import Client
from hub.security.granted import may_bring, require_may_look


def only_granted(query: SearchQuery, client: Client) -> SearchQuery:
    """The same; a chain to several types goes to those that the token may see.

    Raises:
        Forbidden: it may see none of those that a condition looks into.
    """
    if not query.looked_into or all(may_bring(client, kind) for kind in query.looked_into):
        return query
    return structs.replace(query, filters=tuple(_only(one, client) for one in query.filters))


def _only(condition: Filter, client: Client) -> Filter:
    left = granted(condition, lambda kind: may_bring(client, kind))
    if left is not None:
        return left
    for kind in looked_into([condition]):
        require_may_look(client, kind)
    raise TypeError("nothing of a condition is left, and nothing of it is refused")

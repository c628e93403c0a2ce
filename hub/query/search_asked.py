"""A search as it came in, and what of it this asker may ask at all.

https://hl7.org/fhir/R4/http.html#search
"""

from collections.abc import Sequence

import msgspec

from hub.access.caller import require_caller
from hub.query.only_granted import only_granted
from hub.search import page
from hub.search.parse import Limits, parse
from hub.search.query import SearchQuery
from hub.security.errand import Errand
from hub.security.granted import require_may_bring
from hub.storage.sealing import Keyring


class SearchAsked(msgspec.Struct, frozen=True):
    """A search as it came in: a type with its parameters, or the link of a page.

    `operation` names the one that it is a part of, for the ledger.
    """

    type: str
    pairs: Sequence[tuple[str, str]]
    limits: Limits
    lenient: bool = False
    operation: str = ""


def bound_to(errand: Errand, asked: SearchAsked | SearchQuery) -> str:
    """Whose the links of its pages are."""
    return f"{errand.client.client_id}|{asked.type}"


def query_of(keyring: Keyring, errand: Errand, asked: SearchAsked) -> SearchQuery:
    """What is to be searched for.

    Raises:
        Invalid, NotSupported: the search can't be done. Forbidden: the asker may not search.
    """
    pairs, cursor = page.resumed(asked.pairs, keyring, bound_to(errand, asked))
    query = parse(asked.type, pairs, asked.limits, lenient=asked.lenient, cursor=cursor)
    for kind in query.named_along:
        require_may_bring(errand.client, kind)
    query = only_granted(query, errand.client)
    require_caller(errand)
    return query

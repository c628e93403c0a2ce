"""What was offered without a name is found as what it is: not by when it is, nor beside a person.

docs/decisions/0087-offers-without-a-name.md
"""

from dataclasses import replace

from hub.access.dossier import Dossier
from hub.search.query import SearchQuery
from hub.search.reach import OFFERED

_SAID = frozenset({
    "_id", "_count", "_format", "_summary", "_elements", "_pretty",
    "_total", "code", "focus", "group-identifier", "identifier", "owner", "status", "type",
})  # fmt: skip
"""Of what these say nothing tells a moment, or that two offers are of one person."""


def nameless_apart(dossier: Dossier) -> Dossier:
    """The record of somebody who is known, without what does not say that it is about him."""
    reach = dossier.reach.nameless_apart()
    if reach is dossier.reach:
        return dossier
    singles = {one: said for one, said in dossier.scope.singles.items() if said.reason != OFFERED}
    scope = replace(dossier.scope, singles=singles)
    # Nothing that was found with it counts without it.
    return replace(dossier, reach=reach, scope=scope, _closed={}, _found={})


def asks_of_one_offer(query: SearchQuery) -> bool:
    """Whether all that it tells is what stands in one offer."""
    names = [said for name, said in query.pairs if name == "_id"]
    is_one = not names[1:] and "," not in "".join(names)
    return is_one and {name for name, _ in query.pairs} <= _SAID

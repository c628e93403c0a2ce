"""What comes along with the matches, by name: the way along references, there and back.

https://hl7.org/fhir/R4/search.html#include
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from hub.search.arguments import Arguments
from hub.search.query import EVERY, Include
from hub.search.reach import Reach
from hub.search.statement import Statement
from hub.storage.sealing import Keyring

MOST = 1_000
References = tuple[str, Sequence[str], Sequence[UUID]]
"""A type, and what a resource of it refers to: parameters and targets, side by side."""


def forward(
    sources: Iterable[References], includes: Sequence[Include]
) -> Iterator[tuple[UUID, str | None]]:
    """The names that `_include` follows, each with the type that it must be of, if any."""
    followed: dict[tuple[str, str], list[str | None]] = defaultdict(list)
    for each in includes:
        followed[each.source, each.parameter].append(each.target)
    for kind, parameters, targets in sources:
        always = [*followed.get((kind, EVERY), ()), *followed.get((EVERY, EVERY), ())]
        for parameter, name in zip(parameters, targets, strict=True):
            if always or (kind, parameter) in followed:
                for target in (*followed.get((kind, parameter), ()), *always):
                    yield name, target


def backward(
    sources: Sequence[tuple[str, UUID]],
    revincludes: Sequence[Include],
    reach: Reach | None,
    keyring: Keyring,
) -> Statement | None:
    """The names of what refers to the sources (type, name), by the record's own index.

    What lies in another record is not looked at. None where no `_revinclude` asks for it.
    """
    arguments = Arguments(keyring, reach)
    ways = []
    for each in revincludes:
        names = [name for kind, name in sources if each.target in {None, kind}]
        if names:
            ways.append(_way(each, arguments.add(names, "uuid[]"), arguments))
    return Statement(" UNION ".join(ways), tuple(arguments.values)) if ways else None


def _way(include: Include, names: str, arguments: Arguments) -> str:
    source = arguments.add(include.source, "text")
    named = ""
    if include.parameter != EVERY:
        named = f"x.p = {arguments.add(include.parameter, 'text')} AND "
    return (
        f"SELECT t.rid FROM resource t WHERE {arguments.visible('t')} AND t.type = {source} "
        "AND NOT t.deleted AND EXISTS "
        "(SELECT FROM unnest(t.reference_params, t.reference_targets) AS x (p, t) "
        f"WHERE {named}x.t = ANY ({names}))"
    )

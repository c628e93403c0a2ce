"""Which types a search looks into by chain, `_has` or `_list`, and what of it a token may."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from hub.search.arguments import Filter
from hub.search.context import BY_IDENTIFIER
from hub.search.kinds.alternatives import AnyOf, any_of
from hub.search.kinds.chain import Chain
from hub.search.kinds.has import Has
from hub.search.kinds.token import AnyToken

May = Callable[[str], bool]


def looked_into(conditions: Iterable[Filter]) -> Iterator[str]:
    """The types, some more than once; not a Patient by number, which says whose record it is."""
    for one in conditions:
        match one:
            case AnyOf(filters=filters):
                yield from looked_into(filters)
            case Chain(types=types, inner=inner):
                yield from (kind for kind in types if not _says_whose(kind, inner))
                yield from looked_into((inner,))
            case Has(type=kind, inner=inner):
                yield kind
                yield from looked_into((inner,))


def granted(condition: Filter, may: May) -> Filter | None:
    """The same, through the types that may be seen alone; None where none of it is left."""
    match condition:
        case AnyOf(filters=filters):
            left = [one for each in filters if (one := granted(each, may)) is not None]
            return any_of(left) if left else None
        case Chain(types=types, inner=inner):
            kept = tuple(kind for kind in types if _says_whose(kind, inner) or may(kind))
            within = granted(inner, may)
            return replace(condition, types=kept, inner=within) if kept and within else None
        case Has(type=kind, inner=inner):
            within = granted(inner, may)
            return replace(condition, inner=within) if within and may(kind) else None
        case _:
            return condition


def _says_whose(kind: str, inner: Filter) -> bool:
    return (
        kind == "Patient"
        and isinstance(inner, AnyToken)
        and all(key.startswith(BY_IDENTIFIER) for key in inner.keys)
    )

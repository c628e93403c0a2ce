"""Parameters of a search to a SearchQuery; an unknown one is refused unless lenient is asked."""

from collections.abc import Sequence

from hub.errors import Invalid, NotSupported
from hub.search.arguments import Filter
from hub.search.asked import UnknownParameter, asked, shown
from hub.search.context import context_of, is_across
from hub.search.joined import with_joined
from hub.search.kinds.chain import chains_in
from hub.search.limits import Limits
from hub.search.looking import looked_into
from hub.search.opening import opens
from hub.search.query import BsnContext, Cursor, PatientContext, SearchQuery
from hub.search.result import ResultParameters

__all__ = ["Limits", "parse"]

Pairs = Sequence[tuple[str, str]]
MOST_CHAINS = 64
_MOST_PARAMETERS = 100


def parse(
    resource_type: str,
    pairs: Pairs,
    limits: Limits,
    *,
    lenient: bool = False,
    cursor: Cursor | None = None,
) -> SearchQuery:
    """The search that these parameters ask for.

    Raises:
        Invalid, NotSupported: with a sentence that names the parameter, never its value.
    """
    if len(pairs) > _MOST_PARAMETERS:
        raise Invalid(f"a search has at most {_MOST_PARAMETERS} parameters; send fewer")
    result = ResultParameters(resource_type, limits.page_size, limits.max_page_size)
    named: list[tuple[str, Filter]] = []
    understood: list[tuple[str, str]] = []
    ignored: dict[str, None] = {}
    for name, value in pairs:
        if not result.take(name, value):
            try:
                named.append((name, asked(resource_type, name, value, limits)))
                if "." in name or name.startswith("_has"):
                    _check_chains([one for _, one in named])
            except UnknownParameter:
                if lenient:
                    ignored[shown(name)] = None
                    continue
                raise
        understood.append((name, value))
    result.settle()
    filters = [one for _, one in named]
    across = is_across(resource_type, named)
    context = context_of(resource_type, pairs, filters, across=across)
    return SearchQuery(
        type=resource_type,
        context=context,
        filters=with_joined(resource_type, context, named),
        count=result.count,
        sort=result.sort,
        total=result.total,
        includes=tuple(result.includes),
        revincludes=tuple(result.revincludes),
        pairs=tuple(understood),
        cursor=cursor,
        part=result.parts.part,
        ignored=tuple(ignored),
        opens=opens(filters) or bool(result.order),
        order=result.order,
        looked_into=tuple(dict.fromkeys(looked_into(filters))),
        across=across and not isinstance(context, PatientContext | BsnContext),
    )


def _check_chains(filters: Sequence[Filter]) -> None:
    """Raise NotSupported where chains branch out to more types than the database should plan."""
    if sum(map(chains_in, filters)) > MOST_CHAINS:
        raise NotSupported(
            "a chain branches out to too many types; name the type that is meant, for example "
            "subject:Patient.identifier"
        )

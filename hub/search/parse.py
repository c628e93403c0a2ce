"""Parameters of a search to a SearchQuery; an unknown one is refused unless lenient is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from hub.errors import Invalid, NotSupported
from hub.search.arguments import Filter
from hub.search.context import context_of
from hub.search.kinds import date, missing, reference, string, token, uri
from hub.search.kinds.alternatives import any_of
from hub.search.kinds.chain import Chain, chains_in
from hub.search.kinds.identity import Ids
from hub.search.meant import meant
from hub.search.query import Cursor, SearchQuery
from hub.search.registry import searchable
from hub.search.result import ResultParameters
from profiles.search.definitions import SearchParameter

Pairs = Sequence[tuple[str, str]]
DEEPEST_CHAIN = 3
MOST_CHAINS = 64
_MOST_PARAMETERS = 100
MOST_ALTERNATIVES = 1_000
_LONGEST_NAME = 64
_LONGEST_CODE = 256
LAST_UPDATED = SearchParameter(
    code="_lastUpdated",
    base="Resource",
    type="date",
    url="http://hl7.org/fhir/SearchParameter/Resource-lastUpdated",
    expression="",
    targets=frozenset(),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a search may ask of this server, and its own address."""

    server_url: str
    page_size: int
    max_page_size: int


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
    filters: list[Filter] = []
    understood: list[tuple[str, str]] = []
    ignored: dict[str, None] = {}
    for name, value in pairs:
        if not result.take(name, value):
            try:
                filters.append(_asked(resource_type, name, value, limits.server_url))
                if "." in name:
                    _check_chains(filters)
            except UnknownParameter:
                if lenient:
                    ignored[_shown(name)] = None
                    continue
                raise
        understood.append((name, value))
    result.settle()
    return SearchQuery(
        type=resource_type,
        context=context_of(resource_type, pairs, filters),
        filters=tuple(filters),
        count=result.count,
        sort=result.sort,
        total=result.total,
        includes=tuple(result.includes),
        revincludes=tuple(result.revincludes),
        pairs=tuple(understood),
        cursor=cursor,
        part=result.parts.part,
        ignored=tuple(ignored),
    )


def _asked(resource_type: str, name: str, value: str, server_url: str) -> Filter:
    """What names nobody is parsed once: a code with its system, or the URL of a value set."""
    if value.startswith("http") and "identifier" not in name and len(value) <= _LONGEST_CODE:
        return _remembered(resource_type, name, value, server_url)
    return filter_of(resource_type, name, value, server_url)


def _check_chains(filters: Sequence[Filter]) -> None:
    """Raise NotSupported where chains branch out to more types than the database should plan."""
    if sum(map(chains_in, filters)) > MOST_CHAINS:
        raise NotSupported(
            "a chain branches out to too many types; name the type that is meant, for example "
            "subject:Patient.identifier"
        )


class UnknownParameter(NotSupported):
    """400: this type has no such parameter here."""


def filter_of(resource_type: str, name: str, value: str, server_url: str, depth: int = 0) -> Filter:
    """One parameter, chains included."""
    if not value:
        raise Invalid(f"{_shown(name)} has no value; leave it out or give it one")
    head, dot, rest = name.partition(".")
    code, _, modifier = head.partition(":")
    if code == "_id" and not dot and not modifier:
        return Ids(resource_type, tuple(split(value)))
    definition = _definition(resource_type, code)
    if dot:
        if depth == DEEPEST_CHAIN:
            raise NotSupported(f"a chain goes at most {DEEPEST_CHAIN} references deep")
        return _chain(definition, modifier, rest, value, server_url, depth)
    return _condition(resource_type, definition, modifier, value, server_url)


_remembered = lru_cache(maxsize=4096)(filter_of)


def split(value: str) -> list[str]:
    """The comma parts of a value; a backslash takes the next character as it is.

    An escaped bar stays marked, for a token is taken apart at a bar.

    https://hl7.org/fhir/R4/search.html#escaping
    """
    if token.ESCAPED_BAR in value:
        raise Invalid("a value holds no control characters")
    parts = _unescaped(value) if "\\" in value else value.split(",")
    if len(parts) > MOST_ALTERNATIVES:
        raise Invalid(f"a value has at most {MOST_ALTERNATIVES} comma parts; send fewer")
    if not all(parts):
        raise Invalid("a comma stands between two values; one of them is empty")
    return parts


def _unescaped(value: str) -> list[str]:
    parts, part, escaped = [], "", False
    for character in value:
        if escaped or character not in {"\\", ","}:
            part += token.ESCAPED_BAR if escaped and character == "|" else character
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            parts.append(part)
            part = ""
    return [*parts, part]


def _definition(resource_type: str, code: str) -> SearchParameter:
    if code == "_lastUpdated":
        return LAST_UPDATED
    definition = searchable(resource_type).get(code)
    if definition is None:
        raise UnknownParameter(
            f"{resource_type} has no search parameter {_shown(code)} here; "
            "/fhir/metadata lists what it has"
        )
    return definition


def _chain(
    definition: SearchParameter, named: str, rest: str, value: str, server_url: str, depth: int
) -> Filter:
    if definition.type != "reference":
        raise Invalid(f"{definition.code} is no reference, so nothing can be chained to it")
    types = [named] if named else sorted(definition.targets)
    if named and named not in definition.targets:
        raise Invalid(f"{definition.code} does not refer to that type")
    inner: dict[Filter, list[str]] = {}
    for target in types:
        try:
            asked = filter_of(target, rest, value, server_url, depth + 1)
        except UnknownParameter:
            continue
        inner.setdefault(asked, []).append(target)
    if not inner:
        raise UnknownParameter(f"nothing that {definition.code} refers to has that parameter here")
    return any_of([Chain(definition.code, tuple(of), asked) for asked, of in inner.items()])


def _condition(
    resource_type: str, definition: SearchParameter, modifier: str, value: str, server_url: str
) -> Filter:
    code, texts = definition.code, split(value)
    kind = KINDS[definition.type]
    named_type = definition.type == "reference" and modifier in definition.targets
    if modifier not in kind.MODIFIERS and not named_type:
        raise NotSupported(f"{code} does not take that modifier here")
    if modifier == "missing":
        return missing.condition(code, texts)
    if definition.type == "token":
        return meant(resource_type, token.condition(code, modifier, texts))
    texts = [text.replace(token.ESCAPED_BAR, "|") for text in texts]
    if definition.type == "reference":
        return reference.condition(definition, modifier, texts, server_url)
    return CONDITIONS[definition.type](code, modifier, texts)


KINDS = {"token": token, "reference": reference, "date": date, "string": string, "uri": uri}
CONDITIONS = {
    "date": date.condition,
    "string": string.condition,
    "uri": uri.condition,
}


def _shown(name: str) -> str:
    """A parameter name is echoed only when it looks like one, never a value in its place."""
    plain = name.replace("-", "").replace("_", "").replace(":", "").replace(".", "")
    return name if plain.isalpha() and len(name) <= _LONGEST_NAME else "of that name"

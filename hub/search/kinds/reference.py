"""Reference parameters: `Type/id`, `id`, this server's own URL, `:Type`, `:identifier`.

https://hl7.org/fhir/R4/search.html#reference
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hub.errors import Invalid
from hub.search.arguments import Arguments, Filter
from hub.search.kinds import token, uri
from hub.search.kinds.alternatives import any_of
from profiles.search.definitions import SearchParameter
from profiles.search.values import ReferenceValue

MODIFIERS = frozenset({"", "missing", "identifier"})
_LITERAL = re.compile(r"(?:([A-Z][A-Za-z]+)/)?([A-Za-z0-9.\-]{1,64})")


@dataclass(frozen=True, slots=True)
class AnyReference:
    """The row refers, by this parameter, to one of these (type, id)."""

    parameter: str
    addresses: tuple[tuple[str, str], ...]

    def sql(self, alias: str, arguments: Arguments) -> str:
        """An overlap of arrays."""
        said = [
            (kind, name) for kind, each in self.addresses for name in arguments.meanings(kind, each)
        ]
        return f"{alias}.tokens && {arguments.tokens(self._keys(said))}"

    @property
    def keys(self) -> tuple[str, ...]:
        """The texts by which it is found."""
        return self._keys(self.addresses)

    def _keys(self, addresses: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        return tuple(f"{self.parameter}|r|{kind}/{name}" for kind, name in addresses)


def keys(value: ReferenceValue) -> Sequence[str]:
    """The text by which a literal reference is found."""
    return (f"{value.parameter}|r|{value.type}/{value.id}",)


def condition(
    definition: SearchParameter, modifier: str, texts: list[str], server_url: str
) -> Filter:
    """Addresses of this server are found by id, everything else as a uri."""
    code = definition.code
    if modifier == "identifier":
        return token.condition(f"{code}:identifier", "", texts)
    local = [text.removeprefix(f"{server_url}/") for text in texts]
    elsewhere = [text for text in local if ":" in text]
    addresses = [
        address
        for text in local
        if ":" not in text
        for address in _addresses(definition, modifier, text)
    ]
    filters: list[Filter] = []
    if elsewhere:
        filters.append(uri.condition(code, "", elsewhere))
    if addresses:
        filters.append(AnyReference(code, tuple(addresses)))
    return any_of(filters)


def keys_asked(definition: SearchParameter, text: str, server_url: str) -> Sequence[str]:
    """The texts by which a reference is found that is asked so."""
    asked = condition(definition, "", [text], server_url)
    return asked.keys if isinstance(asked, AnyReference | token.AnyToken) else ()


def _addresses(definition: SearchParameter, modifier: str, text: str) -> list[tuple[str, str]]:
    match = _LITERAL.fullmatch(text)
    if match is None:
        raise Invalid(f"{definition.code} takes an id or Type/id of this server")
    named, resource_id = match.groups()
    wanted = {kind for kind in (named, modifier if modifier not in MODIFIERS else None) if kind}
    types = wanted or definition.targets
    if len(wanted) > 1 or not types <= definition.targets:
        allowed = ", ".join(sorted(definition.targets))
        raise Invalid(f"{definition.code} refers to {allowed}")
    return [(kind, resource_id) for kind in sorted(types)]

"""A condition on what a row refers to. https://hl7.org/fhir/R4/search.html#chaining."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.search.arguments import Arguments, Filter
from hub.search.kinds.alternatives import AnyOf
from hub.search.kinds.has import Has
from hub.search.kinds.reference import AnyReference
from hub.search.kinds.token import AnyToken
from profiles.resource.compartment import DIRECTORY, UNBOUND


@dataclass(frozen=True, slots=True)
class Chain:
    """The row refers, by this parameter, to a visible row of these types that `inner` holds for."""

    parameter: str
    types: tuple[str, ...]
    inner: Filter

    def sql(self, alias: str, arguments: Arguments) -> str:
        """EXISTS over the row's references; what the asker may not see is not there.

        What the row contains is part of it, and is found by the row's own tokens.
        """
        listed = [kind for kind in self.types if kind in DIRECTORY | UNBOUND]
        others = [kind for kind in self.types if kind not in DIRECTORY]
        ways = []
        if listed:
            ways.append(self._along(alias, listed, arguments.in_directory()))
        # From a row of the directory nothing is found of an inhabitant.
        if others and arguments.reach is not None:
            ways.append(self._along(alias, others, arguments))
        if isinstance(self.inner, AnyToken | AnyReference):
            ways.append(self._contained(alias, self.inner, arguments))
        return f"({' OR '.join(ways) or 'false'})"

    def _contained(self, alias: str, inner: AnyToken | AnyReference, arguments: Arguments) -> str:
        keys = tuple(within(self.parameter, self.types, key) for key in inner.keys)
        shown = AnyToken(keys).sql(alias, arguments)
        if not (isinstance(inner, AnyToken) and inner.negated):
            return shown
        any_at_all = AnyToken((within(self.parameter, self.types, ""),)).sql(alias, arguments)
        return f"({any_at_all} AND NOT {shown})"

    def _along(self, alias: str, types: list[str], arguments: Arguments) -> str:
        target = f"{alias}t"
        name = arguments.add(self.parameter, "text")
        kinds = arguments.add(types, "text[]")
        return (
            f"EXISTS (SELECT FROM unnest({alias}.reference_params, {alias}.reference_targets) "
            f"AS {target}x (p, t) JOIN resource {target} ON {target}.rid = {target}x.t "
            f"WHERE {target}x.p = {name} AND {target}.type = ANY ({kinds}) "
            f"AND NOT {target}.deleted AND {arguments.visible(target)} "
            f"AND {self.inner.sql(target, arguments)})"
        )


def within(parameter: str, types: Sequence[str], key: str) -> str:
    """The text by which a row is found through what it contains: of one type, or of any."""
    kind = types[0] if len(types) == 1 else ""
    return f"{parameter}>{kind}.{key}"


def chains_in(condition: Filter) -> int:
    """How many ways it goes along, there or back: each is a join that the database has to plan."""
    match condition:
        case Chain() | Has():
            return 1 + chains_in(condition.inner)
        case AnyOf():
            return sum(map(chains_in, condition.filters))
        case _:
            return 0

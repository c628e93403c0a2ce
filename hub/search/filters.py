"""What a search parameter asks of a row, and the SQL that asks it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from hub.storage.address import rid
from hub.storage.sealing import Keyring
from hub.storage.view import View, judged

# Half-open spans [lo, hi) against the asked [$low, $high):
# https://hl7.org/fhir/R4/search.html#prefix
SPANS = {
    "eq": "{lo} >= {low} AND {hi} <= {high}",
    "ne": "NOT ({lo} >= {low} AND {hi} <= {high})",
    "gt": "{hi} > {high}",
    "lt": "{lo} < {low}",
    "ge": "({hi} > {high} OR ({lo} >= {low} AND {hi} <= {high}))",
    "le": "({lo} < {low} OR ({lo} >= {low} AND {hi} <= {high}))",
    "sa": "{lo} >= {high}",
    "eb": "{hi} <= {low}",
}


@dataclass(slots=True)
class Arguments:
    """The values of one SQL statement in order; each is sent as a parameter, never as text."""

    keyring: Keyring
    values: list[object] = field(default_factory=list)
    judge: str = ""

    def add(self, value: object, cast: str) -> str:
        """The placeholder of this value."""
        self.values.append(value)
        return f"${len(self.values)}::{cast}"

    def tokens(self, keys: Sequence[str]) -> str:
        """The placeholder of these keys' index tokens."""
        return self.add([self.keyring.token(key) for key in keys], "bigint[]")

    def look(self, view: View) -> None:
        """From here on rows are judged for this view."""
        self.judge = view.judge(self.add)


class Filter(Protocol):
    """One condition on a row of `resource`."""

    def sql(self, alias: str, arguments: Arguments) -> str:
        """A boolean SQL expression on the row `alias`."""


@dataclass(frozen=True, slots=True)
class AnyToken:
    """The row shows one of these keys; negated: shows none of them."""

    keys: tuple[str, ...]
    negated: bool = False

    def sql(self, alias: str, arguments: Arguments) -> str:
        """An overlap of arrays."""
        overlap = f"{alias}.tokens && {arguments.tokens(self.keys)}"
        return f"NOT ({overlap})" if self.negated else overlap


@dataclass(frozen=True, slots=True)
class AnyReference:
    """The row refers, by this parameter, to one of these (type, id)."""

    parameter: str
    addresses: tuple[tuple[str, str], ...]

    def sql(self, alias: str, arguments: Arguments) -> str:
        """An overlap of arrays."""
        keys = [f"{self.parameter}|r|{kind}/{name}" for kind, name in self.addresses]
        return f"{alias}.tokens && {arguments.tokens(keys)}"

    def targets(self, keyring: Keyring) -> list[UUID]:
        """The database's names of the addresses."""
        return [rid(keyring, kind, name) for kind, name in self.addresses]


@dataclass(frozen=True, slots=True)
class Ids:
    """The row is one of these."""

    type: str
    ids: tuple[str, ...]

    def sql(self, alias: str, arguments: Arguments) -> str:
        """Equality with one of the keyed names."""
        names = [rid(arguments.keyring, self.type, each) for each in self.ids]
        return f"{alias}.rid = ANY ({arguments.add(names, 'uuid[]')})"


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One of the row's spans of this parameter stands so to [low, high)."""

    parameter: str
    prefix: str
    low: datetime
    high: datetime

    def sql(self, alias: str, arguments: Arguments) -> str:
        """EXISTS over the row's spans."""
        compared = _compared(self, "d.lo", "d.hi", arguments)
        name = arguments.add(self.parameter, "text")
        return (
            f"EXISTS (SELECT FROM unnest({alias}.date_params, {alias}.date_lows, "
            f"{alias}.date_highs) AS d (p, lo, hi) WHERE d.p = {name} AND {compared})"
        )


@dataclass(frozen=True, slots=True)
class LastUpdated:
    """The row was last written so to [low, high)."""

    prefix: str
    low: datetime
    high: datetime

    def sql(self, alias: str, arguments: Arguments) -> str:
        """A comparison; the moment of writing is a point."""
        moment = f"{alias}.last_updated"
        after = f"({moment} + interval '1 microsecond')"
        return f"({_compared(self, moment, after, arguments)})"


def _compared(asked: DateSpan | LastUpdated, lo: str, hi: str, arguments: Arguments) -> str:
    """The comparison; a bound that the prefix does not look at is not sent."""
    text = SPANS[asked.prefix]
    bounds = {"low": asked.low, "high": asked.high}
    sent = {
        name: arguments.add(bound, "timestamptz")
        for name, bound in bounds.items()
        if f"{{{name}}}" in text
    }
    return text.format(lo=lo, hi=hi, **sent)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these holds."""

    filters: tuple[Filter, ...]

    def sql(self, alias: str, arguments: Arguments) -> str:
        """OR."""
        return "(" + " OR ".join(each.sql(alias, arguments) for each in self.filters) + ")"


@dataclass(frozen=True, slots=True)
class Chain:
    """The row refers, by this parameter, to a visible row of these types for which `inner` holds.

    https://hl7.org/fhir/R4/search.html#chaining
    """

    parameter: str
    types: tuple[str, ...]
    inner: Filter

    def sql(self, alias: str, arguments: Arguments) -> str:
        """EXISTS over the row's references; what the caller may not see is not there."""
        target = f"{alias}t"
        name = arguments.add(self.parameter, "text")
        types = arguments.add(list(self.types), "text[]")
        return (
            f"EXISTS (SELECT FROM unnest({alias}.reference_params, {alias}.reference_targets) "
            f"AS {target}x (p, t) JOIN resource {target} ON {target}.rid = {target}x.t "
            f"CROSS JOIN LATERAL {judged(arguments.judge, target)} AS {target}j "
            f"WHERE {target}x.p = {name} AND {target}.type = ANY ({types}) "
            f"AND NOT {target}.deleted AND {target}j.permit "
            f"AND {self.inner.sql(target, arguments)})"
        )


def chains_in(condition: Filter) -> int:
    """How many chains it goes along: each is a join that the database has to plan."""
    match condition:
        case Chain():
            return 1 + chains_in(condition.inner)
        case AnyOf():
            return sum(map(chains_in, condition.filters))
        case _:
            return 0


def any_of(filters: Sequence[Filter]) -> Filter:
    """One of these; a single one stays itself."""
    return filters[0] if len(filters) == 1 else AnyOf(tuple(filters))

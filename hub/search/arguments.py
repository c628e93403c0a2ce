"""The values of one SQL statement, and how a row is asked for under the decision."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from hub.search.reach import Reach
from hub.storage.own_id import meanings
from hub.storage.sealing import Keyring
from profiles.resource.compartment import APART, CLOSE

EVERYBODYS = "*"
"""What is kept close is seen whoever keeps it."""


@dataclass(slots=True)
class Arguments:
    """Each value is sent as a parameter, never as text; `reach` None asks of the directory.

    `own` is the asker's URA where what it asks of there may have an id of its own. `close` is whose
    it sees of what is nobody's and kept close; None is nobody's.
    """

    keyring: Keyring
    reach: Reach | None = None
    own: str | None = None
    close: str | None = None
    values: list[object] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def add(self, value: object, cast: str) -> str:
        """The placeholder of this value."""
        self.values.append(value)
        return f"${len(self.values)}::{cast}"

    def tokens(self, keys: Sequence[str]) -> str:
        """The placeholder of these keys' index tokens, as the rows that are asked hold them."""
        reach, tokens = self.reach, self.keyring.tokens
        within: list[int | None] = list(reach.within) if reach else []
        within += [None] if reach is None or reach.and_directory else []
        return self.add([one for section in within for one in tokens(keys, section)], "bigint[]")

    def meanings(self, kind: str, said: str) -> tuple[str, ...]:
        """The ids that the asker may mean by `kind/said`."""
        own = self.own or (self.reach.renamed if self.reach else None)
        return meanings(self.keyring, own, kind, said)

    def in_directory(self) -> "Arguments":
        """The same values; what is asked with it is asked of the directory."""
        return replace(self, reach=None)

    def visible(self, alias: str) -> str:
        """A condition on the row `alias`: of this inhabitant and open, or of the directory."""
        if self.reach is None:
            return self.nobodys(alias)
        if not self._open:
            self._open += self._placed(self.reach)
        pat, sections, *singles = self._open
        within = f"{alias}.section = ANY ({sections})"
        if singles:
            opened, closed = (f"(SELECT * FROM unnest({a}, {b}))" for a, b in _twos(singles))
            row = f"({alias}.rid, {alias}.section)"
            within = f"({within} AND {row} NOT IN {closed} OR {row} IN {opened})"
        record = f"{alias}.pat = {pat} AND {within}"
        return f"({record} OR {self.nobodys(alias)})" if self.reach.and_directory else record

    def nobodys(self, alias: str) -> str:
        """A condition on the row `alias`: of the directory, or kept close by who is seen here."""
        if self.close == EVERYBODYS:
            return f"{alias}.pat IS NULL"
        open_ = f"{alias}.type NOT IN ('{CLOSE}', '{APART}')"
        if self.close is not None:
            open_ = f"({open_} OR {alias}.custodian = {self.add(self.close, 'text')})"
        return f"({alias}.pat IS NULL AND {open_})"

    def _placed(self, reach: Reach) -> list[str]:
        """The placeholders: inhabitant, open sections and, if there are any, single resources."""
        placed = [self.add(reach.pat, "uuid"), self.add(list(reach.sections), "bigint[]")]
        if reach.opened or reach.closed:
            for listed in (reach.opened, reach.closed):
                placed.append(self.add([rid for rid, _ in listed], "uuid[]"))
                placed.append(self.add([section for _, section in listed], "bigint[]"))
        return placed


def _twos(listed: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from zip(listed[::2], listed[1::2], strict=True)


class Filter(Protocol):
    """One condition on a row of `resource`."""

    def sql(self, alias: str, arguments: Arguments) -> str:
        """A boolean SQL expression on the row `alias`."""

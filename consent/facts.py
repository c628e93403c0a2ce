"""What a decision may use: gathered before it, complete, and never changed by it."""

from dataclasses import dataclass

from consent.statement import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The inhabitant's current `statements`, and of one resource: holder, category and reference.

    `category` None means no data category covers it; `resource` is `Type/id`; `relation` is
    whether a treatment relation was asserted; `privacy` marks the inhabitant's choices themselves.
    """

    holder_ura: str
    holder_type: str
    category: str | None
    resource: str = ""
    statements: tuple[Statement, ...] = ()
    relation: bool = False
    privacy: bool = False
    labels: frozenset[str] = frozenset()

"""The pages that lead to all others, in the order of the day: each names itself here.

Its words are `menu.<name>` of the message file.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A page by its name; `desk` is whether only a transfer point has it, or None for all."""

    name: str
    desk: bool | None = None


ENTRIES: tuple[Entry, ...] = (
    Entry("cases", desk=True),
    Entry("inbox", desk=False),
    Entry("request", desk=False),
    Entry("requests", desk=False),
    Entry("capacity"),
    Entry("figures"),
)


def entries(*, is_desk: bool) -> tuple[str, ...]:
    """Those of his organisation; the first is the one that he begins with."""
    return tuple(one.name for one in ENTRIES if one.desk in {None, is_desk})

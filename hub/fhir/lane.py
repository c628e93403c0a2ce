"""Which calls are urgent: what somebody at a bedside asks.

docs/decisions/0021-limits-and-the-lane.md
"""

from collections.abc import Mapping, Sequence

from consent.asker import Professional
from hub.security.requester import Requester

_ASKED_BY_POST = frozenset({"_search", "$summary"})
_HISTORY = "_history"


def is_urgent(requester: Requester, method: str, segments: Sequence[str]) -> bool:
    """Whether a professional reads or searches, or asks a summary, in a call of its own."""
    if not segments or not isinstance(requester.asker, Professional):
        return False
    return (method == "GET" and _HISTORY not in segments) or (
        method == "POST" and segments[-1] in _ASKED_BY_POST
    )


def is_large(pairs: Sequence[tuple[str, str]], page_size: int) -> bool:
    """Whether more than a page is asked for at once."""
    asked: Mapping[str, str] = dict(pairs)
    count = asked.get("_count", "")
    return count.isdecimal() and int(count[:9]) > page_size

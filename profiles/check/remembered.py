"""What was sound once is sound when it comes again, as codings do in every resource."""

from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Check, Faults

MOST = 4096
LONGEST = 512


def remembered(check: Check) -> Check:
    """`check` of an object whose texts alone decide; such objects are looked up, not judged again.

    Only texts are remembered, for in Python true is 1; only few and short ones, and what has a
    fault is judged each time.
    """
    known: set[tuple[tuple[str, Any], ...]] = set()

    def check_once(node: Any, context: Context) -> Faults:
        if type(node) is not dict:
            return check(node, context)
        said = tuple(node.items())
        try:
            if said in known:
                return None
        except TypeError:  # there is more in it than texts
            return check(node, context)
        found = check(node, context)
        if not found and len(known) < MOST and _is_short_text(node):
            known.add(said)
        return found

    return check_once


def _is_short_text(node: dict[str, Any]) -> bool:
    return all(type(value) is str and len(value) <= LONGEST for value in node.values())

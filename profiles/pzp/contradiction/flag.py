"""Which Consents a reader is to be warned of: their addresses, and the code of each warning.

docs/decisions/0046-a-will-against-an-agreement.md
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from profiles.pzp.contradiction.compared import compare


class Flag(StrEnum):
    """Why a Consent is not to be read alone."""

    CONTRARY = "will-against-agreement"
    DIFFERING = "sources-differ"


def flagged(consents: Iterable[Mapping[str, Any]], at: datetime) -> dict[str, frozenset[Flag]]:
    """By `Consent/id` the flags of each that has any, of the Consents that are open to who asks.

    Of both sides of a contradiction; what is not among the Consents is neither asked nor told.
    """
    found: defaultdict[str, set[Flag]] = defaultdict(set)
    for one in compare(consents, at).treatments:
        for pair in one.contradictions:
            found[pair.agreement.address].add(Flag.CONTRARY)
            found[pair.will.address].add(Flag.CONTRARY)
        for said in one.differing:
            found[said.address].add(Flag.DIFFERING)
    found.pop("", None)
    return {address: frozenset(flags) for address, flags in found.items()}

"""What an inhabitant wishes of a place, as the Task of his case says it.

An input is named, and written, as the parameter of `$match` for the same: a postcode that he wants
to be near as `1354|5`, with the kilometres behind it. docs/decisions/0088-capacity-and-matching.md
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hub.transfer.lead import ELEMENT
from hub.transfer.matching.need import Wish, WishKind
from profiles.resource.read import objects, pairs, words

KINDS: Mapping[str, WishKind] = {
    "wish-place": "place",
    "wish-near": "near",
    "wish-faith": "faith",
    "wish-language": "language",
}
NEAR = 5
"""Kilometres that are near, where nobody says how near."""
_PLACE = re.compile(r"([1-9][0-9]{3})(?:\|([0-9]{1,3}))?")


def wishes_of(task: Mapping[str, Any]) -> tuple[Wish, ...]:
    """Those that can be weighed; what is written otherwise is for a person to read."""
    return tuple(_wishes(task))


def _wishes(task: Mapping[str, Any]) -> Iterator[Wish]:
    for one in objects(task.get("input")):
        said = words(one, "valueString")
        codes = [code for system, code in pairs(one.get("type")) if system == ELEMENT]
        for kind in (KINDS[code] for code in codes if code in KINDS):
            place = _PLACE.fullmatch(said)
            if kind == "near" and place:
                yield Wish(kind, place[1], int(place[2] or NEAR))
            elif kind != "near" and said:
                yield Wish(kind, said)

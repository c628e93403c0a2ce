"""What OBX-5 decides, by the site's table: one decision, or none; what contradicts is refused.

docs/hospital.md tells the table.
"""

import re
from collections.abc import Iterator
from typing import Final

from adapters.hospital.v2.message import Field, Repetition
from adapters.hospital.v2.refusal import DATA_TYPE, Refusal
from adapters.hospital.v2.site import Limits

TRIPLETS: Final = (1, 4)
"""Where a code begins in a CE or CWE: its code, its words, its system. The second is another's."""
_ORIGINAL: Final = 9
# Not "geen": a site may well call a permission "geen beperkingen".
_NO: Final = re.compile(r"\b(?:niet|nee|not|never|nooit)\b(?!\s+beperkt)", re.IGNORECASE)
_YES: Final = re.compile(r"\s*(?:(?:wel )?doen|wel|toegestaan)[\s.!]*", re.IGNORECASE)


def decision_in(field: Field, tables: Limits, where: str) -> tuple[str | None, str]:
    """The decision, None where the table does not know it, and its words. Raises Refusal."""
    said = [_of_one(one, tables, where) for one in field.filled()]
    if len(set(said)) > 1:
        raise Refusal(DATA_TYPE, where, "several decisions stand in it; send the one that holds")
    return said[0] if said else (None, "")


def decides(field: Field, tables: Limits) -> bool:
    """Whether a code in it is of a system that is for decisions alone."""
    return any(one(place + 2) in tables.decisions for one in field.filled() for place in TRIPLETS)


def _of_one(one: Repetition, tables: Limits, where: str) -> tuple[str | None, str]:
    found = set(_decisions(one, tables))
    if len(found) > 1:
        raise Refusal(DATA_TYPE, where, "its two codes decide otherwise; send the one that holds")
    decision = next(iter(found), None)
    said = [one(place) for place in (2, 5, _ORIGINAL)]
    if decision and any(_says_otherwise(words, decision, one, tables) for words in said):
        raise Refusal(DATA_TYPE, where, "its words decide otherwise than its code does")
    return decision, next((text for place in (2, 1, 5, 4, 9) if (text := one(place))), "")


def _decisions(one: Repetition, tables: Limits) -> Iterator[str]:
    for place in TRIPLETS:
        decision = tables.decisions.get(one(place + 2), {}).get(one(place))
        if decision:
            yield decision


def _says_otherwise(words: str, decision: str, one: Repetition, tables: Limits) -> bool:
    """A yes whose words say no, or that are another code of the same table, or the reverse."""
    if (_NO.search if decision == "permit" else _YES.fullmatch)(words):
        return True
    codes = [tables.decisions.get(one(place + 2), {}) for place in TRIPLETS]
    others = [code for each in codes for code, said in each.items() if said != decision]
    return words.casefold() in {code.casefold() for code in others}

"""By which number a professional or organisation is one that is here already.

By the first of the numbers that it came with; by another one where two organisations say so.
docs/decisions/0025-directory-facts-and-claims.md
"""

from collections.abc import Sequence

from hub.write.draft import Draft
from hub.write.found import Found, Known
from hub.write.identity import SHARED_BY, shared_numbers

SAYERS = 2
"""How many organisations have to say of a number whose it is, where that did not come with it."""
_SOME = "known by a number"


def known_as(draft: Draft, found: Found) -> dict[str, Known]:
    """Those here that this draft says it is, by id."""
    first, others = _numbers(draft)
    return known_by(draft.type, first, found) or known_by(draft.type, others, found)


def known_by(kind: str, keys: Sequence[str], found: Found) -> dict[str, Known]:
    """Those whose number has one of these keys, by id."""
    rows = [(row, key) for key in keys for row in found.shared(kind, [key]).values()]
    first = {row.id: row for row, key in rows if _is_known_by(row, key, found)}
    return first or {row.id: row for row, key in rows if _is_said_by_two(row, key, found)}


def finders_of(draft: Draft, kind: str, name: str, found: Found) -> list[int]:
    """What a word on `kind/name` is found by as the one that it is: never more than before."""
    first, _ = _numbers(draft)
    if not first:
        return []
    words = found.words(kind, name)
    known = [key for key in first if not words or _is_known_by(words[0], key, found)]
    return found.keyring.tokens([_SOME, *map(_known, known)])


def _is_known_by(row: Known, key: str, found: Found) -> bool:
    """Whether it came with this number; of what is here since before that, by who spoke first."""
    words = found.words(row.type, row.id)
    if not any(_says(word, _SOME, found) for word in words):
        if row.type not in SHARED_BY:
            return True
        first = min(word.rank for word in words)
        return any(word.rank == first and _says(word, key, found) for word in words)
    return any(_says(word, _known(key), found) for word in words)


def _is_said_by_two(row: Known, key: str, found: Found) -> bool:
    words = found.words(row.type, row.id)
    return len({word.custodian for word in words if _says(word, key, found)}) >= SAYERS


def _numbers(draft: Draft) -> tuple[list[str], list[str]]:
    """The keys of its first number, and those of the others."""
    numbers = shared_numbers(draft)
    systems = [system for system in SHARED_BY.get(draft.type, ()) if system in numbers]
    return (
        [key for system in systems[:1] for key in numbers[system]],
        [key for system in systems[1:] for key in numbers[system]],
    )


def _known(key: str) -> str:
    return f"known|{key}"


def _says(word: Known, key: str, found: Found) -> bool:
    return found.keyring.token(key) in word.finders

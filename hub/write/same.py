"""Whether the one whom a condition found is the one whom the body says it is.

docs/decisions/0009-one-inhabitant-one-patient.md
"""

from collections.abc import Iterable
from uuid import UUID

from hub.errors import Unprocessable
from hub.search.kinds.token import SYSTEM_ONLY
from hub.write.draft import Draft
from hub.write.found import Found, Known
from hub.write.identity import SOME_PAIR, shared_numbers
from hub.write.known_by import known_as


def check_same_person(draft: Draft, row: Known, pat: UUID) -> None:
    """Raise Unprocessable where the condition found another inhabitant than the body has."""
    if row.pat != pat:
        raise Unprocessable(
            "your condition found the Patient of another inhabitant than the BSN in this one; a "
            "record stays with its inhabitant: correct the BSN, or the number in your condition",
            expression=f"{draft.expression}.identifier",
            rule="P-OTHER-PATIENT",
        )


def check_same_number(draft: Draft, row: Known, found: Found) -> None:
    """Raise Unprocessable where the body's shared numbers are another one's than was found.

    A number of a system that it had none of is one more of the same.
    """
    words = found.words(row.type, row.id)
    systems = shared_numbers(draft)
    others = known_as(draft, found).keys() - {row.id}
    if others or any(
        _says(words, f"{SYSTEM_ONLY}{system}", found)
        and not any(_says(words, key, found) for key in said)
        for system, said in systems.items()
    ):
        raise _another(draft)


def check_same_pair(draft: Draft, row: Known, key: str, found: Found) -> None:
    """Raise Unprocessable where the role found is another professional's or organisation's."""
    words = found.words(row.type, row.id)
    others = found.shared(draft.type, [key]).keys() - {row.id}
    if others or (_says(words, SOME_PAIR, found) and not _says(words, key, found)):
        raise _another(draft)


def _says(words: Iterable[Known], key: str, found: Found) -> bool:
    token = found.keyring.token(key)
    return any(token in word.finders for word in words)


def _another(draft: Draft) -> Unprocessable:
    return Unprocessable(
        f"your condition found another {draft.type} than this one says it is; correct the "
        "condition, or send along by what the one found is known",
        expression=draft.expression,
        rule="OTHER-IDENTITY",
    )

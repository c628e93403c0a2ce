"""A Patient as it goes out: what other records say of whether he can decide stands with it.

A system of before 1.0 looks for it in the Patient alone, and must not miss that somebody can't.
docs/decisions/0045-two-releases-of-the-guide.md
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from consent.capacity import CapacityWord
from consent.data_category import category_of
from consent.person import capacity_said
from hub.access.dossier import Dossier
from hub.storage.body import extended
from hub.storage.stored import Stored
from profiles import systems
from profiles.pzp.derived import capacity_extension


def with_capacity(dossier: Dossier, stored: Stored, custodian: str, told: Stored) -> Stored:
    """This custodian's Patient as `told` to the asker, with the words that say otherwise.

    Also of other sources' Patients, and of what this one said before and is silent on now.
    """
    if told.deleted or not dossier.facts.capacity_words:
        return told
    heard = dossier.once("capacity", lambda: _heard(dossier))
    its = (custodian, stored.address, stored.number)
    if all((word.custodian, word.said_in, word.version) == its for word in heard):
        return told
    said = {value for value, _ in capacity_said(msgspec.json.decode(told.body))}
    news = [word for word in heard if word.capable not in said]
    before = [each for word in news if not word.capable for each in _told(dossier, word)]
    behind = [each for word in news if word.capable for each in _told(dossier, word)]
    if not (before or behind):
        return told
    return msgspec.structs.replace(told, body=extended(told.body, before, behind))


def _heard(dossier: Dossier) -> list[CapacityWord]:
    """The last words that are open to the asker."""
    permits = dossier.scope.permits
    return _last_words(
        word
        for word in dossier.facts.capacity_words
        if permits(word.custodian, category_of(word.kind), word.said_in)
    )


def _last_words(heard: Iterable[CapacityWord]) -> list[CapacityWord]:
    """Of each source the last, he can't before he can; of these the newest of either kind."""
    by_source: dict[str, CapacityWord] = {}
    for word in sorted(heard, key=_turn):
        by_source[word.custodian] = word
    newest = {word.capable: word for word in sorted(by_source.values(), key=_turn)}
    return [newest[capable] for capable in (False, True) if capable in newest]


def _turn(word: CapacityWord) -> tuple[Any, ...]:
    return word.day, not word.capable, word.said_at, word.said_in


def _told(dossier: Dossier, word: CapacityWord) -> Sequence[dict[str, Any]]:
    source = dossier.called.versioned(word.said_in, word.custodian, word.version)
    return [
        capacity_extension(
            url,
            capable=word.capable,
            remark=word.comment,
            day=word.on.isoformat() if word.on else "",
            source=source,
        )
        for url in sorted(systems.LEGALLY_CAPABLE)
    ]

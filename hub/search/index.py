"""What a resource is found by: its search values as keyed tokens, targets and spans of time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hub.errors import TooCostly
from hub.search import contained
from hub.search.kinds import missing, token
from hub.search.kinds.compared import KEYS
from hub.search.registry import indexed
from hub.storage.pseudonym import rid
from hub.storage.sealing import Keyring
from profiles.pzp.meaning import also_shown
from profiles.search.extract import values_for
from profiles.search.values import DateValue, ReferenceValue, SearchValue

_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """The index columns of one row: tokens within its section, finders across, and the rest."""

    tokens: tuple[int, ...] = ()
    finders: tuple[int, ...] = ()
    references: tuple[tuple[str, UUID], ...] = ()
    dates: tuple[tuple[str, datetime, datetime], ...] = ()


def index(resource: Mapping[str, Any], keyring: Keyring, section: int | None) -> IndexEntry:
    """The index columns of this resource in its section, its references already resolved.

    Raises:
        TooCostly: more to find it by than any real resource has.
    """
    kind = resource["resourceType"]
    shown = list(values_for(resource, indexed(kind)))
    keys, finders = _keys(shown, is_open=section is None)
    keys.update(key for value in also_shown(resource) for key in token.keys(value))
    if "contained" in resource:
        keys.update(contained.keys(resource))
    if len(keys) > _MOST_KEYS:
        raise TooCostly(
            f"a resource is found by at most {_MOST_KEYS} keys; send fewer names and codes",
            expression=kind,
        )
    return IndexEntry(
        tokens=tuple(set(keyring.tokens(keys, section))),
        finders=tuple(set(keyring.tokens(finders))),
        references=tuple(
            {
                (value.parameter, rid(keyring, value.type, value.id))
                for value in shown
                if type(value) is ReferenceValue
            }
        ),
        dates=tuple(
            dict.fromkeys(
                (value.parameter, value.low, value.high)
                for value in shown
                if type(value) is DateValue
            )
        ),
    )


def identifier_key(system: str, value: str) -> str:
    """The key by which any resource is found by its business identifier."""
    return f"identifier|t|{system}|{value}"


def _keys(shown: list[SearchValue], *, is_open: bool) -> tuple[set[str], set[str]]:
    """In the directory everything is found across; of a record the identifiers alone."""
    keys = {missing.key(parameter) for parameter in {value.parameter for value in shown}}
    finders: set[str] = set()
    for value in shown:
        if type(value) is DateValue:
            continue
        found_by = KEYS[type(value)](value)
        keys.update(found_by)
        if is_open:
            finders.update(found_by)
        elif value.parameter == "identifier":
            finders.update(key for key in found_by if not key.startswith(token.SYSTEM_ONLY))
    return keys, finders

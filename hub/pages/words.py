"""The words of a page by language: one file each, with the same keys in all.

docs/decisions/0041-pages-for-people.md
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one page in one language, each known by a dotted key."""

    language: Language
    said: Mapping[str, str]

    def __call__(self, key: str, **parts: object) -> str:
        """The words of this key, with these parts in their places.

        Raises:
            KeyError: there are none, or a part is missing.
        """
        words = self.said[key]
        return words.format(**parts) if parts else words

    def of(self, group: str, name: str | None, otherwise: str = "") -> str:
        """The words for a code, or those of `otherwise` in the same group; empty where none are."""
        found = self.said.get(f"{group}.{name}")
        return found if found is not None else self.said.get(f"{group}.{otherwise}", "")

    def has(self, key: str) -> bool:
        """Whether there are words for this key."""
        return key in self.said


@cache
def words_of(page: str, language: Language) -> Words:
    """The words of a page, as its message file has them."""
    text = files("hub.pages").joinpath(page, f"{language}.json").read_text("utf-8")
    return Words(language, dict(_flat(json.loads(text))))


def _flat(said: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for name, value in said.items():
        key = f"{before}{name}"
        flat += [(key, value)] if isinstance(value, str) else _flat(value, f"{key}.")
    return flat

"""The words that stand around the decisions; those of a decision are the reading's own."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table() -> dict[str, Any]:
    """All of them, by group and name."""
    return dict(json.loads(files(__package__).joinpath("words.json").read_text(encoding="utf-8")))


def said(group: str, name: str, /, **parts: object) -> str:
    """The words of a name in a group, with these parts in their places."""
    words = str(table()[group][name])
    return words.format(**parts) if parts else words

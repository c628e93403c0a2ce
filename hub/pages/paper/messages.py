"""The printed words by language; both files have the same."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from hub.pages.paper.words import Language


@cache
def messages(language: Language) -> Mapping[str, str]:
    """By the place where they stand."""
    found: dict[str, str] = json.loads(
        files("hub.pages.paper").joinpath(f"{language}.json").read_text("utf-8")
    )
    return found

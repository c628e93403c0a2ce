"""A record that is unfit, with every reason found; no message holds data of a person."""

from collections.abc import Sequence
from typing import Any

from profiles.issue import Issue

JsonObject = dict[str, Any]


class InvalidRecord(Exception):
    """The record is unfit before it is sent; `issues` say where and why."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(f"{len(issues)} issues in the record")
        self.issues = tuple(issues)

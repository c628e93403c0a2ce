"""What a source holds back of a record of the guide: taken without error, whatever it should be.

A provider says why an element may not be shared, and a consulter takes that.
https://api.iknl.nl/docs/pzp/r4
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from profiles.dialect import RELEASED
from profiles.issue import Issue
from profiles.pzp.unknown import absence
from profiles.resource.surroundings import Resource

_TEXT = "Its source holds this back and says why, so that what it should be is not judged."


def taken(issue: Issue, resource: Resource, path: Sequence[str | int]) -> Issue:
    """The finding, no error where a pattern is not met by what is held back; path is inside out."""
    is_pattern = issue.rule.endswith(" pattern") and issue.profile.startswith(RELEASED)
    if is_pattern and _says_why(resource, path):
        return replace(issue, severity="information", text=_TEXT)
    return issue


def _says_why(resource: Resource, path: Sequence[str | int]) -> bool:
    node: Any = resource
    for step in reversed(path):
        try:
            node = node[step]
        except (LookupError, TypeError):
            return False
    return type(node) is dict and node.keys() <= {"id", "extension"} and absence(node) is not None

"""The two conversions."""

from collections.abc import Mapping
from typing import Any

from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord
from profiles.stu3.converted import Converted
from profiles.stu3.structure import check_stu3
from profiles.stu3.walk import Walk


def to_r4(tree: Mapping[str, Any]) -> Converted:
    """A resource or Bundle of STU3 as R4; what has no place there is kept and told, or told.

    Raises InvalidRecord of what is not valid STU3, and of what can't be converted without a guess.
    """
    found = check_stu3(tree)
    if found:
        raise InvalidRecord(found)
    return _converted(tree, is_up=True)


def to_stu3(tree: Mapping[str, Any]) -> Converted:
    """A resource or Bundle of R4 as STU3, by the same rules.

    Raises InvalidRecord of what is not valid R4, of what can't be converted without a guess, and
    of what STU3 requires and R4 has not.
    """
    found = [one for one in check_structure(tree) if one.severity in {"fatal", "error"}]
    if found:
        raise InvalidRecord(found)
    made = _converted(tree, is_up=False)
    found = check_stu3(made.resource)
    if found:
        raise InvalidRecord(found)
    return made


def _converted(tree: Mapping[str, Any], *, is_up: bool) -> Converted:
    walk = Walk(is_up=is_up)
    made = walk.resource(dict(tree))
    if walk.issues:
        raise InvalidRecord(walk.issues)
    return Converted(made, tuple(walk.lost))

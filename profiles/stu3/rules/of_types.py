"""Which rules each type of STU3 has; a type that has none is carried by its names alone."""

from collections.abc import Mapping, Sequence
from functools import cache

from profiles.stu3.rules import bundle, coding, patient, reference, related_person, task
from profiles.stu3.step import Rule

Rules = Mapping[str, Sequence[Rule]]

_FILES = (bundle, coding, patient, reference, related_person, task)


def rules_of(path: str) -> Sequence[Rule]:
    """Of a type or backbone, as it is called in STU3."""
    return _rules().get(path, ())


@cache
def _rules() -> Rules:
    found: dict[str, Sequence[Rule]] = {}
    for one in _FILES:
        found.update(one.RULES)
    return found

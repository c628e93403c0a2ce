"""Codes of the form, and what the shared ones among them mean."""

from typing import NamedTuple

from profiles import systems


class Code(NamedTuple):
    """A coding without its display; the form's own yes and no have no system."""

    system: str | None
    code: str


UNKNOWN = Code(systems.NULL_FLAVOR, "UNK")
YES = Code(systems.SNOMED, "373066001")
YES_NO_UNKNOWN = (YES, Code(systems.SNOMED, "373067005"), UNKNOWN)
YES_NO = {Code(None, "1"): True, Code(None, "0"): False}
ABSENT = {
    UNKNOWN: "asked-unknown",
    Code(systems.NULL_FLAVOR, "ASKU"): "asked-unknown",
    Code(systems.NULL_FLAVOR, "NASK"): "not-asked",
}
"""Answers that say why there is none, as a dataAbsentReason."""

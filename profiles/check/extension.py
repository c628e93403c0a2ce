"""An Extension: its form, then what its definition says, where definitions are at hand.

https://hl7.org/fhir/R4/extensibility.html
"""

from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Check, Faults


def extension(check: Check, at: str, *, is_modifier: bool) -> Check:
    """`check` of the form, then the definition's; `at` is the type that holds the extension."""

    def check_extension(value: Any, context: Context) -> Faults:
        found = check(value, context)
        if context.extension is None or type(value) is not dict:
            return found
        faults: Faults = context.extension(value, at, is_modifier, context.resource)
        return [*found, *faults] if found and faults else found or faults

    return check_extension

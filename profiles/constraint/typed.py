"""A value by the profiles that its type names, and a resource by the types that may stand there.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type.profile
"""

from collections.abc import Mapping, Sequence
from typing import Any

from profiles.check.fault import Fault, Faults
from profiles.constraint.circumstances import Circumstances
from profiles.constraint.judge import Judge, has_error
from profiles.r4.trees import is_a


def any_of(judges: Sequence[Judge], profiles: Sequence[str]) -> Judge:
    """A value meets one of several profiles."""
    if len(judges) == 1:
        return judges[0]
    names = " or ".join(profile.rpartition("/")[2] for profile in profiles)

    def judge(value: Any, around: Circumstances) -> Faults:
        for one in judges:
            found = one(value, around)
            if not has_error(found):
                return found
        text = f"This conforms to none of {names}; make it conform to one."
        return [Fault("structure", text)]

    return judge


def of_resource(kind: str, judge: Judge) -> Judge:
    """A resource is of a type, and is judged within its own surroundings."""

    def judge_resource(value: Any, around: Circumstances) -> Faults:
        if is_a(value.get("resourceType"), kind):
            return judge(value, around.about(value))
        return [Fault("structure", f"This must be a {kind}; put one here.")]

    return judge_resource


def by_resource_type(judges: Mapping[str, Judge | None], rule: str) -> Judge | None:
    """A resource is of one of some types, and is judged as one of that type."""
    if set(judges) == {"Resource"} and judges["Resource"] is None:
        return None
    kinds = " or ".join(judges)

    def judge(value: Any, around: Circumstances) -> Faults:
        name = value.get("resourceType")
        for kind, inner in judges.items():
            if is_a(name, kind):
                return inner(value, around.about(value)) if inner else None
        return [Fault("structure", f"This must be a {kinds}; put one here.", rule=rule)]

    return judge


def unknown(canonical: str, around: Circumstances) -> Faults:
    """That a profile can't be judged by, said once."""
    if not around.run.first("profile", canonical):
        return None
    text = f"{canonical} is not known here, so nothing is judged by it; install its package."
    return [Fault("not-found", text, severity="information")]

"""Whether what was sent along meets the profile that a reference asks of it, of any release.

https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type.targetProfile
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from profiles.check.fault import Fault, Faults
from profiles.constraint.circumstances import Circumstances, Conforms
from profiles.dialect import OLD, RELEASED, Spoken, in_each_dialect, spoken
from profiles.packages.definitions import Definitions
from profiles.resource.read import profiles_said

Fit = Callable[[Any, Circumstances], Faults]
_OF_ANOTHER_RELEASE = (
    "A record refers to one of another release of the same guide; that is no fault, and each is "
    "judged by its own."
)


def fitting(
    kind: str, asked: Sequence[str], rule: str, definitions: Definitions, conforms: Conforms
) -> Fit:
    """The check of a resource of this type that is sent along: it meets one of these profiles.

    What meets the same profile of another release of its guide is no fault, and said once.
    """
    alike = frozenset[str]().union(*map(in_each_dialect, asked)).difference(asked)
    others = [one for one in alike if definitions.type_of(one) == kind]

    def judge(resource: Any, around: Circumstances) -> Faults:
        declares_other, in_order = _in_order(resource, asked, others)
        for profiles in in_order:
            if any(conforms(resource, one, around) for one in profiles):
                return _said_once(rule) if declares_other and profiles is others else None
        return [_unfit(kind, asked, rule)]

    return judge


def _in_order(
    resource: Any, asked: Sequence[str], others: Sequence[str]
) -> tuple[bool, Iterable[Sequence[str]]]:
    """Whether it declares another release; and by what it is judged, what is judged anyway first.

    Who is of the release that is asked is held to it; who says nothing is of the newest that fits.
    """
    if not others:
        return False, (asked,)
    is_old = asked[0].startswith(OLD)
    said = profiles_said(resource)
    release = spoken(resource, said)
    if release is Spoken.UNSAID:
        return False, (others, asked) if is_old else (asked, others)
    is_of_asked = (release is Spoken.OLD) is is_old
    if is_of_asked:
        return False, (asked,)
    return any(one.startswith(RELEASED) for one in said), (others, asked)


def _said_once(rule: str) -> Faults:
    return [Fault("informational", _OF_ANOTHER_RELEASE, rule=rule, severity="information")]


def _unfit(kind: str, asked: Sequence[str], rule: str) -> Fault:
    names = " or ".join(profile.rpartition("/")[2] for profile in asked)
    fault = Fault(
        "structure",
        f"The {kind} that this points at was sent along and does not conform to {names}; "
        "mend it (validate it on its own to see why), or point at one that does.",
        rule=rule,
    )
    # Who may be lenient about that profile decides about this fault too.
    fault.profile = asked[0]
    return fault

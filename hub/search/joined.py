"""What lies in a record and says by itself not whose it is: `patient` finds it there too.

A Provenance of an observation, a Task without `for`, a Slot of a patient's schedule: when it was
written, it was settled whose it is. docs/decisions/0065-what-joins-a-record.md
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.search.arguments import Arguments, Filter
from hub.search.context import BY_BSN
from hub.search.kinds import missing
from hub.search.kinds.reference import AnyReference
from hub.search.query import BsnContext, Context, PatientContext
from hub.search.registry import PATIENT
from profiles.resource.compartment import SAY_WHOSE


@dataclass(frozen=True, slots=True)
class OrSaysNobody:
    """What is asked holds, or the row names no patient: asked of rows of one record alone."""

    inner: Filter

    def sql(self, alias: str, arguments: Arguments) -> str:
        """The second is looked at where the first does not hold."""
        shown = arguments.tokens((missing.key(PATIENT),))
        return f"({self.inner.sql(alias, arguments)} OR NOT {alias}.tokens && {shown})"


def with_joined(
    resource_type: str, context: Context, named: Sequence[tuple[str, Filter]]
) -> tuple[Filter, ...]:
    """The conditions, each with its name, of which that widens by which the record is found."""
    if resource_type in SAY_WHOSE:
        return tuple(one for _, one in named)
    return tuple(
        OrSaysNobody(one) if _is_context(context, name, one) else one for name, one in named
    )


def _is_context(context: Context, name: str, condition: Filter) -> bool:
    match context:
        case PatientContext():
            return isinstance(condition, AnyReference) and condition.parameter == PATIENT
        case BsnContext():
            return name in BY_BSN and name.startswith(PATIENT)
    return False

"""The elements that change what the rest of their resource means, in either release."""

from functools import cache
from importlib.resources import files

# Of what is converted those that R4 has not, or not under this name.
_OF_STU3 = frozenset(
    {
        "CarePlan.activity.detail.prohibited",
        "MedicationAdministration.notGiven",
        "Patient.animal",
        "Procedure.notDone",
    }
)


@cache
def modifiers(*, is_up: bool) -> frozenset[str]:
    """Their paths, in STU3 where that is what is converted, else in R4."""
    if is_up:
        return _OF_STU3
    return frozenset(files("profiles.r4").joinpath("modifiers.tsv").read_text("utf-8").split())

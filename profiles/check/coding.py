"""A Coding by its code and its name: what can be no code, and what another code is called.

https://hl7.org/fhir/R4/datatypes.html#Coding
"""

from functools import cache
from typing import Any

from profiles.check.context import Context
from profiles.check.fault import Fault, Faults
from profiles.packages.definitions import shipped_definitions
from profiles.systems import SNOMED
from profiles.terminology import snomed
from profiles.terminology.names import Names

NUMBER, NAME = "CODING-NUMBER", "CODING-NAME"


def coding(node: Any, _: Context) -> Faults:
    """Advice: what is stored is what its source meant, and who reads it should know."""
    system, code, display = (node.get(name) for name in ("system", "code", "display"))
    if type(system) is not str or type(code) is not str:
        return None
    if system == SNOMED and (wrong := snomed.fault(code)):
        told = wrong[:1].upper() + wrong[1:]
        return [
            Fault(
                "code-invalid", f"{told}; look it up anew.", "code", rule=NUMBER, severity="warning"
            )
        ]
    if type(display) is not str or _names().whose(system, code, display) is None:
        return None
    text = "This is what another code of the same system is called; correct the code or the name."
    return [Fault("code-invalid", text, "display", rule=NAME, severity="warning")]


@cache
def _names() -> Names:
    """Of what is shipped; the names of packages that a region adds are for those who ask."""
    return shipped_definitions().at_hand.names

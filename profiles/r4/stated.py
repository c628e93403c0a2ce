"""R4's own invariants beyond those that profiles/check judges by hand, as the shipped table.

Left out: those that never fire as they are written (ppc-2 to ppc-5), those of profiles on data
types (mqty-1, sqty-1), those of other releases, and two that ask for what no path can say fast
(sdf-8, sdf-8a). https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from profiles.element import Constraint


@cache
def constraints() -> Mapping[str, tuple[Constraint, ...]]:
    """The invariants by the path of their type or backbone element; each violation is an error."""
    found: dict[str, tuple[Constraint, ...]] = {}
    table = files("profiles.r4").joinpath("stated.tsv").read_text("utf-8")
    for line in table.splitlines():
        key, path, human, expression = line.split("\t")
        root = path.partition(".")[0]
        source = f"http://hl7.org/fhir/StructureDefinition/{root}"
        row = Constraint(key, "error", human, expression, source)
        found[path] = (*found.get(path, ()), row)
    return found

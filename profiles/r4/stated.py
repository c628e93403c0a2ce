"""R4's own invariants beyond those that profiles/check judges by hand, as the shipped table.

Those that R4 wrote so that they always or never fire are mended (que-7, con-3, the patterns of
names and paths, which it does not anchor). Left out: those that ask for what is nowhere (ppc-2 to
ppc-5, cid-0, evv-1), those of profiles on data types (mqty-1, sqty-1), of other releases (sst-1,
dom-r4b), those that stand elsewhere under another key, where a content reference leads (tst-6,
tst-8, tst-9, tst-11, tst-13), and dom-6, which would have a narrative everywhere.
https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from profiles.element import Constraint


@cache
def constraints() -> Mapping[str, tuple[Constraint, ...]]:
    """The invariants by the path of their type or backbone element; errors, if nothing is said."""
    found: dict[str, tuple[Constraint, ...]] = {}
    table = files("profiles.r4").joinpath("stated.tsv").read_text("utf-8")
    for line in table.splitlines():
        key, path, human, expression, *warns = line.split("\t")
        root = path.partition(".")[0]
        source = f"http://hl7.org/fhir/StructureDefinition/{root}"
        row = Constraint(key, "warning" if warns else "error", human, expression, source)
        found[path] = (*found.get(path, ()), row)
    return found

"""Two ways to compile an expression: quickly, and with types.

The quick closures walk plain JSON, where a string may be a date or none; they serve invariants. The
exact ones know type and place of every element, and take twice as long.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from profiles.fhirpath import navigation, typed
from profiles.fhirpath.boundaries import BOUNDARIES
from profiles.fhirpath.conversions import CONVERSIONS, CONVERTIBLE
from profiles.fhirpath.existence import EXISTENCE
from profiles.fhirpath.fhir import ANSWERS, FHIR
from profiles.fhirpath.filtering import FILTERING, beneath, over
from profiles.fhirpath.function import Function
from profiles.fhirpath.items import Collect
from profiles.fhirpath.iterating import ITERATING
from profiles.fhirpath.mathematics import MATHEMATICS
from profiles.fhirpath.reflection import REFLECTION
from profiles.fhirpath.sorting import SORTING
from profiles.fhirpath.strings import MATCHING, STRINGS

_Path = Callable[[tuple[str, ...], Collect | None], Collect]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How steps are taken, and which functions there are: those that answer yes or no apart."""

    path: _Path
    root: Callable[[str], Collect]
    answering: Mapping[str, Function]
    collecting: Mapping[str, Function]
    is_exact: bool = False

    def has(self, name: str) -> bool:
        """Whether there is such a function."""
        return name in self.answering or name in self.collecting

    def iterates(self, name: str) -> bool:
        """Whether a function asks its argument of each item."""
        found = self.answering.get(name) or self.collecting.get(name)
        return found is not None and found.iterates


_ANSWERING = {**EXISTENCE, **MATCHING, **CONVERTIBLE, **ANSWERS}
_COLLECTING = {**FILTERING, **ITERATING, **STRINGS, **CONVERSIONS, **MATHEMATICS, **FHIR}

QUICK = Dialect(
    navigation.path,
    navigation.root,
    _ANSWERING,
    {
        **_COLLECTING,
        "children": Function(over(navigation.child_items)),
        "descendants": Function(over(beneath(navigation.child_items))),
        "extension": Function(navigation.extension_items, ("text",)),
    },
)
EXACT = Dialect(
    typed.path,
    typed.root,
    _ANSWERING,
    {
        **_COLLECTING,
        **BOUNDARIES,
        **REFLECTION,
        **SORTING,
        "children": Function(over(typed.child_items)),
        "descendants": Function(over(beneath(typed.child_items))),
        "extension": Function(typed.extension_items, ("collection",)),
    },
    is_exact=True,
)

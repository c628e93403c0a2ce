"""Which part of each resource is asked for: `_summary` and `_elements`.

https://hl7.org/fhir/R4/search.html#summary and https://hl7.org/fhir/R4/search.html#elements
"""

from collections.abc import Mapping

from hub.errors import Invalid
from profiles.resource.subset import Kind, Part, unknown

SUMMARY, ELEMENTS = "_summary", "_elements"
COUNT = "count"
_WHOLE = "false"
_KINDS: Mapping[str, Kind] = {"true": "summary", "text": "text", "data": "data"}
_MOST_NAMES = 200


class Parts:
    """Collects both; `part` is None where all is asked for."""

    def __init__(self, resource_type: str) -> None:
        self.type = resource_type
        self.part: Part | None = None
        self.counts_alone = False
        self._asked: set[str] = set()

    def take(self, name: str, value: str) -> bool:
        """Whether it is one of the two; raises Invalid on a value that it can't take."""
        if name not in {SUMMARY, ELEMENTS}:
            return False
        if name in self._asked:
            raise Invalid(f"{name} stands once in what is asked")
        self._asked.add(name)
        if name == ELEMENTS:
            self._elements(value)
        else:
            self._summary(value)
        return True

    def _summary(self, value: str) -> None:
        if value == COUNT:
            self.counts_alone = True
        elif value in _KINDS:
            self._keep(Part(_KINDS[value]))
        elif value != _WHOLE:
            raise Invalid("_summary takes true, text, data, count or false")

    def _elements(self, value: str) -> None:
        names = [one.strip().removeprefix(f"{self.type}.") for one in value.split(",")]
        if len(names) > _MOST_NAMES or unknown(self.type, names):
            raise Invalid(
                f"_elements takes names of the elements right under {self.type}, with commas "
                "between them"
            )
        self._keep(Part("elements", frozenset(names)))

    def _keep(self, part: Part) -> None:
        if self.part is not None:
            raise Invalid("ask for a _summary or for _elements, not for both")
        self.part = part

"""Who or what other resources point to."""

from dataclasses import dataclass

from fhir.resources.R4B.reference import Reference


@dataclass(frozen=True, slots=True)
class Party:
    """An entry of the bundle: its `fullUrl`, its type and how a reference shows it.

    https://hl7.org/fhir/R4/references.html
    """

    url: str
    type: str
    display: str

    def bare_reference(self) -> Reference:
        """The literal reference alone."""
        return Reference(reference=self.url)

    def reference(self) -> Reference:
        """A reference that shows what it points to."""
        return Reference(reference=self.url, display=self.display)

    def typed_reference(self) -> Reference:
        """The same, for an element that may point to several types."""
        return Reference(reference=self.url, display=self.display, type=self.type)

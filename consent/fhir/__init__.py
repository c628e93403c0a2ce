"""Privacy Consents in FHIR R4: which they are, what they say, what is not understood."""

from consent.fhir.check import problems
from consent.fhir.elements import is_privacy
from consent.fhir.mistaken import mistaken
from consent.fhir.read import statements

__all__ = ["is_privacy", "mistaken", "problems", "statements"]

"""FHIR R4 as statements: privacy Consents, what is not understood of them, and transfers."""

from consent.fhir.capacity import capacity_words, day_of_talk
from consent.fhir.check import problems
from consent.fhir.elements import given_at, is_privacy, labels_of
from consent.fhir.mistaken import mistaken
from consent.fhir.read import statements
from consent.fhir.related_person import related_person
from consent.fhir.transfer import Transfer, assumed, is_transfer

__all__ = [
    "Transfer",
    "assumed",
    "capacity_words",
    "day_of_talk",
    "given_at",
    "is_privacy",
    "is_transfer",
    "labels_of",
    "mistaken",
    "problems",
    "related_person",
    "statements",
]

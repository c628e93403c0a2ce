"""Medication: how much of an ingredient is its strength in R4.

https://hl7.org/fhir/R4/medication.html
"""

from profiles.stu3.rules.rule import Renamed

RULES = {"Medication.ingredient": (Renamed("amount", "strength"),)}

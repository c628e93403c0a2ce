"""Patient: an animal is one by an extension in R4. https://hl7.org/fhir/R4/patient.html."""

from profiles.stu3.rules.rule import AsExtension
from profiles.systems import HL7

RULES = {"Patient": (AsExtension("animal", f"{HL7}patient-animal"),)}

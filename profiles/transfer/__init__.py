"""The records of the regional transfer point, in R4: profiles, codes and value sets of our own.

They carry the codes of eOverdracht 4, which is published for STU3 only; no conformance is claimed.
https://informatiestandaarden.nictiz.nl/wiki/vpk:V4.0_FHIR_eOverdracht
"""

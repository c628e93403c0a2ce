"""FHIR R4 made of facts alone."""

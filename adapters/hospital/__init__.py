"""Hospital records: FHIR R4 resources and bundles."""

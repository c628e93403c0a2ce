"""FHIR's XML: read into the same trees as JSON, and written from them, by R4's own tables."""

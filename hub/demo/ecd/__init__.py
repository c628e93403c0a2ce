"""The demo's ECD: a server of a nursing record as they are today, FHIR STU3 in JSON and in XML."""

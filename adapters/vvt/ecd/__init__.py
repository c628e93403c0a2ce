"""An ECD's own FHIR server: its transfers and their documents, fetched from the sender's side."""

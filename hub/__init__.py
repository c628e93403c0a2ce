"""The exchange hub: one FHIR R4 server that wires storage, search, consent and ledger."""

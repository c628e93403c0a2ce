"""The demo's hospital system, which speaks HL7 v2 over MLLP."""

"""FHIR R4 4.0.1 as tables: every type's elements, and the codes of required bindings."""

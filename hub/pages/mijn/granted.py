"""The scopes that the pages of the built-in client `mijn` take.

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
"""

READS = ("patient/*.rs",)
READS_LOG = (*READS, "patient/AuditEvent.rs")
CHOOSES = (*READS_LOG, "patient/Consent.cu")
WRITES_WORDS = (*READS, "patient/QuestionnaireResponse.cu")
ASKS_TO_CORRECT = (*READS, "patient/Task.c")

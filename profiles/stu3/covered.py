"""The resource types that are converted; every other one is refused by its name."""

RESOURCES = frozenset(
    {
        *("AllergyIntolerance", "Binary", "Bundle", "CarePlan", "Communication"),
        *("CommunicationRequest", "Composition", "Condition", "Consent", "Coverage", "Device"),
        *("DeviceUseStatement", "DiagnosticReport", "DocumentReference", "Encounter"),
        *("EpisodeOfCare", "Flag", "Goal", "HealthcareService", "Location", "Medication"),
        *("MedicationAdministration", "NutritionOrder", "Observation", "OperationOutcome"),
        *("Organization", "Patient", "Practitioner", "PractitionerRole", "Procedure"),
        *("Questionnaire", "QuestionnaireResponse", "RelatedPerson", "Specimen", "Task"),
    }
)

NOT_YET = frozenset(
    {
        *("AllergyIntolerance", "CarePlan", "Communication", "CommunicationRequest", "Condition"),
        *("Consent", "Coverage", "Device", "DeviceUseStatement", "DiagnosticReport"),
        *("DocumentReference", "Encounter", "Goal", "MedicationAdministration", "NutritionOrder"),
        *("Observation", "Procedure", "Questionnaire", "QuestionnaireResponse"),
    }
)
"""Of these the rules are still to be written; until then they are refused."""

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

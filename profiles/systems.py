"""Every canonical URI that the hub knows, and nowhere else."""

BSN_SYSTEM = "http://fhir.nl/fhir/NamingSystem/bsn"
URA_SYSTEM = "http://fhir.nl/fhir/NamingSystem/ura"
AGB_SYSTEM = "http://fhir.nl/fhir/NamingSystem/agb-z"
BIG = "http://fhir.nl/fhir/NamingSystem/big"
UZI_PERSON = "http://fhir.nl/fhir/NamingSystem/uzi-nr-pers"
UZI_ROLE = "http://fhir.nl/fhir/NamingSystem/uzi-rolcode"
ORGANIZATION_TYPE = "http://nictiz.nl/fhir/NamingSystem/organization-type"
URN = "urn:ietf:rfc:3986"

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ADDRESS_USE = "http://terminology.hl7.org/CodeSystem/v3-AddressUse"
PARTICIPATION_TYPE = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
DATA_ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
CONSENT_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
CONSENT_CATEGORY = "http://terminology.hl7.org/CodeSystem/consentcategorycodes"
OBSERVATION_VALUE = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
EMPTY_REASON = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203"

TRANSFER_OF_CARE = (SNOMED, "308292007")
SUPPLEMENTAL_RESOURCE = ("http://fhir.nl/fhir/NamingSystem/TaskParameter", "supplemental-resource")
"""An input of a Task: what goes along with what it hands over."""

CONTACT_ROLE = "urn:oid:2.16.840.1.113883.2.4.3.11.22.472"
TREATMENT_DECISION = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.25.1"
ADVANCE_DIRECTIVE_TYPE = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.14.1"
TELECOM_TYPE = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.22.1"

OTV_DATA_CATEGORY = "http://fhir.nl/otv/CodeSystem/gegevenscategorie"
OTV_PROVIDER_CATEGORY = "http://fhir.nl/otv/CodeSystem/raadplegende-zorgaanbiedercategorie"
OTV_PROVIDER_CATEGORY_EXTENSION = "http://fhir.nl/StructureDefinition/OTV-ProviderCategory"

HUB_RULES = "https://almere-exchange-hub.example/rules"
HUB_LABELS = "https://almere-exchange-hub.example/labels"
HUB_EXTENSIONS = "https://almere-exchange-hub.example/StructureDefinition"
HUB_OPERATIONS = "https://almere-exchange-hub.example/OperationDefinition"
HUB_REASONS = "https://almere-exchange-hub.example/CodeSystem/reason"
HUB_KEPT = "https://almere-exchange-hub.example/CodeSystem/kept"
HUB_RECORD = "https://almere-exchange-hub.example/CodeSystem/own-record"
HUB_OWN_WORDS = "https://almere-exchange-hub.example/Questionnaire/own-words"
HUB_MERGES = "https://almere-exchange-hub.example/merges"
HUB_PERSONS = "https://almere-exchange-hub.example/persons"
HUB_CHOICES = "https://almere-exchange-hub.example/choices"
HUB_FORMS = "https://almere-exchange-hub.example/forms"

PZP = "https://fhir.iknl.nl/fhir/StructureDefinition/"
PZP_GUIDE = "https://fhir.iknl.nl/fhir/ImplementationGuide/iknl.fhir.r4.pzp"
PZP_ACTORS = (
    "https://api.iknl.nl/docs/pzp/r4/CapabilityStatement/ACP-CapabilityStatementProvider",
    "https://api.iknl.nl/docs/pzp/r4/CapabilityStatement/ACP-CapabilityStatementConsulter",
)
"""What the guide asks, since 1.0, of who provides wishes and of who takes them."""
NICTIZ = "http://nictiz.nl/fhir/StructureDefinition/"
HL7 = "http://hl7.org/fhir/StructureDefinition/"
PZP_NEXT = "https://api.iknl.nl/docs/pzp/r4/StructureDefinition/"
LEGALLY_CAPABLE = frozenset(
    {
        f"{PZP}ext-LegallyCapable-MedicalTreatmentDecisions",
        f"{PZP_NEXT}ext-LegallyCapable-MedicalTreatmentDecisions",
        f"{PZP_NEXT}ext-Patient.LegallyCapableMedicalTreatmentDecisions",
    }
)
"""The extension of a Patient in beta 3 and in the first two candidates of 1.0."""
PZP_QUESTIONNAIRE = "https://fhir.iknl.nl/fhir/Questionnaire/ACP-zib2020"

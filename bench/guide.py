"""What the national guide asks of a record, with how much a talk answers to it."""

from profiles import systems

_TALK = f"{systems.SNOMED}|713603004"
_VALUE_SET = "https://fhir.iknl.nl/fhir/ValueSet"

Query = tuple[str, tuple[tuple[str, str], ...], int]
"""Type, parameters beside the patient, and how many entries the answer has."""

TREATMENT: Query = (
    "Consent",
    (
        ("scope", f"{systems.CONSENT_SCOPE}|treatment"),
        ("category", f"{systems.SNOMED}|129125009"),
        ("_include", "Consent:actor"),
    ),
    7 + 3,
)
PAGE: Query = ("Consent", (), 7 + 1)
EMERGENCY: tuple[Query, ...] = (
    ("Procedure", (("code", _TALK), ("_include", "Procedure:encounter")), 2),
    TREATMENT,
    (
        "Consent",
        (
            ("scope", f"{systems.CONSENT_SCOPE}|adr"),
            ("category", f"{systems.CONSENT_CATEGORY}|acd"),
            ("_include", "Consent:actor"),
        ),
        1 + 1,
    ),
    ("Goal", (("description:in", f"{_VALUE_SET}/ACP-MedicalPolicyGoal"),), 1),
    (
        "Observation",
        (
            (
                "code",
                f"{systems.SNOMED}|153851000146100,395091006,340171000146104,247751003",
            ),
        ),
        4,
    ),
    (
        "DeviceUseStatement",
        (
            ("device.type:in", f"{_VALUE_SET}/ACP-MedicalDeviceProductType-ICD"),
            ("_include", "DeviceUseStatement:device"),
        ),
        1 + 1,
    ),
    ("Communication", (("reason-code", _TALK),), 1),
    ("QuestionnaireResponse", (("questionnaire", systems.PZP_QUESTIONNAIRE),), 1),
)

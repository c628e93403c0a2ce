"""What a system asks to have an inhabitant's wishes: the client queries of the national guide.

`{id}` is the Patient's. https://fhir.iknl.nl/fhir
"""

from profiles import systems

_TALK = f"{systems.SNOMED}%7C713603004"
_OF_BOTH = (
    f"Procedure?patient=Patient/{{id}}&code={_TALK}&_include=Procedure:encounter",
    (
        f"Consent?patient=Patient/{{id}}&scope={systems.CONSENT_SCOPE}%7Ctreatment"
        f"&category={systems.SNOMED}%7C129125009&_include=Consent:actor"
    ),
    (
        f"Consent?patient=Patient/{{id}}&scope={systems.CONSENT_SCOPE}%7Cadr"
        f"&category={systems.CONSENT_CATEGORY}%7Cacd&_include=Consent:actor"
    ),
)
QUERIES = (
    *_OF_BOTH,
    f"Goal?patient=Patient/{{id}}&category={_TALK}",
    (
        f"Observation?patient=Patient/{{id}}&code={systems.SNOMED}%7C665671000146101"
        ",153851000146100,395091006,340171000146104,247751003,570801000146104"
    ),
    (
        f"DeviceUseStatement?patient=Patient/{{id}}&device.type={systems.SNOMED}%7C72506001"
        ",465460004,468542000,704707009,1263462004,1236894001&_include=DeviceUseStatement:device"
    ),
    f"CommunicationRequest?patient=Patient/{{id}}&category={systems.SNOMED}%7C223449006",
    (
        "QuestionnaireResponse?subject=Patient/{id}"
        "&questionnaire=https://api.iknl.nl/docs/pzp/r4/Questionnaire/ACP-zib2020"
    ),
)
"""What a system of release 1.0 asks once it knows the Patient's id."""
BEFORE = (
    *_OF_BOTH,
    "Goal?patient={id}&description:in=https://fhir.iknl.nl/fhir/ValueSet/ACP-MedicalPolicyGoal",
    (
        f"Observation?patient={{id}}&code={systems.SNOMED}%7C153851000146100"
        ",395091006,340171000146104,247751003"
    ),
    (
        "DeviceUseStatement?patient={id}"
        "&device.type:in=https://fhir.iknl.nl/fhir/ValueSet/ACP-MedicalDeviceProductType-ICD"
        "&_include=DeviceUseStatement:device"
    ),
    f"Communication?patient={{id}}&reason-code={_TALK}",
    f"QuestionnaireResponse?subject=Patient/{{id}}&questionnaire={systems.PZP_QUESTIONNAIRE}",
)
"""The same in its release before, 0.1.3-beta3."""

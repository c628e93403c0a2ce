"""The Patient of the export, with what the form adds, as ACP-Patient."""

from fhir.resources.R4B.extension import Extension
from fhir.resources.R4B.patient import PatientContact

from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.birth_day import birth_day
from profiles.pzp.form.coding import unknown
from profiles.pzp.form.contact_person import Contact
from profiles.pzp.form.export import Export, exported_kind
from profiles.pzp.form.faults import FORM, fault
from profiles.pzp.form.name import official_name
from profiles.pzp.form.party import Party
from profiles.pzp.form.shape import in_order, plain
from profiles.pzp.form.talk import Talk

_NAME, _BIRTH_DATE = ("964", "965", "966"), "967"
_CAPABLE_URL = systems.PZP + "ext-LegallyCapable-MedicalTreatmentDecisions"


def known_patient(answers: Answers, export: Export) -> JsonObject:
    """The Patient of the export; name and birth date of the form stand in where it has none.

    A name that neither knows is said to be unknown, for ACP-Patient asks one.
    Raises InvalidRecord when the form is about someone with another birth date.
    """
    name, birth = official_name(answers, _NAME), answers.moment(_BIRTH_DATE)
    patient = dict(export.patient)
    if name is not None:
        patient.setdefault("name", [plain(name)])
    patient.setdefault("name", [{"extension": [plain(unknown())]}])
    if birth is not None:
        day = birth_day(birth, patient.get("birthDate"))
        if patient.setdefault("birthDate", day) != day:
            text = "The birth date in the form is not that of the Patient of the record"
            raise fault("business-rule", f"{FORM}.descendants().where(linkId = '967')", text)
    return in_order(patient)


def is_named_otherwise(answers: Answers, export: Export) -> bool:
    """Whether the family name in the form is found in no name of the Patient in the export."""
    typed, names = answers.text(_NAME[-1]), export.patient.get("name", [])
    known = " ".join(f"{name.get('text', '')} {name.get('family', '')}" for name in names)
    return bool(typed and names) and str(typed).casefold() not in known.casefold()


def patient_party(patient: JsonObject, export: Export) -> Party:
    """How other resources point to the patient."""
    names = [name.get("text") for name in patient.get("name", [])]
    shown = next((f"Patient, {name}" for name in names if name), "Patient")
    return Party(export.keys.url(exported_kind("Patient")), "Patient", shown)


def patient_of_talk(patient: JsonObject, talk: Talk) -> JsonObject:
    """The Patient with contact persons, and in beta 3 legal capacity, as the form has them.

    What the export itself says of capacity goes along, unless the form says it in its place: a
    Patient without it is one of whom it is not said, never one of whom it ended.
    https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Patient
    """
    known = patient.get("extension", [])
    kept = [item for item in known if item["url"] not in systems.LEGALLY_CAPABLE]
    capacity = _capacity(talk)
    contacts = [plain(_contact(contact)) for contact in talk.contacts if _is_known(contact)]
    added = {
        "extension": [*kept, plain(capacity)] if capacity else known,
        "contact": [*patient.get("contact", []), *contacts],
    }
    filled = {name: value for name, value in added.items() if value}
    return in_order({**patient, **filled, "meta": plain(talk.guide.profile("ACP-Patient"))})


def _capacity(talk: Talk) -> Extension | None:
    if talk.capable is None or talk.guide.capacity != "Patient":
        return None
    parts = [Extension(url="legallyCapable", valueBoolean=talk.capable)]
    if talk.capacity.remarks:
        remark = " ".join(talk.capacity.remarks)
        parts.append(Extension(url="legallyCapableComment", valueString=remark))
    return Extension(url=_CAPABLE_URL, extension=parts)


def _is_known(contact: Contact) -> bool:
    # pat-1: a Patient.contact has at least a name, an address or a telecom.
    return bool(contact.name or contact.telecom)


def _contact(contact: Contact) -> PatientContact:
    url = systems.HL7 + "patient-relatedPerson"
    link = Extension(url=url, valueReference=contact.party.bare_reference())
    return PatientContact(
        extension=[link],
        relationship=contact.relationship,
        name=contact.name,
        telecom=list(contact.telecom) or None,
    )

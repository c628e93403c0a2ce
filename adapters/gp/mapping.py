"""From the export of a completed form to the transaction that tells the hub."""

from collections.abc import Callable, Iterator
from functools import partial

from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from adapters.core.bundle import business_identifier, conditional_update, transaction, update
from adapters.core.errors import JsonObject
from adapters.core.json import load
from adapters.core.records import Record
from adapters.core.run import Mapped
from adapters.gp.capacity import capacity_of
from adapters.gp.contact_person import related_person
from adapters.gp.encounter import encounter
from adapters.gp.faults import fault, gathered
from adapters.gp.form import Answers
from adapters.gp.goal import GOAL_KIND, goal, is_goal_unsaid
from adapters.gp.guide import NEWEST, Guide
from adapters.gp.health_professional import PRACTITIONER_KIND, ROLE_KIND
from adapters.gp.icd import icd
from adapters.gp.legally_capable import CAPACITY_KIND, legally_capable
from adapters.gp.observation import WISHES, observation
from adapters.gp.origin import ORIGIN_KIND, origin
from adapters.gp.patient import is_named_otherwise, known_patient, patient_of_talk, patient_party
from adapters.gp.procedure import procedure
from adapters.gp.questionnaire import asked
from adapters.gp.questionnaire_response import FORM_KIND, loosened, stored_form
from adapters.gp.relatives import RELATIVES_KIND, relatives_informed
from adapters.gp.source import Export, exported_kind, read_export
from adapters.gp.talk import ENCOUNTER_KIND, PROCEDURE_KIND, Talk, talk_of
from adapters.gp.telling import told_of_form
from adapters.gp.treatment_limit import LIMITS, OTHER_LIMIT_KIND, other_limit, treatment_limit
from adapters.gp.withdrawal import withdrawals

Resources = dict[str, JsonObject]
Step = Callable[[], Resources]

_PATIENT, _ORGANIZATION = exported_kind("Patient"), exported_kind("Organization")
_GOAL_UNSAID = "the goal of care is not known yet, which stands in the form only"
_NAMED_OTHERWISE = "the family name in the form is not that of the Patient, whose name stands"


def to_transaction(record: Record, guide: Guide = NEWEST) -> Mapped:
    """The record as one transaction of updates, in one release; raises InvalidRecord.

    https://hl7.org/fhir/R4/http.html#transaction
    """
    export = read_export(load(record.content))
    answers = _answers(export)
    resources = to_resources(export, guide)
    bundle = transaction(_entries(resources, export))
    told = (*_notes(answers, export, guide), *_loosened(export, resources))
    return Mapped((bundle,), told)


def to_resources(export: Export, guide: Guide = NEWEST) -> Resources:
    """Every resource of the form by its kind; raises InvalidRecord with every fault found.

    What a corrected form no longer says is among them, marked entered-in-error.
    """
    answers, status = _answers(export), export.form["status"]
    patient = known_patient(answers, export)
    party = patient_party(patient, export)
    said: Resources = {_PATIENT: patient}
    if status != "entered-in-error":
        said = _said(answers, export, talk_of(answers, export, party, guide), patient)
    if status != "completed":
        said |= withdrawals(said, export.keys, party, guide)
    made = [kind for kind in said if kind != _ORGANIZATION]
    there = {export.keys.url(kind) for kind in said}
    form = stored_form(export, party, there)
    return {**said, FORM_KIND: form, ORIGIN_KIND: origin(made, export)}


def _said(answers: Answers, export: Export, talk: Talk, patient: JsonObject) -> Resources:
    steps: list[Step] = [
        lambda: {_PATIENT: patient_of_talk(patient, talk)},
        lambda: _professionals(export, talk),
        lambda: _contacts(talk),
        lambda: {ENCOUNTER_KIND: encounter(export, talk), PROCEDURE_KIND: procedure(talk)},
        *(
            partial(_one, limit.kind, partial(treatment_limit, answers, limit, talk))
            for limit in LIMITS
        ),
        partial(_one, OTHER_LIMIT_KIND, partial(other_limit, answers, talk)),
        partial(_one, GOAL_KIND, partial(goal, answers, talk)),
        *(partial(_one, wish.kind, partial(observation, answers, wish, talk)) for wish in WISHES),
        lambda: icd(answers, export, talk),
        partial(_one, CAPACITY_KIND, partial(legally_capable, talk)),
        partial(_one, RELATIVES_KIND, partial(relatives_informed, answers, talk)),
    ]
    return {kind: found for part in gathered(steps) for kind, found in part.items()}


def _one(kind: str, build: Callable[[], JsonObject | None]) -> Resources:
    found = build()
    return {} if found is None else {kind: found}


def _professionals(export: Export, talk: Talk) -> Resources:
    found: Resources = {}
    if "Organization" in export.resources:
        found[_ORGANIZATION] = export.resources["Organization"]
    if talk.professional is not None:
        if talk.professional.practitioner is not None:
            found[PRACTITIONER_KIND] = talk.professional.practitioner
        found[ROLE_KIND] = talk.professional.role
    return found


def _contacts(talk: Talk) -> Resources:
    contacts = (*talk.contacts, *talk.attendance.unnamed)
    return {
        contact.kind: related_person(contact, talk.keys, talk.patient, talk.guide)
        for contact in contacts
    }


def _answers(export: Export) -> Answers:
    return Answers(QuestionnaireResponse.model_validate(export.form).item or [])


def _notes(answers: Answers, export: Export, guide: Guide) -> Iterator[str]:
    if export.form["status"] == "entered-in-error":
        return
    yield from told_of_form(asked(export.form), answers, capacity_of(answers))
    if is_goal_unsaid(answers, guide):
        yield _GOAL_UNSAID
    if is_named_otherwise(answers, export):
        yield _NAMED_OTHERWISE


def _loosened(export: Export, resources: Resources) -> Iterator[str]:
    if names := list(loosened(export, resources[FORM_KIND])):
        yield f"who is not in the record is kept by display: the form's {', '.join(names)}"


def _entries(resources: Resources, export: Export) -> Iterator[JsonObject]:
    for kind, resource in resources.items():
        if kind == ORIGIN_KIND:
            yield update(resource, export.keys.url(kind))
            continue
        by = business_identifier(resource)
        if by is None:
            expression = f"{resource['resourceType']}.identifier"
            raise fault("required", expression, "A resource needs an identifier to be found by")
        yield conditional_update(resource, by, export.keys.url(kind))

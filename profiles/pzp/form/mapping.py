"""From a filled-in form to the resources that it comes to, and the entries that bring them.

docs/decisions/0011-form-and-resources-differences.md
"""

from collections.abc import Callable, Iterator
from functools import partial

from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from profiles.invalid import JsonObject
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.contact_person import related_person
from profiles.pzp.form.encounter import encounter
from profiles.pzp.form.export import Export, exported_kind
from profiles.pzp.form.faults import fault, gathered
from profiles.pzp.form.goal import GOAL_KIND, goal
from profiles.pzp.form.guide import NEWEST, Guide
from profiles.pzp.form.health_professional import PRACTITIONER_KIND, ROLE_KIND
from profiles.pzp.form.icd import icd
from profiles.pzp.form.kept import check_kept
from profiles.pzp.form.legally_capable import CAPACITY_KIND, legally_capable
from profiles.pzp.form.observation import WISHES, observation
from profiles.pzp.form.origin import ORIGIN_KIND, origin
from profiles.pzp.form.patient import known_patient, patient_of_talk, patient_party
from profiles.pzp.form.procedure import procedure
from profiles.pzp.form.questionnaire_response import FORM_KIND, stored_form
from profiles.pzp.form.relatives import RELATIVES_KIND, relatives_informed
from profiles.pzp.form.talk import ENCOUNTER_KIND, PROCEDURE_KIND, Talk, talk_of
from profiles.pzp.form.treatment_limit import LIMITS, OTHER_LIMIT_KIND, other_limit, treatment_limit
from profiles.pzp.form.withdrawal import withdrawals
from profiles.resource.transaction import business_identifier, conditional_update, update

Resources = dict[str, JsonObject]
Step = Callable[[], Resources]

_PATIENT, _ORGANIZATION = exported_kind("Patient"), exported_kind("Organization")


def to_resources(
    export: Export,
    guide: Guide = NEWEST,
    without: frozenset[str] = frozenset(),
    unclear: frozenset[str] = frozenset(),
) -> Resources:
    """Every resource of the form by its kind; raises InvalidRecord with every fault found.

    What a corrected form no longer says is among them, marked entered-in-error. Nothing is made of
    the answers to the questions in `without`, nor withdrawn of the kinds in `unclear`.
    """
    answers, status = answers_of(export, without), export.form["status"]
    patient = known_patient(answers, export)
    party = patient_party(patient, export)
    said: Resources = {_PATIENT: patient}
    if status != "entered-in-error":
        said = _said(answers, export, talk_of(answers, export, party, guide), patient)
    if status != "completed":
        said |= withdrawals(said, export.keys, party, guide, unclear)
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
        partial(_kept, answers),
    ]
    return {kind: found for part in gathered(steps) for kind, found in part.items()}


def _one(kind: str, build: Callable[[], JsonObject | None]) -> Resources:
    found = build()
    return {} if found is None else {kind: found}


def _kept(answers: Answers) -> Resources:
    """Nothing: what is told in the form alone is only to be clear."""
    check_kept(answers)
    return {}


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


def answers_of(export: Export, without: frozenset[str] = frozenset()) -> Answers:
    """The answers of its form, but for those to some questions."""
    return Answers(QuestionnaireResponse.model_validate(export.form).item or [], without)


def entries(resources: Resources, export: Export) -> Iterator[JsonObject]:
    """Each resource as the update of a transaction, by its business identifier."""
    for kind, resource in resources.items():
        if kind == ORIGIN_KIND:
            yield update(resource, export.keys.url(kind))
            continue
        by = business_identifier(resource)
        if by is None:
            expression = f"{resource['resourceType']}.identifier"
            raise fault("required", expression, "A resource needs an identifier to be found by")
        yield conditional_update(resource, by, export.keys.url(kind))

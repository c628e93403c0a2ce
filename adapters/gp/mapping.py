"""From the export of a completed form to the transaction that tells the hub."""

from collections.abc import Iterator

from adapters.core.json import load
from adapters.core.records import Record
from adapters.core.run import Mapped
from adapters.gp.source import read_export
from adapters.gp.telling import told_of_form
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.capacity import capacity_of
from profiles.pzp.form.export import Export
from profiles.pzp.form.goal import is_goal_unsaid
from profiles.pzp.form.guide import NEWEST, Guide
from profiles.pzp.form.mapping import Resources, answers_of, entries, to_resources
from profiles.pzp.form.patient import is_named_otherwise
from profiles.pzp.form.questionnaire import asked
from profiles.pzp.form.questionnaire_response import FORM_KIND, loosened
from profiles.resource.transaction import transaction

_GOAL_UNSAID = "the goal of care is not known yet, which stands in the form only"
_NAMED_OTHERWISE = "the family name in the form is not that of the Patient, whose name stands"


def to_transaction(record: Record, guide: Guide = NEWEST) -> Mapped:
    """The record as one transaction of updates, in one release; raises InvalidRecord.

    https://hl7.org/fhir/R4/http.html#transaction
    """
    export = read_export(load(record.content))
    answers = answers_of(export)
    resources = to_resources(export, guide)
    bundle = transaction(entries(resources, export))
    told = (*_notes(answers, export, guide), *_loosened(export, resources))
    return Mapped((bundle,), told)


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

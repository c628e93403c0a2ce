"""From the export of a completed form to the transaction that tells the hub."""

from collections.abc import Iterator

from adapters.core.json import load
from adapters.core.records import Record
from adapters.core.run import Mapped
from adapters.gp.moments import as_fhir
from adapters.gp.source import Read, read_record
from adapters.gp.telling import told_of_form
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.capacity import capacity_of
from profiles.pzp.form.export import named_elsewhere
from profiles.pzp.form.faults import FORM
from profiles.pzp.form.goal import is_goal_unsaid
from profiles.pzp.form.guide import NEWEST, Guide
from profiles.pzp.form.mapping import Resources, answers_of, entries
from profiles.pzp.form.patient import is_named_otherwise
from profiles.pzp.form.questionnaire import asked
from profiles.pzp.form.questionnaire_response import FORM_KIND
from profiles.pzp.form.unclear import Clear, clear_resources
from profiles.resource.transaction import transaction

_GOAL_UNSAID = "the goal of care is not known yet, which stands in the form only"
_NAMED_OTHERWISE = "the family name in the form is not that of the Patient, whose name stands"
_NO_BSN = (
    "the Patient has no BSN, so that nobody but this source sees what is pushed; send the BSN as "
    "soon as it is known"
)
_IN_UTC = "a moment with an offset in seconds, which FHIR does not have, is written in UTC"


def to_transaction(record: Record, guide: Guide = NEWEST) -> Mapped:
    """The record as one transaction of updates, in one release; raises InvalidRecord.

    https://hl7.org/fhir/R4/http.html#transaction
    """
    written = load(record.content)
    bundle = as_fhir(written)
    read = read_record(bundle)
    clear = clear_resources(read.export, guide)
    told = (*_of_form(read, clear, guide), *_of_record(read, clear.resources))
    in_utc = (_IN_UTC,) if bundle != written else ()
    return Mapped((transaction(entries(clear.resources, read.export)),), (*told, *in_utc))


def _of_form(read: Read, clear: Clear, guide: Guide) -> Iterator[str]:
    if read.export.form["status"] == "entered-in-error":
        return
    for issue in clear.unclear:
        yield f"not understood, kept in the form only: {issue.text}"
    answers = answers_of(read.export, clear.without)
    yield from told_of_form(asked(read.export.form), answers_of(read.export), capacity_of(answers))
    yield from _of_persons(answers, read, guide)


def _of_persons(answers: Answers, read: Read, guide: Guide) -> Iterator[str]:
    if is_goal_unsaid(answers, guide):
        yield _GOAL_UNSAID
    if is_named_otherwise(answers, read.export):
        yield _NAMED_OTHERWISE


def _of_record(read: Read, resources: Resources) -> Iterator[str]:
    if not read.has_bsn:
        yield _NO_BSN
    for kind, written in read.written.items():
        kept = resources[FORM_KIND] if kind == FORM else read.export.resources[kind]
        if names := sorted(named_elsewhere(written, kept)):
            whose = "the form" if kind == FORM else f"the {kind}"
            yield f"who is not in the record is kept by display: {whose}'s {', '.join(names)}"

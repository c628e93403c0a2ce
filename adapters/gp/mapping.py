"""From what a GP system exports to the transactions that tell the hub."""

from collections.abc import Callable, Iterator, Mapping

from adapters.core.json import load
from adapters.core.records import Record
from adapters.core.run import Mapped
from adapters.gp import episode, letter, practice_list
from adapters.gp.headed import NO_BSN, Headed, headed
from adapters.gp.mended import mended
from adapters.gp.source import Read, read_record
from adapters.gp.telling import told_of_form
from profiles.invalid import JsonObject
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.capacity import capacity_of
from profiles.pzp.form.export import named_elsewhere
from profiles.pzp.form.faults import FORM, fault
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
_KINDS: Mapping[str, Callable[[Headed], Mapped]] = {
    letter.KIND: letter.letter,
    episode.KIND: episode.episode,
    practice_list.KIND: practice_list.practice_list,
}


def to_transaction(record: Record, guide: Guide = NEWEST) -> Mapped:
    """The record as transactions of updates, of a form in one release; raises InvalidRecord.

    https://hl7.org/fhir/R4/http.html#transaction
    """
    written = load(record.content)
    if "kind" not in written:
        return _form(written, guide)
    kind = written["kind"]
    if not isinstance(kind, str) or kind not in _KINDS:
        raise fault("not-supported", "kind", f"A record of a kind is {', '.join(_KINDS)}")
    return _KINDS[kind](headed(written))


def _form(written: JsonObject, guide: Guide) -> Mapped:
    bundle, changed = mended(written)
    read = read_record(bundle)
    clear = clear_resources(read.export, guide)
    told = (*_of_form(read, clear, guide), *_of_record(read, clear.resources))
    return Mapped((transaction(entries(clear.resources, read.export)),), (*told, *changed))


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
        yield NO_BSN
    for kind, written in read.written.items():
        kept = resources[FORM_KIND] if kind == FORM else read.export.resources[kind]
        if names := sorted(named_elsewhere(written, kept)):
            whose = "the form" if kind == FORM else f"the {kind}"
            yield f"who is not in the record is kept by display: {whose}'s {', '.join(names)}"

"""What is pushed of a form is what the one reading reads in the form; what is not, is told.

The reading (docs/decisions/0048-one-reading.md) shares nothing with the mapping. The whole space
is tried with ANSWER_SPACE=1, a part of it in each run.
"""

import os
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from adapters.gp.mapping import to_transaction
from adapters.gp.source import read_export
from profiles.invalid import InvalidRecord
from profiles.pzp.form.unclear import clear_resources
from profiles.pzp.reading.fact import Says, Subject
from profiles.pzp.reading.read import read
from profiles.pzp.reading.shown import Reading
from profiles.resource.transaction import relinked
from tests.adapters.gp.answer_space import WISHES, Case, cases, subjects_of
from tests.adapters.gp.records import JsonObject, a_form, a_record, as_file, item

AT = datetime(2026, 11, 30, tzinfo=UTC)
EVERY = list(cases())
STEP = 1 if os.environ.get("ANSWER_SPACE") else 37
FORM = "exported/QuestionnaireResponse"
WHOLE = {"963", "967"}
Told = tuple[Subject, Says, str, tuple[str, ...], str]


def _facts(reading: Reading) -> Counter[Told]:
    return Counter(
        (one.subject, one.says, one.content, one.remarks, one.date[:10])
        for one in reading.facts()
        if one.says is not Says.UNSAID
    )


def _pushed(form: JsonObject) -> list[JsonObject]:
    """What is made of it, without the form itself, as it will be read back."""
    export = read_export(a_record(form))
    resources = clear_resources(export).resources
    ids = {kind: export.keys.url(kind).removeprefix("urn:uuid:") for kind in resources}
    targets = {
        export.keys.url(kind): f"{one['resourceType']}/{ids[kind]}"
        for kind, one in resources.items()
    }
    return [
        {**relinked(one, targets), "id": ids[kind]}
        for kind, one in resources.items()
        if kind != FORM
    ]


def _told(form: JsonObject) -> str:
    return " | ".join(to_transaction(as_file(a_record(form))).notes)


def _read(resources: Iterable[JsonObject]) -> Counter[Told]:
    return _facts(read(resources, AT))


BASE = _read(_pushed(a_form(*(item(one, answer) for one, answer in WISHES.items()))))


@pytest.mark.parametrize("case", EVERY[::STEP], ids=str)
def test_what_is_pushed_is_what_the_form_is_read_as_and_the_rest_is_told(case: Case) -> None:
    try:
        pushed = _read(_pushed(case.form))
    except InvalidRecord:
        assert case.question in WHOLE
        return
    in_form = _read([case.form])

    # Of an ICD of an unclear kind it is clear that there is one.
    more = {fact[0] for fact in pushed - in_form}
    assert more <= ({Subject.ICD} if case.question == "1008" else set())
    left = {fact[0] for fact in in_form - pushed}
    if left:
        told = _told(case.form)
        assert "Question" in told or "goal" in told or "capacity" in told, left
    about = subjects_of(case.question)
    elsewhere = {fact: count for fact, count in BASE.items() if fact[0] not in about}
    assert not Counter(elsewhere) - pushed, "another wish was lost"


def test_the_space_is_as_large_as_it_is_said_to_be() -> None:
    assert len(EVERY) > 6_000
    assert len({case.question for case in EVERY}) > 120

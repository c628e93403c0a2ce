"""The filled-in national forms of a record: what they say beside the resources, and what is left.

docs/decisions/0048-one-reading.md
"""

from collections.abc import Iterator
from dataclasses import replace

from profiles.pzp.reading.answers import Answers
from profiles.pzp.reading.contact import form_contacts
from profiles.pzp.reading.fact import Party, Standing
from profiles.pzp.reading.form import PRESETS, day_of, made_of, status_of
from profiles.pzp.reading.record import Record, Tree, is_labelled, source
from profiles.pzp.reading.shown import Answer, Contact, Form
from profiles.pzp.reading.written import not_understood
from profiles.pzp.wish import is_form
from profiles.resource.read import element, objects, words

_STANDINGS = {
    "active": Standing.IN_FORCE, "inactive": Standing.ENDED, "draft": Standing.NOT_YET,
    "entered-in-error": Standing.IN_ERROR,
}  # fmt: skip
_GOALS = {"draft": "proposed", "inactive": "cancelled"}
_OBSERVED = {"active": "final", "inactive": "cancelled", "draft": "registered"}
_USED = {"inactive": "stopped", "draft": "intended"}
_TOLD = {"inactive": "revoked"}
_AUTHOR = ("968", "969", "970")
_FUNCTION = "1405"


def forms(record: Record) -> Iterator[tuple[Form, list[Tree], list[Contact]]]:
    """Each form, with what it comes to and whom it names."""
    for form in record.of("QuestionnaireResponse"):
        if is_form(form):
            record.used.add(id(form))
            yield _form(record, form)


def _form(record: Record, form: Tree) -> tuple[Form, list[Tree], list[Contact]]:
    answers, status = Answers(form), status_of(form)
    standing = _STANDINGS.get(status, Standing.UNSTATED)
    made = [_placed(record, form, one, status) for one in made_of(form, answers)]
    contacts = [
        replace(one, source=source(form), standing=standing, addresses=(record.address(form),))
        for one in form_contacts(answers)
    ]
    parties = _author(answers) or record.parties(
        [element(form, "author"), element(form, "source")], form
    )
    unread = tuple(Answer("", text) for text in not_understood(form))
    shown = Form(
        date=day_of(form, answers),
        authored=words(form, "authored"),
        parties=parties,
        answers=(*unread, *answers.left(PRESETS)),
        standing=standing,
        source=source(form),
        address=record.address(form),
        is_claimed=is_labelled(form, "claimed"),
    )
    return shown, made, contacts


def _placed(record: Record, form: Tree, made: dict[str, object], status: str) -> Tree:
    """What it comes to, as the form's own word: whose it is, and whether it holds."""
    by_kind = {
        "Consent": {}, "Goal": _GOALS, "Observation": _OBSERVED, "DeviceUseStatement": _USED,
        "CommunicationRequest": _TOLD,
    }[str(made["resourceType"])]  # fmt: skip
    name = "lifecycleStatus" if made["resourceType"] == "Goal" else "status"
    said = by_kind.get(status, status)
    changes = [*objects(made.get("modifierExtension")), *objects(form.get("modifierExtension"))]
    whole: Tree = {
        **made,
        name: said or "unknown",
        "meta": {"source": source(form)} if source(form) else {},
        **({"modifierExtension": changes} if changes else {}),
    }
    record.origins[id(whole)] = form
    return whole


def _author(answers: Answers) -> tuple[Party, ...]:
    name = " ".join(filter(None, (answers.text(one) for one in _AUTHOR)))
    function = answers.text(_FUNCTION)
    return (Party(name, function),) if name or function else ()

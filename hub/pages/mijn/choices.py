"""Who may look: the choices as they stand, one question a page, and what it changes before it does.

docs/decisions/0034-persons-ask-and-choose.md
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.responses import Response

from hub.errors import Forbidden, PreconditionFailed, VersionConflict
from hub.pages.days import day_of
from hub.pages.mijn.choice import (
    STATUS,
    Choice,
    answered,
    choice_of,
    known_ura,
    name_of,
    new_choice,
)
from hub.pages.mijn.choice_words import Told, told
from hub.pages.mijn.refusals import record_refusal
from hub.pages.mijn.said import source_of
from hub.pages.mijn.visit import Visit
from hub.pages.mijn.who_looked import log_of
from hub.query.own_record import WISHES, organizations_called, own_record
from hub.write.own_choice import record_own
from hub.write.own_standing import OwnChoice
from hub.write.own_words import dated

HERE = "keuzes"
NEW, SAVE, DONE = "nieuw", "opslaan", "klaar"
_WRONG, _NOT_ALLOWED, _MOVED, _ABSENT = 400, 403, 409, 404
_PERMITS = {"wel": True, "niet": False}
_MOST_NUMBER = 64


@dataclass(frozen=True, slots=True)
class Known:
    """All of an inhabitant's choices, and the organisations that he may choose about."""

    patient: str
    choices: Sequence[Choice]
    names: dict[str, str]
    others: dict[str, str]

    def of(self, name: str) -> Choice | None:
        """The choice of this id."""
        return next((one for one in self.choices if one.id == name), None)


async def choices(visit: Visit) -> Response:
    """Every page of it, by what stands behind /keuzes."""
    known = await _known(visit, offers=visit.rest[:1] == (NEW,))
    match visit.rest:
        case []:
            answer = _list(visit, known)
        case ["nieuw"]:
            answer = _new(visit, known)
        case ["nieuw", "controle"]:
            answer = _check_new(visit, known)
        case [name]:
            answer = _question(visit, known, name)
        case [name, "controle"]:
            answer = _check(visit, known, name)
        case [name, "klaar"]:
            answer = _done(visit, known, name)
        case _:
            answer = _absent(visit)
    return answer


async def choose(visit: Visit) -> Response:
    """What was confirmed is stored, once; then the page that says so."""
    match visit.rest:
        case ["nieuw", "opslaan"]:
            return await _save_new(visit)
        case [name, "opslaan"]:
            return await _save(visit, name)
    return _absent(visit)


async def _known(visit: Visit, *, offers: bool = False) -> Known:
    """`offers` is whether the page offers organisations: those of the log too.

    Who gave itself no name in the directory is called what the log calls it.
    """
    access = visit.parts.access
    record = await own_record(access, visit.errand, visit.parts.limits, WISHES)
    bodies = [(msgspec.json.decode(one.body), one.version) for one in record.resources]
    today = day_of(visit.now)
    found = [choice_of(body, version, today) for body, version in bodies]
    own = [one for one in found if one is not None]
    own.sort(key=lambda one: str(one.consent.get("dateTime", "")), reverse=True)
    sources = {source_of(body) for body, _ in bodies} - {""}
    uras = {ura for one in own for ura in one.uras} | sources
    names = await organizations_called(access, uras)
    others: dict[str, str] = {}
    if offers or uras - names.keys():
        looks = (await log_of(visit)).lines
        logged = {one.ura.zfill(8): one.organization for one in looks if one.ura}
        names = logged | await organizations_called(access, uras | logged.keys())
        others = logged if offers else {}
    chosen = {one for each in own if each.standing in {"permit", "deny"} for one in each.actors}
    free = {ura: names.get(ura, "") for ura in {*others, *sources} - chosen if known_ura(ura)}
    patient = record.patient.id if record.patient else ""
    return Known(patient, own, names, dict(sorted(free.items(), key=lambda one: one[1])))


def _told(visit: Visit, known: Known, choice: Choice) -> Told:
    return told(choice, visit.words, known.names)


def _list(visit: Visit, known: Known) -> Response:
    every = [_told(visit, known, one) for one in known.choices]
    return visit.page(
        "choices.html",
        proposed=[one for one in every if one.standing == "proposed"],
        now=[one for one in every if one.standing not in {"proposed", "over"}],
        over=[one for one in every if one.standing == "over"],
    )


def _question(visit: Visit, known: Known, name: str, *, wrong: bool = False) -> Response:
    choice = known.of(name)
    if choice is None:
        return _absent(visit)
    return visit.page(
        "choice.html",
        _WRONG if wrong else 200,
        choice=_told(visit, known, choice),
        wrong=wrong,
    )


def _check(visit: Visit, known: Known, name: str) -> Response:
    """What will change, before anything does."""
    choice, answer = known.of(name), visit.request.query_params.get("antwoord", "")
    if choice is None:
        return _absent(visit)
    shown = _told(visit, known, choice)
    given = next((one for one in shown.answers if one.value == answer), None)
    if given is None:
        return _question(visit, known, name, wrong=True)
    if answer not in STATUS:
        return visit.see(HERE)
    return visit.page(
        "choice-check.html",
        change=f"{HERE}/{name}",
        save=f"{HERE}/{name}/{SAVE}",
        who=shown.who,
        label=given.label,
        meaning=given.meaning,
        emergency=_emergency(visit, answer, choice),
        sent={"antwoord": answer, "versie": choice.version},
    )


def _emergency(visit: Visit, answer: str, choice: Choice) -> str:
    """What holds when there is haste: an objection may close more than a permission that ended."""
    objects = choice.standing == "deny" and answer == "ja"
    return visit.words(_emergency_key(visit, objects=objects))


def _emergency_key(visit: Visit, *, objects: bool) -> str:
    closed = objects and visit.parts.settings.emergency_objections == "closed"
    return f"choice.emergency.{'closed' if closed else 'open'}"


async def _save(visit: Visit, name: str) -> Response:
    known, answer = await _known(visit), visit.fields.get("antwoord", "")
    choice = known.of(name)
    if choice is None:
        return _absent(visit)
    shown = _told(visit, known, choice)
    if answer not in STATUS or answer not in {one.value for one in shown.answers}:
        # Sent once more, it finds what it asked for done already.
        done = STATUS.get(answer) == choice.consent.get("status")
        return visit.see(f"{HERE}/{name}/{DONE}") if done else _moved(visit)
    consent = answered(choice, answer)
    refused = await _store(visit, consent, name, visit.fields.get("versie", ""))
    return refused or visit.see(f"{HERE}/{name}/{DONE}")


async def _store(
    visit: Visit, consent: dict[str, Any], name: str, version: str | None
) -> Response | None:
    """Dated now and signed by who is logged in; None where it is stored."""
    raw = dated(consent, msgspec.json.encode(consent), visit.now)
    own = OwnChoice(
        errand=visit.errand,
        resource=msgspec.json.decode(raw),
        raw=raw,
        id=name if version is not None else None,
        if_match=version,
        new_id=name,
    )
    try:
        await record_own(visit.parts.access, own)
    except (PreconditionFailed, VersionConflict):
        return _moved(visit)
    except Forbidden as refusal:
        await record_refusal(visit, refusal)
        return visit.page("problem.html", _NOT_ALLOWED, kind="not-alone")
    return None


def _new(visit: Visit, known: Known, *, wrong: bool = False) -> Response:
    """First about whom, then whether they may look: one question a page."""
    ura = known_ura(visit.request.query_params.get("wie", ""))
    status = _WRONG if wrong else 200
    if ura not in known.others:
        asked = "wie" in visit.request.query_params
        return visit.page(
            "choice-who.html",
            _WRONG if asked else 200,
            others=known.others,
            wrong=asked,
        )
    return visit.page(
        "choice-new.html", status, who=known.others[ura], ura=ura, answers=list(_PERMITS),
        wrong=wrong,
    )  # fmt: skip


def _check_new(visit: Visit, known: Known) -> Response:
    asked = visit.request.query_params
    ura, answer = known_ura(asked.get("wie", "")), asked.get("antwoord", "")
    if ura not in known.others or answer not in _PERMITS:
        return _new(visit, known, wrong=True)
    who, words = known.others[ura], visit.words
    return visit.page(
        "choice-check.html",
        change=f"{HERE}/{NEW}?wie={ura}",
        save=f"{HERE}/{NEW}/{SAVE}",
        who=who,
        label=words(f"choice.new.{answer}.label", who=who),
        meaning=words(f"choice.new.{answer}.meaning", who=who),
        emergency=words(_emergency_key(visit, objects=not _PERMITS[answer])),
        sent={"wie": ura, "antwoord": answer, "nummer": secrets.token_urlsafe(12)},
    )


async def _save_new(visit: Visit) -> Response:
    number, answer = visit.fields.get("nummer", ""), visit.fields.get("antwoord", "")
    ura = known_ura(visit.fields.get("wie", ""))
    if answer not in _PERMITS or not ura or not 0 < len(number) <= _MOST_NUMBER:
        return _moved(visit)
    known, name = await _known(visit, offers=True), name_of(visit.known.form_token, number)
    if known.of(name) is None:
        if ura not in known.others:
            return _moved(visit)
        today = day_of(visit.now)
        consent = new_choice(known.patient, ura, today, permit=_PERMITS[answer])
        refused = await _store(visit, consent, name, None)
        # Sent twice at one moment, one of the two made it.
        if refused is not None and (await _known(visit)).of(name) is None:
            return refused
    return visit.see(f"{HERE}/{name}/{DONE}")


def _done(visit: Visit, known: Known, name: str) -> Response:
    """What holds from now on: as it is stored, so it may be asked for again."""
    choice = known.of(name)
    if choice is None:
        return _absent(visit)
    return visit.page("choice-done.html", choice=_told(visit, known, choice))


def _absent(visit: Visit) -> Response:
    return visit.page("problem.html", _ABSENT, kind="absent")


def _moved(visit: Visit) -> Response:
    return visit.page("problem.html", _MOVED, kind="moved")

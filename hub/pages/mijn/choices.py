"""Who may look: the choices as they stand, one question a page, and what it changes before it does.

docs/decisions/0034-persons-ask-and-choose.md
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from starlette.responses import Response

from consent.choices.catalogue import catalogue
from consent.choices.made import Made, NoSuchChoice, consent_of
from hub.errors import Forbidden, PreconditionFailed, VersionConflict
from hub.pages.days import day_of
from hub.pages.mijn.choice import (
    AGREED,
    STATUS,
    answered,
    answers_of,
    known_ura,
    name_of,
    uras_of,
)
from hub.pages.mijn.choice_words import Told, lines_of, told
from hub.pages.mijn.new_choice import (
    CHOSEN,
    FIELDS,
    NUMBER,
    PROPOSED,
    VERSION,
    WAY,
    filling,
    offered,
    shown_whole,
    text_of,
    way_of,
)
from hub.pages.mijn.telling import source_of
from hub.pages.mijn.visit import Visit
from hub.pages.mijn.who_looked import log_of
from hub.pages.refusals import record_refusal
from hub.query.choice_shown import ChoiceShown
from hub.query.choices import choices_of
from hub.query.may_make import MayMake, may_make
from hub.query.own_record import WISHES, organizations_called, own_patient, own_record
from hub.write.own_choice import record_own
from hub.write.own_standing import OwnChoice
from hub.write.own_words import dated

HERE = "keuzes"
NEW, SAVE, DONE = "nieuw", "opslaan", "klaar"
_WRONG, _NOT_ALLOWED, _MOVED, _ABSENT = 400, 403, 409, 404
_MOST_NUMBER = 64
_VERSION = re.compile("[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Known:
    """All of an inhabitant's choices; `damaged` is how many more there are that can't be shown."""

    choices: Sequence[ChoiceShown]
    damaged: int

    def of(self, name: str) -> ChoiceShown | None:
        """The choice of this id."""
        return next((one for one in self.choices if one.stored.id == name), None)


async def choices(visit: Visit) -> Response:
    """Every page of it, by what stands behind /keuzes."""
    if visit.rest == (NEW,):
        return await _new(visit)
    known = await _known(visit)
    match visit.rest:
        case []:
            answer = _list(visit, known)
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


async def _known(visit: Visit) -> Known:
    """Who gave itself no name in the directory is called what the log calls it.

    Who is told what waits for him, and nothing else of the record, may not read that log.
    """
    found = await choices_of(visit.parts.access, visit.errand)
    shown, named = found.shown, found.names.keys()
    if found.audience and any(uras_of(one) - named for one in shown):
        logged = await _logged(visit)
        shown = [replace(one, names={**logged, **one.names}) for one in shown]
    return Known(shown, found.damaged)


async def _logged(visit: Visit) -> dict[str, str]:
    """The organisations that looked, by URA, as the log calls them."""
    looks = (await log_of(visit)).lines
    return {one.ura.zfill(8): one.organization for one in looks if one.ura}


async def _others(visit: Visit) -> dict[str, str]:
    """The organisations that may be chosen about: who wrote something down, or looked."""
    access = visit.parts.access
    record = await own_record(access, visit.errand, visit.parts.limits, WISHES)
    sources = {source_of(msgspec.json.decode(one.body)) for one in record.resources}
    seen = await _logged(visit)
    uras = {one for one in {*sources, *seen} if known_ura(one)}
    names = seen | await organizations_called(access, uras)
    unnamed = {one: visit.words("source.unnamed", number=one) for one in uras}
    called = {one: names.get(one) or unnamed[one] for one in uras}
    return dict(sorted(called.items(), key=lambda one: one[1]))


def _told(visit: Visit, choice: ChoiceShown) -> Told:
    return told(choice, visit.words)


def _list(visit: Visit, known: Known) -> Response:
    every = [_told(visit, one) for one in known.choices]
    return visit.page(
        "choices.html",
        proposed=[one for one in every if one.for_asker],
        waiting=[one for one in every if one.standing == "proposed" and not one.for_asker],
        now=[one for one in every if one.standing not in {"proposed", "over"}],
        over=[one for one in every if one.standing == "over"],
        is_partial=bool(known.damaged),
        notes=catalogue().notes[visit.language],
    )


def _question(visit: Visit, known: Known, name: str, *, wrong: bool = False) -> Response:
    choice = known.of(name)
    if choice is None:
        return _absent(visit)
    return visit.page(
        "choice.html",
        _WRONG if wrong else 200,
        choice=_told(visit, choice),
        wrong=wrong,
    )


def _check(visit: Visit, known: Known, name: str) -> Response:
    """What will change, before anything does."""
    choice, answer = known.of(name), visit.request.query_params.get("antwoord", "")
    if choice is None:
        return _absent(visit)
    shown = _told(visit, choice)
    given = next((one for one in shown.answers if one.value == answer), None)
    if given is None:
        return _question(visit, known, name, wrong=True)
    if answer not in STATUS:
        return visit.see(HERE)
    return visit.page(
        "choice-check.html",
        change=f"{HERE}/{name}",
        save=f"{HERE}/{name}/{SAVE}",
        about=f"{shown.title}: {shown.who}",
        label=given.label,
        lines=[given.meaning, _emergency(visit, answer, choice)],
        sent={"antwoord": answer, "versie": choice.stored.version},
    )


def _emergency(visit: Visit, answer: str, choice: ChoiceShown) -> str:
    """What holds when there is haste: an objection may close more than a permission that ended."""
    objects = answer == "ja" and not all(one.permit for one in choice.said)
    closed = objects and visit.parts.settings.emergency_objections == "closed"
    return visit.words(f"choice.emergency.{'closed' if closed else 'open'}")


async def _save(visit: Visit, name: str) -> Response:
    known, answer = await _known(visit), visit.fields.get("antwoord", "")
    choice = known.of(name)
    if choice is None:
        return _absent(visit)
    if answer not in STATUS or answer not in answers_of(choice):
        # Sent once more, it finds what it asked for done already.
        done = STATUS.get(answer) == msgspec.json.decode(choice.stored.body)["status"]
        return visit.see(f"{HERE}/{name}/{DONE}") if done else _moved(visit)
    consent = answered(choice, answer)
    refused = await _store(visit, consent, name, visit.fields.get("versie", ""))
    return refused or await _saved(visit, name)


async def _saved(visit: Visit, name: str) -> Response:
    """On to the page that says so; here at once to who may see no more of it now."""
    if visit.known.who.ground is not None:
        try:
            await _known(visit)
        except Forbidden:
            return visit.page("choice-passed.html")
    return visit.see(f"{HERE}/{name}/{DONE}")


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
        return visit.problem("not-alone", _NOT_ALLOWED)
    return None


async def _new(visit: Visit) -> Response:
    """What he chooses, then about whom, then all of it in words: one question a page."""
    asked, day, language = visit.request.query_params, day_of(visit.now), visit.language
    others = await _others(visit)
    one = filling(asked, day, others)
    if one.choice is None:
        wrong = CHOSEN in asked
        shown = offered(day, language)
        return visit.page("choice-which.html", _WRONG if wrong else 200, offered=shown, wrong=wrong)
    if one.lacks is not None:
        wrong = FIELDS[one.lacks] in asked
        kinds = {kind.code: kind.names[language] for kind in catalogue().kinds.values()}
        return visit.page(
            "choice-who.html",
            _WRONG if wrong else 200,
            field=FIELDS[one.lacks],
            asks=one.lacks,
            offered=kinds if one.lacks == "kind" else others,
            sent=one.fields,
            wrong=wrong,
        )
    whole = shown_whole(one, day)
    text = text_of(whole, language, others)
    way, other = way_of(await _may_make(visit, whole))
    return visit.page(
        "choice-text.html",
        text=text,
        lines=lines_of(text),
        save=f"{HERE}/{NEW}/{SAVE}",
        sent={**one.fields, VERSION: whole.version, NUMBER: secrets.token_urlsafe(12), WAY: way},
        way=way,
        other=other,
    )


async def _consent(visit: Visit, one: Made) -> dict[str, Any]:
    patient = await own_patient(visit.parts.access, visit.errand)
    return consent_of(one, f"Patient/{patient}", visit.now, visit.language)


async def _may_make(visit: Visit, one: Made) -> MayMake:
    return await may_make(visit.parts.access, visit.errand, await _consent(visit, one))


async def _save_new(visit: Visit) -> Response:
    said, day = visit.fields, day_of(visit.now)
    number, version = said.get(NUMBER, ""), said.get(VERSION, "")
    if not 0 < len(number) <= _MOST_NUMBER or not _VERSION.fullmatch(version):
        return _moved(visit)
    name = name_of(visit.known.form_token, number)
    if (await _known(visit)).of(name) is None:
        try:
            one = shown_whole(filling(said, day, await _others(visit)), day, int(version))
        except NoSuchChoice:
            return _moved(visit)
        consent = await _consent(visit, one)
        if said.get(WAY) == PROPOSED:
            consent["status"] = AGREED
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
    return visit.page("choice-done.html", choice=_told(visit, choice))


def _absent(visit: Visit) -> Response:
    return visit.problem("absent", _ABSENT)


def _moved(visit: Visit) -> Response:
    return visit.problem("moved", _MOVED)

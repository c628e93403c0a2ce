"""This is not right: a request to who wrote it down, followed until it is answered.

docs/decisions/0040-own-words.md
"""

from collections.abc import Mapping
from datetime import timedelta

from starlette.responses import Response

from hub.errors import TooCostly, Unprocessable, VersionConflict
from hub.pages.days import day_of, day_said
from hub.pages.mijn.choice import name_of
from hub.pages.mijn.corrections_typed import TypedWrong, Wish, shown, wishes_by_address
from hub.pages.mijn.typed import WRITE, at_the_form, forget_typed, typed_here
from hub.pages.mijn.visit import Visit
from hub.pages.mijn.wishes import my_wishes
from hub.pages.refusals import record_refusal
from hub.query.corrections import Correction, corrections
from hub.query.own_record import own_patient
from hub.write.own_forms import Wrong, ask_to_correct
from profiles.correction import TYPE

HERE, DONE = "klopt-niet", "klaar"
CHECK, SAVE = "controle", "opslaan"
_WRONG, _ABSENT, _TOO_MANY = 400, 404, 409


async def corrections_page(visit: Visit) -> Response:
    """My requests and how far each is, the form for a new one, and what became of it."""
    match visit.rest:
        case []:
            return await _list(visit)
        case ["klaar", name]:
            return await _done(visit, name)
        case [kind, name, "schrijven"]:
            return await _begin(visit, f"{kind}/{name}")
        case [kind, name, "controle" | "opslaan"]:
            return visit.see(f"{HERE}/{kind}/{name}/{WRITE}")
    return visit.problem("absent", _ABSENT)


async def ask_page(visit: Visit) -> Response:
    """What was typed: once more in the form, to be looked over, or sent."""
    match visit.rest:
        case [kind, name, "schrijven" | "controle" | "opslaan" as step]:
            typed, address = TypedWrong.of(visit.fields), f"{kind}/{name}"
            wish = (await _wishes(visit)).get(address)
            if wish is None:
                return _form(visit, typed, None, "absent", _ABSENT)
            if step == WRITE:
                return _form(visit, typed, wish)
            if typed.wrong:
                return _form(visit, typed, wish, "wrong", _WRONG)
            return _check(visit, typed, wish) if step == CHECK else await _send(visit, typed, wish)
    return visit.problem("absent", _ABSENT)


def ask_again(visit: Visit, trouble: str, status: int) -> Response:
    """The form with what was typed, and why it is not sent."""
    return _form(visit, TypedWrong.of(visit.fields), None, trouble, status)


async def _wishes(visit: Visit) -> Mapping[str, Wish]:
    return wishes_by_address(await my_wishes(visit))


async def _list(visit: Visit) -> Response:
    wishes = await _wishes(visit)
    found = await corrections(visit.parts.access, visit.errand)
    every = [shown(one, wishes, visit.words) for one in found]
    return visit.page(
        "corrections.html",
        waiting=[one for one in every if not one.is_answered],
        answered=[one for one in every if one.is_answered],
    )


async def _begin(visit: Visit, address: str) -> Response:
    wish, kept = (await _wishes(visit)).get(address), await typed_here(visit)
    if kept is not None:
        return _form(visit, TypedWrong.of(kept), wish, "back")
    if wish is None:
        return visit.problem("absent", _ABSENT)
    return _form(visit, TypedWrong.new(wish.version), wish)


def _form(
    visit: Visit, typed: TypedWrong, wish: Wish | None, trouble: str = "", status: int = 200
) -> Response:
    return at_the_form(visit).page(
        "correction-write.html",
        status,
        wish=wish,
        typed=typed,
        wrong=typed.wrong if trouble == "wrong" else "",
        trouble=trouble,
        base=visit.form,
        typed_in=f"{visit.form}/{WRITE}",
    )


def _check(visit: Visit, typed: TypedWrong, wish: Wish) -> Response:
    """What will be sent, and to whom, before anything is."""
    within = timedelta(days=visit.parts.settings.correction_days)
    return visit.page(
        "correction-check.html",
        wish=wish,
        typed=typed,
        due=day_said(day_of(visit.now + within), visit.words),
        base=visit.form,
        typed_in=f"{visit.form}/{CHECK}",
    )


async def _send(visit: Visit, typed: TypedWrong, wish: Wish) -> Response:
    """Sent once, however often the form is; then the page that says so."""
    name = name_of(visit.known.form_token, typed.number, "correction")
    if await _asked(visit, name) is None:
        try:
            await _ask(visit, typed, wish, name)
        except VersionConflict:
            # Sent twice at one moment, one of the two asked it.
            if await _asked(visit, name) is None:
                raise
        except Unprocessable as refusal:
            await record_refusal(visit, refusal)
            if isinstance(refusal, TooCostly):
                return _form(visit, typed, wish, "too-many", _TOO_MANY)
            return _form(visit, typed, wish, "absent", _ABSENT)
    return await forget_typed(visit, visit.see(f"{HERE}/{DONE}/{name}"))


async def _ask(visit: Visit, typed: TypedWrong, wish: Wish, name: str) -> None:
    access, errand = visit.parts.access, visit.errand
    wrong = Wrong(
        patient=f"Patient/{await own_patient(access, errand)}",
        focus=f"{wish.address}/_history/{typed.version}" if typed.version else wish.address,
        wrong=typed.text,
        name=name,
    )
    within = timedelta(days=visit.parts.settings.correction_days)
    await ask_to_correct(access, errand, wrong, within)


async def _asked(visit: Visit, name: str) -> Correction | None:
    found = await corrections(visit.parts.access, visit.errand)
    return next((one for one in found if one.address == f"{TYPE}/{name}"), None)


async def _done(visit: Visit, name: str) -> Response:
    asked = await _asked(visit, name)
    if asked is None:
        return visit.problem("absent", _ABSENT)
    request = shown(asked, await _wishes(visit), visit.words)
    return visit.page("correction-done.html", request=request)

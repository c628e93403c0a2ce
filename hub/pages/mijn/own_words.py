"""My own words: read, and written in two steps, so that nothing is kept that was not looked over.

docs/decisions/0040-own-words.md
"""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from hub.errors import PreconditionFailed, TooLarge, Unprocessable, VersionConflict
from hub.pages.mijn.own_words_typed import TypedWords, readers_said, shown
from hub.pages.mijn.typed import WRITE, at_the_form, forget_typed, typed_here
from hub.pages.mijn.visit import Visit
from hub.query.choices import choices_of
from hub.query.own_record import own_patient
from hub.query.own_words import OwnWords, own_words
from hub.write.own_forms import Filled, write_words
from profiles.own_words import questions

HERE = "eigen-woorden"
CHECK, SAVE, DONE = "controle", "opslaan", "klaar"
_WRONG, _MOVED, _ABSENT = 400, 409, 404


async def own_words_page(visit: Visit) -> Response:
    """What stands there, the form to write in, and what became of it."""
    match visit.rest:
        case []:
            return await _read(visit)
        case ["schrijven"]:
            return await _begin(visit)
        case ["klaar"]:
            return await _done(visit)
        case ["controle" | "opslaan"]:
            return visit.see(f"{HERE}/{WRITE}")
    return visit.problem("absent", _ABSENT)


async def write_own_words(visit: Visit) -> Response:
    """What was typed: once more in the form, to be looked over, or kept."""
    match visit.rest:
        case ["schrijven"]:
            return _form(visit, TypedWords.of(visit.fields))
        case ["controle"]:
            return await _check(visit)
        case ["opslaan"]:
            return await _save(visit)
    return visit.problem("absent", _ABSENT)


def own_words_again(visit: Visit, trouble: str, status: int) -> Response:
    """The form with what was typed, and why it is not kept."""
    return _form(visit, TypedWords.of(visit.fields), trouble, status)


async def _stand(visit: Visit) -> tuple[OwnWords | None, Sequence[OwnWords]]:
    """Those that who is logged in may change, and the others."""
    found = await own_words(visit.parts.access, visit.errand)
    is_other = visit.known.who.ground is not None
    mine = next((one for one in found if (one.ground is not None) == is_other), None)
    return mine, [one for one in found if one is not mine]


async def _read(visit: Visit) -> Response:
    mine, others = await _stand(visit)
    return visit.page(
        "own-words.html",
        mine=shown(mine, visit) if mine else None,
        others=[shown(one, visit) for one in others],
        readers=await _readers(visit) if mine and not mine.is_withdrawn else None,
    )


async def _begin(visit: Visit) -> Response:
    """The form as it stands; with what was typed when he was logged out, if he was."""
    kept = await typed_here(visit)
    if kept is not None:
        return _form(visit, TypedWords.of(kept), "back")
    mine, _ = await _stand(visit)
    return _form(visit, TypedWords(mine.answers, mine.version) if mine else TypedWords({}, 0))


def _form(
    visit: Visit,
    typed: TypedWords,
    trouble: str = "",
    status: int = 200,
    stands: OwnWords | None = None,
) -> Response:
    return at_the_form(visit).page(
        "own-words-write.html",
        status,
        questions=[(one.link_id, one.text[visit.language]) for one in questions()],
        typed=typed,
        wrong=typed.wrong if trouble == "wrong" else {},
        trouble=trouble,
        stands=shown(stands, visit) if stands else None,
        typed_in=f"{HERE}/{WRITE}",
    )


async def _check(visit: Visit) -> Response:
    """What will be kept, before anything is."""
    typed = TypedWords.of(visit.fields)
    mine, _ = await _stand(visit)
    return _refused(visit, typed, mine) or visit.page(
        "own-words-check.html",
        answers=typed.asked(visit.language),
        sent=typed.fields,
        typed_in=f"{HERE}/{CHECK}",
    )


def _refused(visit: Visit, typed: TypedWords, mine: OwnWords | None) -> Response | None:
    """The form again, where this can't be kept as it was typed; else None."""
    if typed.wrong:
        return _form(visit, typed, "wrong", _WRONG)
    if typed.version != _version(mine):
        return _moved(visit, typed, mine)
    if not typed.answers and (mine is None or mine.is_withdrawn):
        return _form(visit, typed, "nothing", _WRONG)
    return None


async def _save(visit: Visit) -> Response:
    typed = TypedWords.of(visit.fields)
    mine, _ = await _stand(visit)
    if not _is_kept(typed, mine):
        refused = _refused(visit, typed, mine) or await _store(visit, typed, mine)
        if refused is not None:
            return refused
    return await forget_typed(visit, visit.see(f"{HERE}/{DONE}"))


async def _store(visit: Visit, typed: TypedWords, mine: OwnWords | None) -> Response | None:
    """None where it is kept."""
    access, errand = visit.parts.access, visit.errand
    filled = Filled(
        patient=f"Patient/{await own_patient(access, errand)}",
        answers=typed.answers,
        language=visit.language,
        changes=(mine.id, mine.version) if mine else None,
    )
    try:
        await write_words(access, errand, filled)
    except (PreconditionFailed, VersionConflict):
        now, _ = await _stand(visit)
        # Sent twice at one moment, one of the two kept it.
        return None if _is_kept(typed, now) else _moved(visit, typed, now)
    except (Unprocessable, TooLarge):
        return _form(visit, typed, "too-much", _WRONG)
    return None


def _is_kept(typed: TypedWords, mine: OwnWords | None) -> bool:
    """Whether this is what stands there, since this very form."""
    return (
        mine is not None
        and typed.version in {mine.version, mine.version - 1}
        and not typed.differs(mine.answers)
        and bool(typed.answers or mine.is_withdrawn)
    )


def _moved(visit: Visit, typed: TypedWords, mine: OwnWords | None) -> Response:
    """Somebody wrote in between: what stands now, and what was typed, by the version of now."""
    return _form(visit, typed.at(_version(mine)), "moved", _MOVED, mine)


def _version(mine: OwnWords | None) -> int:
    return mine.version if mine else 0


async def _done(visit: Visit) -> Response:
    """What is kept, and who can read it from now on; as it stands, so it may be asked for again."""
    mine, _ = await _stand(visit)
    if mine is None:
        return visit.problem("absent", _ABSENT)
    return visit.page(
        "own-words-done.html",
        mine=shown(mine, visit),
        readers=None if mine.is_withdrawn else await _readers(visit),
    )


async def _readers(visit: Visit) -> Mapping[str, object]:
    """The organisations to which it is open today."""
    found = await choices_of(visit.parts.access, visit.errand)
    return readers_said(found, visit.words)

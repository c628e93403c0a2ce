"""An emergency: said why, with what comes of it told beforehand; the rules decide, and not here.

docs/decisions/0030-emergency-access.md and docs/decisions/0049-the-viewer.md
"""

from dataclasses import replace

from starlette.responses import Response

from consent.decide import decide_caller
from consent.decision import Deny
from consent.declaration import Declaration
from hub.errors import Unauthenticated
from hub.pages.refusals import record_refusal
from hub.pages.viewer.coming_in import EMERGENCY
from hub.pages.viewer.visit import Draft, Kept, Visit
from hub.security.organizations_word import EMERGENCY as ETREAT
from hub.security.organizations_word import LONGEST_REASON
from hub.security.professional import is_one_line
from hub.security.professional_request import About

CODES = ("unconscious", "arrest", "worse", "unreachable", "other")
"""Why, as the review reads it; nobody publishes codes for it."""
_BAD = 400
_EXAMPLE = Declaration(code=CODES[0], words="tien letters of meer")
_NOTHING = Draft("", "")


async def emergency_page(visit: Visit) -> Response:
    """The form, with what he had typed; where he has to log in again first, that."""
    kept = visit.kept
    return _form(visit, (kept.draft if kept else None) or _NOTHING)


async def declare(visit: Visit) -> Response:
    """What he declares is kept for this inhabitant alone, and stands once the record is asked.

    Who logged in too long ago, or not surely enough, logs in again and finds what he typed.
    """
    if visit.known.who.opened is not None:
        return await emergency_page(visit)
    said = _said(visit)
    faults = _faults(said)
    if faults:
        return _form(visit, said, faults)
    about = _declared(visit, Declaration(code=said.code, words=said.words))
    asked = replace(visit, kept=Kept(about))
    refused = _refused(asked)
    if refused is None or refused.http != Unauthenticated.status:
        return visit.see(await visit.address_of(Kept(about, paper=visit.paper)))
    await record_refusal(asked, Unauthenticated("log in again", rule=refused.reason))
    return visit.see(await visit.address_of(Kept(visit.about, said, visit.paper), EMERGENCY))


def _form(visit: Visit, said: Draft, faults: tuple[str, ...] = ()) -> Response:
    refused = _refused(replace(visit, kept=Kept(_declared(visit, _EXAMPLE))))
    opened = visit.known.who.opened is not None
    again = opened or (refused is not None and refused.http == Unauthenticated.status)
    return visit.page(
        "emergency.html",
        _BAD if faults else 200,
        codes=CODES,
        said=said,
        faults=faults,
        opened=opened,
        again=again,
        barred=bool(refused) and not again,
        longest=LONGEST_REASON,
    )


def _said(visit: Visit) -> Draft:
    """What was typed, on one line."""
    words = " ".join(visit.fields.get("waarom", "").split())
    return Draft(visit.fields.get("reden", ""), words)


def _faults(said: Draft) -> tuple[str, ...]:
    faults = [] if said.code in CODES else ["code"]
    if not Declaration(code="x", words=said.words).is_a_reason:
        faults.append("short")
    elif not is_one_line(said.words, LONGEST_REASON):
        faults.append("long" if len(said.words) > LONGEST_REASON else "odd")
    return tuple(faults)


def _declared(visit: Visit, said: Declaration) -> About:
    """Who declares it says by it that he treats him."""
    return About(bsn=visit.about.bsn, purpose=ETREAT, relation=True, emergency=said)


def _refused(visit: Visit) -> Deny | None:
    """What the rules about who asks have against it, whoever it is about."""
    decision = decide_caller(visit.errand.question)
    return decision if isinstance(decision, Deny) else None

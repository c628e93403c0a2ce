"""Who may record or withdraw an inhabitant's choice about exchange."""

from dataclasses import dataclass

from consent.asker import Inhabitant, Representative
from consent.category import ura_text
from consent.decide import decide_caller
from consent.decision import FORBIDDEN, Deny, Permit
from consent.entitlement import may_object, may_permit
from consent.facts import Facts
from consent.question import Question
from consent.statement import PATIENT

_NAME = "grant"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A Consent as it stands now: the URA that recorded it, and whether it is a privacy Consent."""

    recorder: str
    privacy: bool


def may_record(ura: str, *, privacy: bool, stored: Recorded | None = None) -> Permit | Deny:
    """A provider records on the inhabitant's word; from then on that provider alone changes it.

    Withdrawing is an update to status inactive. A Consent never turns from a clinical wish into a
    choice about exchange or back (422). Someone else's is 409, as for every resource.
    https://profiles.ihe.net/ITI/PCF/ITI-108.html
    """
    if stored is None:
        return Permit(_NAME, "S-CONSENT-RECORDED")
    if ura_text(ura) != ura_text(stored.recorder):
        return Deny(_NAME, "A-NOT-CUSTODIAN", 409)
    if privacy != stored.privacy:
        return Deny(_NAME, "P-SCOPE-CHANGE", 422)
    return Permit(_NAME, "S-CONSENT-RECORDED")


def may_delete(ura: str, stored: Recorded, *, numbered: bool = True) -> Permit | Deny:
    """A privacy Consent is withdrawn, never deleted: it stays as evidence, and so does a no.

    Of who is not `numbered` it opened and closed nothing, and goes before he comes with his BSN.
    AVG article 7, first and third paragraph: https://eur-lex.europa.eu/eli/reg/2016/679/oj
    """
    if ura_text(ura) != ura_text(stored.recorder):
        return Deny(_NAME, "A-NOT-CUSTODIAN", 404)
    if stored.privacy and numbered:
        return Deny(_NAME, "P-WITHDRAW-INSTEAD", 405)
    return Permit(_NAME, "S-CONSENT-RECORDED")


def may_choose(
    question: Question, facts: Facts, *, permits: bool = True, also: frozenset[str] = frozenset()
) -> Permit | Deny:
    """Whether a person himself may record a choice, or withdraw one, of the inhabitant.

    `permits` is whether it lets anybody in, `also` who agreed to it before. Who has to agree may
    also refuse: a child of 14 says no alone, and yes with a parent. After death nobody chooses.
    AVG article 7, third paragraph: https://eur-lex.europa.eu/eli/reg/2016/679/oj
    """
    caller = decide_caller(question)
    if isinstance(caller, Deny):
        return caller
    decider = _decider(question, facts)
    if decider is None:
        return Deny(_NAME, "S-NOT-ENTITLED", FORBIDDEN)
    if permits:
        entitled = may_permit(also | {decider}, facts, question.day)
    else:
        entitled = may_object(decider, facts, question.day)
    if not entitled:
        return Deny(_NAME, "S-NOT-ENTITLED", FORBIDDEN)
    if facts.deceased:
        return Deny(_NAME, "C-DECEASED", FORBIDDEN)
    return Permit(_NAME, "S-CONSENT-RECORDED")


def _decider(question: Question, facts: Facts) -> str | None:
    """As whom the person speaks for the inhabitant whose facts these are; None for anybody else."""
    match question.asker:
        case Inhabitant(whose=whose) if whose == facts.whose:
            return PATIENT
        case Representative(whose=whose, ground=ground) if whose == facts.whose:
            return ground if ground in facts.mandates else None
    return None

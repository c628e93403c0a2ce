"""Whether a record is a person's own to see: told alike of everybody else's, and of nobody's.

docs/decisions/0034-persons-ask-and-choose.md
"""

from dataclasses import replace
from uuid import UUID

from consent.asker import Provider, Representative
from consent.decide import decide
from consent.decision import Deny
from consent.facts import Facts
from consent.mandate import PERSON, Mandate
from consent.section import INHABITANT, About, Section
from hub.access.access import Access, Whose
from hub.access.assumed import known_of
from hub.access.caller import require_caller
from hub.access.dossier import Dossier
from hub.errors import Forbidden
from hub.security.errand import Errand
from hub.storage.database import Connection

NOT_YOURS = (
    "this token opens the record of the person it was given for, as far as he or who stands for "
    "him may see it, and nobody else's"
)
_ANY = About(Section(INHABITANT, "", None))
"""To a person all sections are open, or none is."""


def own_name(errand: Errand) -> UUID | None:
    """The database's name of the inhabitant for whose record a person asks; None of a provider."""
    asker = errand.asker
    return None if isinstance(asker, Provider) else UUID(asker.whose)


async def own_dossier(access: Access, connection: Connection, errand: Errand) -> Dossier:
    """The record that a person asks for.

    Raises:
        Unauthenticated, Forbidden: as `require_caller` and `require_own`.
    """
    require_caller(errand)
    whose = own_name(errand)
    if whose is None:
        raise Forbidden("this is for a person who asks for his own record", rule="S-NOT-ENTITLED")
    dossier = await access.gather(connection, errand, Whose("pat", (whose,)), anew=True)
    require_own(access, errand, dossier)
    return dossier


def require_own(access: Access, errand: Errand, dossier: Dossier) -> None:
    """Return where a provider asks, or a person for a record that is his to see.

    Raises:
        Forbidden: it is another's, or not for him to see, or there is none; one and the same text.
    """
    if isinstance(errand.asker, Provider):
        return
    decision = decide(errand.question, facts_of(access, errand, dossier), _ANY)
    if isinstance(decision, Deny):
        raise not_yours(decision.reason, dossier)


def facts_of(access: Access, errand: Errand, dossier: Dossier) -> Facts:
    """What is known of this inhabitant to decide by for this asker."""
    facts = known_of(dossier.facts, errand.now, errand.asker)
    return replace(facts, whose=str(dossier.reach.pat), policy=access.policy)


def not_yours(reason: str, dossier: Dossier | None = None) -> Forbidden:
    """The one answer; the ledger has the reason, and whose record it was about."""
    refusal = Forbidden(NOT_YOURS, rule=reason)
    if dossier is not None and dossier.patient is not None:
        refusal.whose = (dossier.reach.pat,)
    return refusal


def mandate_of(errand: Errand) -> Mandate | None:
    """On what he who asks stands for another, as it is vouched for now; None of who does not."""
    asker, word = errand.asker, errand.vouched
    if word is None or not isinstance(asker, Representative):
        return None
    person = f"{PERSON}{word.subject}"
    return Mandate(person=person, ground=asker.ground, said_at=errand.now, until=word.until)

"""How the person who asks may make a choice: asked of the rule that judges it when he does.

docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consent.agreement import Act, ways
from consent.entitlement import who_decides
from consent.fhir import statements
from consent.statement import PATIENT
from hub.access.access import Access
from hub.access.own import facts_of, mandate_of, own_dossier
from hub.security.errand import Errand


@dataclass(frozen=True, slots=True)
class MayMake:
    """`ways` are those open to him; `others` the grounds on which another says yes, or has to."""

    ways: tuple[Act, ...]
    others: frozenset[str]


async def may_make(access: Access, errand: Errand, consent: Mapping[str, Any]) -> MayMake:
    """Of a privacy Consent that he has not made yet; nothing of it is stored, so nothing is logged.

    Raises:
        Unauthenticated, Forbidden: as `own_dossier`.
    """
    async with access.database.transaction() as connection:
        dossier = await own_dossier(access, connection, errand)
    question, facts = errand.question, facts_of(access, errand, dossier)
    said = statements(consent, "new", 1)
    others = who_decides(facts, question.day) - {PATIENT, *facts.mandates}
    return MayMake(ways(question, facts, said, mandate_of(errand)), others)

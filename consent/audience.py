"""To whom a section is open: of every organisation what `decide` says to who reads there."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from consent.asker import Professional
from consent.category import keys_of
from consent.decide import decide
from consent.decision import Deny, Permit
from consent.facts import Facts
from consent.question import Question
from consent.readers import roles_at
from consent.section import About

_ANYBODY = "01.000"


def audience(
    facts: Facts, about: About, organizations: Iterable[tuple[str, str]], now: datetime
) -> Mapping[str, Permit | Deny]:
    """By URA the decision for who would ask there in order to treat; (URA, type) of each.

    Those of whom nothing in the facts tells one from the other are decided once.
    """
    named = {one.actor for one in facts.statements}
    apart = {one.recorded_by for one in facts.statements} | {about.section.custodian}
    asserted = replace(facts, relation=True)
    decided: dict[object, Permit | Deny] = {}
    told: dict[str, Permit | Deny] = {}
    for ura, kind in organizations:
        alike = kind, keys_of(ura, kind) & named, ura if ura in apart else None
        if alike not in decided:
            decided[alike] = decide(_asked(ura, kind, now), asserted, about)
        told[ura] = decided[alike]
    return told


def _asked(ura: str, kind: str, now: datetime) -> Question:
    """Of a reader there; where nobody reads, of a doctor, who is told that."""
    role = min(roles_at(kind), default=None)
    asker = Professional(
        ura=ura,
        organization_type=kind,
        number="",
        name="",
        role=f"{role}.000" if role else _ANYBODY,
        assurance="substantial",
    )
    return Question(asker=asker, purpose="TREAT", now=now)

"""What each organisation sees today of what others wrote down of somebody's wishes.

It is asked of the function that decides, so that it can't differ from it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from consent.audience import audience
from consent.category import keys_of
from consent.data_category import CATEGORIES
from consent.decision import Permit
from consent.facts import Facts
from consent.precedence import note
from consent.question import amsterdam_day
from consent.readers import roles_at
from consent.section import INHABITANT, About
from consent.statement import LABEL, RESOURCE
from hub.query.choice_shown import Sees

ALL, PART, NOTHING = "all", "part", "nothing"


def sees(facts: Facts, organizations: Mapping[str, str], now: datetime) -> Sequence[Sees]:
    """Of each organisation, by URA with its type, where anybody reads; none where nothing is kept.

    `facts` are those by which is decided for who asks for care.
    """
    readers = {ura: kind for ura, kind in organizations.items() if roles_at(kind)}
    sections = [one for one in facts.sections if one.category in CATEGORIES]
    open_to: dict[str, list[bool]] = {ura: [] for ura in readers}
    own = set[str]()
    for section in sections:
        told = audience(facts, About(section), readers.items(), now)
        for ura, decision in told.items():
            if ura != section.custodian:
                open_to[ura].append(isinstance(decision, Permit))
            if section.custodian == INHABITANT and isinstance(decision, Permit):
                own.add(ura)
    named = _apart(facts, now)
    apart = {ura for ura, kind in readers.items() if not named.isdisjoint(keys_of(ura, kind))}
    return [
        Sees(ura, kind, _told(open_to[ura], is_apart=ura in apart), ura in own)
        for ura, kind in readers.items()
        if open_to[ura]
    ]


def _told(decided: Sequence[bool], *, is_apart: bool) -> str:
    if is_apart or (any(decided) and not all(decided)):
        return PART
    return ALL if all(decided) else NOTHING


def _apart(facts: Facts, now: datetime) -> frozenset[str]:
    """Of whom something is said about one resource, or what has a label: then it is never all."""
    day = amsterdam_day(now)
    return frozenset(
        one.actor
        for one in facts.statements
        if one.data.startswith((RESOURCE, LABEL))
        and "TREAT" in one.purposes
        and note(one, facts, day) is None
    )

"""Treatment directives and wills, each as a fact of what it is about.

https://fhir.iknl.nl/fhir/StructureDefinition/ACP-TreatmentDirective
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from profiles import systems
from profiles.pzp.contradiction import said as compared
from profiles.pzp.contradiction.said import Kind, Said, said_in
from profiles.pzp.contradiction.treatment import SWITCHING_OFF, Treatment, types_of
from profiles.pzp.reading.fact import Fact, Says, Standing, Subject
from profiles.pzp.reading.record import Record, Tree, marks
from profiles.pzp.reading.written import SOMETHING, displays, not_understood, plain, remarks
from profiles.pzp.unknown import absence
from profiles.pzp.wish import (
    ADVANCE_CATEGORY,
    OTHER,
    is_advance_directive,
    is_directive,
    others,
    treatments,
)
from profiles.resource.read import element, objects, pairs, says, words

LIMITS: Mapping[str, Subject] = {
    "89666000": Subject.RESUSCITATION,
    "305351004": Subject.INTENSIVE_CARE,
    "40617009": Subject.VENTILATION,
    "32485007": Subject.HOSPITAL,
    "281789004": Subject.ANTIBIOTICS,
    "116762002": Subject.BLOOD,
}
"""The treatments that the guide lists, by their code in SNOMED CT."""
_SAYS: Mapping[compared.Says, Says] = {
    compared.Says.DO: Says.DO,
    compared.Says.DONT: Says.DONT,
    compared.Says.SWITCH_OFF: Says.SWITCH_OFF,
    compared.Says.CONDITIONAL: Says.OTHERWISE,
    compared.Says.UNKNOWN: Says.UNKNOWN,
    compared.Says.UNDECIDED: Says.UNDECIDED,
    compared.Says.NOT_DISCUSSED: Says.NOT_DISCUSSED,
    compared.Says.DECLINED: Says.DECLINED,
    compared.Says.WITHHELD: Says.WITHHELD,
    compared.Says.UNDEFINED: Says.UNREAD,
    compared.Says.UNPLACED: Says.ANSWER,
    compared.Says.UNSAID: Says.UNSAID,
}
_STANDINGS: Mapping[compared.Standing, Standing] = {
    compared.Standing.IN_FORCE: Standing.IN_FORCE,
    compared.Standing.ENDED: Standing.ENDED,
    compared.Standing.NOT_YET: Standing.NOT_YET,
    compared.Standing.REJECTED: Standing.REJECTED,
    compared.Standing.IN_ERROR: Standing.IN_ERROR,
    compared.Standing.UNSTATED: Standing.UNSTATED,
}
_TYPES = ("DO", "EU", "EUD", "LW", "MON", "NR", "VERB", "VERBVL", "VOL", "ZB")
_WILLS = frozenset({OTHER, *((systems.ADVANCE_DIRECTIVE_TYPE, code) for code in _TYPES)})
_A_WILL = {"coding": [dict(zip(("system", "code"), ADVANCE_CATEGORY, strict=True))]}
_DECIDED = frozenset({"permit", "deny"})


def directives(record: Record, at: datetime) -> Iterator[tuple[Tree, Fact]]:
    """Every directive, with its resource: an agreement by treatment, a will once."""
    for consent in record.of("Consent"):
        if not is_directive(consent):
            continue
        record.used.add(id(consent))
        said = said_in(consent, at)
        if said.standing is compared.Standing.IN_ERROR:  # what it said is told apart from that
            whole = said_in({**consent, "status": "active"}, at)
            said = replace(said, says=whole.says)
        if said.kind is Kind.WILL:
            yield consent, _will(record, said)
        else:
            if is_advance_directive(consent):  # it says that it is both: neither is put aside
                both = said_in({**consent, "scope": {}, "category": [_A_WILL]}, at)
                yield consent, replace(_will(record, both), read_yourself=True)
            for treatment in said.about or (None,):
                yield consent, _agreement(record, said, treatment)


def subject_of(treatment: Treatment | None) -> Subject:
    """What a treatment is shown as."""
    if treatment == SWITCHING_OFF:
        return Subject.ICD_OFF
    is_coded = treatment is not None and treatment.system == systems.SNOMED
    return LIMITS.get(treatment.code if is_coded and treatment else "", Subject.OTHER_LIMIT)


def _agreement(record: Record, said: Said, treatment: Treatment | None) -> Fact:
    consent, subject = said.consent, subject_of(treatment)
    unread, reads = _unread(consent), _SAYS[said.says]
    actors = [one.get("reference") for one in objects(element(consent, "provision").get("actor"))]
    return Fact(
        subject=subject,
        says=Says.UNREAD if unread else reads,
        called=_called(consent, treatment) if subject is Subject.OTHER_LIMIT else "",
        code=said.decision if said.decision in _DECIDED else "",
        written=tuple(filter(None, (*_texts(consent), *unread))),
        parties=record.parties(actors, consent),
        read_yourself=_is_doubtful(said, unread),
        **_common(record, said),
    )


def _will(record: Record, said: Said) -> Fact:
    consent = said.consent
    listed = sorted(code for system, code in types_of(consent) if (system, code) in _WILLS)
    unread, reads = _unread(consent), _SAYS[said.says]
    if reads is Says.ANSWER and not listed:
        reads = Says.UNREAD
    texts = _texts(consent)
    beside = [said.decision, *texts] if reads is not Says.DO else texts
    actors = [one.get("reference") for one in objects(element(consent, "provision").get("actor"))]
    return Fact(
        subject=Subject.WILL,
        says=Says.UNREAD if unread else reads,
        code="+".join(listed),
        treats=tuple(sorted({subject_of(one) for one in said.about})),
        written=tuple(filter(None, (*_named(consent), *beside, *unread))),
        parties=record.parties(actors, consent),
        read_yourself=_is_doubtful(said, unread) or reads is Says.UNREAD or any(beside),
        **_common(record, said),
    )


def _common(record: Record, said: Said) -> dict[str, Any]:
    consent = said.consent
    period = element(element(consent, "provision"), "period")
    return {
        **marks(consent, record),
        "standing": _STANDINGS[said.standing],
        "displays": displays(element(consent, "provision").get("code")),
        "remarks": remarks(consent),
        "date": said.date,
        "ended": words(period, "end"),
    }


def _is_doubtful(said: Said, unread: list[str]) -> bool:
    """Whether a person is to read it: a decision with words, or with why there is none, too."""
    provision = element(said.consent, "provision")
    is_both = bool(said.decision) and (said.text != "" or absence(provision.get("_type")))
    is_open = said.says is compared.Says.UNDEFINED or said.standing is compared.Standing.UNSTATED
    return bool(unread or is_both or is_open)


def _unread(consent: Tree) -> list[str]:
    found = not_understood(consent)
    decided = words(element(consent, "provision"), "type")
    if decided and decided not in _DECIDED:
        found.append(decided)
    for _, extension in others(consent):
        is_text = says(words(extension, "valueString"))
        if not is_text and absence(extension.get("_valueString")) is None:
            found.append(plain({k: v for k, v in extension.items() if k != "url"}) or SOMETHING)
    return found


def _texts(consent: Tree) -> tuple[str, ...]:
    found = (words(extension, "valueString") for _, extension in others(consent))
    return tuple(text for text in found if says(text))


def _called(consent: Tree, treatment: Treatment | None) -> str:
    """What the source calls it: its text, else the name beside the code, else the code."""
    for concept in treatments(consent):
        text = words(concept, "text")
        is_it = treatment is None or (treatment.system, treatment.code) in pairs(concept)
        if treatment is not None and treatment.text:
            is_it = " ".join(text.casefold().split()) == treatment.text
        if is_it:
            return text or plain(concept)
    return ""


def _named(will: Tree) -> Iterator[str]:
    """What a will is called, and the title of its document."""
    for concept in treatments(will):
        yield words(concept, "text")
    yield words(element(will, "sourceAttachment"), "title")
    yield words(element(will, "sourceReference"), "display")

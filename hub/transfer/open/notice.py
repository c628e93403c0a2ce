"""The advance notice without a name, as a document. Profile transfer-advance-notice.

https://hl7.org/fhir/R4/documents.html
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from hub.transfer.open.coding import ADVANCE_NOTICE, Json, concept, label
from hub.transfer.open.kind import (
    ALERTS,
    EXCRETION,
    HISTORY,
    LEGAL,
    NUTRITION,
    PROBLEMS,
    RESTRICTIONS,
)
from hub.transfer.open.patient import anonymous
from hub.transfer.open.request import desk
from hub.transfer.open.source import REFERRAL
from hub.transfer.open.work import Work
from profiles.systems import NICTIZ, SNOMED, URN

DEMOGRAPHICS, VITALS = "302147001", "363788007"
_ADMINISTRATIVE = "405624007"
_SECTIONS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    _ADMINISTRATIVE: ("Administratief", {DEMOGRAPHICS: "Persoon"}),
    "109481000146101": ("Persoonlijk en sociaal", {LEGAL: "Juridische status"}),
    "371524004": (
        "Medisch",
        {
            REFERRAL: "Diagnose",
            HISTORY: "Voorgeschiedenis",
            ALERTS: "Waarschuwingen",
            RESTRICTIONS: "Vrijheidsbeperking",
            VITALS: "Metingen",
        },
    ),
    "773130005": ("Zorgplan", {PROBLEMS: "Verpleegkundige problemen"}),
    "5531000179105": ("Verpleging", {NUTRITION: "Voeding", EXCRETION: "Uitscheiding"}),
}
"""The sections in the order of the standard, with our own words. transfer.md, 1.5."""

Told = tuple[str, Json]
"""A section's code, and a record that is told in it."""


def notice(told: Iterable[Told], written: str, start: str, work: Work, name: str) -> Json:
    """A Bundle of the Composition of this id, the anonymous patient and the records."""
    patient = anonymous(work.person, work.subject) | {"meta": label()}
    records = [(DEMOGRAPHICS, patient), *_each(told, work)]
    composition = _with_id(_composition(records, written, start, work), name)
    return {
        "resourceType": "Bundle",
        "id": work.new_id(),
        "meta": label(),
        "identifier": {"system": URN, "value": f"urn:uuid:{work.new_id()}"},
        "type": "document",
        "timestamp": f"{_first_day(written)}T00:00:00Z",
        "entry": [
            {"fullUrl": f"urn:uuid:{one['id']}", "resource": one}
            for one in (composition, *(record for _, record in records))
        ],
    }


def _each(told: Iterable[Told], work: Work) -> Iterator[Told]:
    """Once what is the same, by what it says: in no order that a source gave."""
    once = {repr((section, record)): (section, record) for section, record in told}
    for _, (section, record) in sorted(once.items()):
        yield section, _with_id(record, work.new_id())


def _with_id(record: Json, name: str) -> Json:
    return {"resourceType": record["resourceType"], "id": name, **record}


def _composition(records: list[Told], written: str, start: str, work: Work) -> Json:
    return {
        "resourceType": "Composition",
        "meta": label(),
        "status": "final",
        "type": concept(ADVANCE_NOTICE, "Aanmeldbericht"),
        "subject": work.to_patient(),
        "date": written,
        "author": [desk(work)],
        "title": "Aanmeldbericht zonder naam",
        "confidentiality": "R",
        "section": list(_sections(records, start)),
    }


def _sections(records: list[Told], start: str) -> Iterator[Json]:
    for top, (title, subs) in _SECTIONS.items():
        filled = [
            _section(code, words) | {"entry": entries}
            for code, words in subs.items()
            if (entries := [_to(record) for section, record in records if section == code])
        ]
        if filled:
            dated = {"extension": [_transfer_date(start)]} if top == _ADMINISTRATIVE else {}
            yield dated | _section(top, title) | {"section": filled}


def _section(code: str, words: str) -> Json:
    return {"title": words, "code": concept((SNOMED, code), words)}


def _to(record: Json) -> Json:
    return {"reference": f"urn:uuid:{record['id']}"}


def _transfer_date(start: str) -> Json:
    return {"url": f"{NICTIZ}eOverdracht-TransferDate", "valueDateTime": start}


def _first_day(written: str) -> date:
    year, month, day = (*written.split("-"), "01", "01")[:3]
    return date(int(year), int(month), int(day))

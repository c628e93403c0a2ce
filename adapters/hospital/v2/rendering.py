"""What the hub has to be told after a message: what it touched, as FHIR made of the facts alone."""

from collections.abc import Callable, Iterable, Iterator

from adapters.hospital.v2.case import (
    PERSON,
    Case,
    document_name,
    limit_name,
    plan_name,
    visit_name,
)
from adapters.hospital.v2.facts import Dossier
from adapters.hospital.v2.fhir.document import document
from adapters.hospital.v2.fhir.encounter import encounter
from adapters.hospital.v2.fhir.entry import Entry, reference_by
from adapters.hospital.v2.fhir.limit import limit
from adapters.hospital.v2.fhir.patient import contacts, patient, patient_by
from adapters.hospital.v2.fhir.plan import plan
from adapters.hospital.v2.standing import identifier_of
from adapters.hospital.v2.store import Store


def patient_of(dossier: Dossier, case: Case, store: Store) -> Entry:
    """The person, with every number that the source has for his BSN."""
    bsn = dossier.value("bsn")
    others = store.with_bsn(bsn[0]) if bsn else []
    more = [one for one in others if one != dossier.number and not one.startswith("BSN|")]
    return patient(dossier, identifier_of(dossier), case.site, more)


def touched(dossier: Dossier, case: Case, store: Store) -> Iterator[Entry]:
    """The resources of what was touched; the person first, then what refers to him."""
    number, site, names = identifier_of(dossier), case.site, case.touched
    subject = reference_by("Patient", patient_by(number, site))
    yield patient_of(dossier, case, store)
    if PERSON in names:
        yield from contacts(dossier, number, site)
    for visit in _named(dossier.visits, visit_name, names):
        yield encounter(visit, dossier.visits[visit], subject, site)
    made = (
        *(
            document(key, dossier, _content(key, case, store), subject, site)
            for key in _named(dossier.documents, document_name, names)
        ),
        *(limit(key, dossier, subject, site) for key in _named(dossier.limits, limit_name, names)),
    )
    yield from (entry for entry in made if entry)
    for key in _named(dossier.plans, plan_name, names):
        yield plan(key, dossier, subject, site)


def _named(keys: Iterable[str], name: Callable[[str], str], names: set[str]) -> list[str]:
    return [key for key in keys if name(key) in names]


def _content(key: str, case: Case, store: Store) -> bytes:
    return case.contents.get(key) or store.content(key)


def everything(dossier: Dossier) -> set[str]:
    """The names of all that is known of a person."""
    return {
        PERSON,
        *map(visit_name, dossier.visits),
        *map(document_name, dossier.documents),
        *map(limit_name, dossier.limits),
        *map(plan_name, dossier.plans),
    }

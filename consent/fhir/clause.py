"""The base rule of a privacy Consent and its exceptions, each with all that it takes over."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from consent.fhir.elements import (
    actor_text,
    category_text,
    codes,
    custodian_texts,
    day,
    instance_text,
    is_custodian,
    label_text,
    mapping,
    purpose_text,
    sequence,
)
from consent.statement import ANY

_Texts = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One provision; None in a list is an element that was not understood.

    An exception takes over what it does not say itself (whom, what, why) and never outlasts its
    base. `said` is the provision at FHIRPath `path`; `depth` is 0 for the base.
    https://hl7.org/fhir/R4/consent-definitions.html#Consent.provision.provision
    """

    path: str
    depth: int
    said: Mapping[str, Any]
    permit: bool
    custodians: _Texts
    actors: _Texts
    data: _Texts
    purposes: _Texts
    starts: date | None
    ends: date | None


def clauses(consent: Mapping[str, Any], hub: str | None = None) -> Iterator[Clause]:
    """The base provision first, then its exceptions; nothing where there is none.

    `hub` is the hub's own URA, which names all custodians.
    """
    whole = Clause(
        path="",
        depth=-1,
        said={},
        permit=False,
        custodians=custodian_texts(consent, hub),
        actors=(ANY,),
        data=_categories(consent),
        purposes=(),
        starts=None,
        ends=None,
    )
    waiting = [(consent["provision"], whole, "Consent.provision")] if "provision" in consent else []
    while waiting:
        provision, base, path = waiting.pop(0)
        clause = _clause(mapping(provision), base, path)
        yield clause
        exceptions = sequence(mapping(provision).get("provision"))
        waiting += [
            (nested, clause, f"{path}.provision[{i}]") for i, nested in enumerate(exceptions)
        ]


def _clause(provision: Mapping[str, Any], base: Clause, path: str) -> Clause:
    period = mapping(provision.get("period"))
    custodians, actors = _parties(provision, base)
    return Clause(
        path=path,
        depth=base.depth + 1,
        said=provision,
        permit=provision.get("type") == "permit",
        custodians=custodians,
        actors=actors,
        data=_data(provision) or base.data,
        purposes=_texts(provision, "purpose", purpose_text) or base.purposes,
        starts=max(_days(period.get("start"), base.starts), default=None),
        ends=min(_days(period.get("end"), base.ends), default=None),
    )


def _parties(provision: Mapping[str, Any], base: Clause) -> tuple[_Texts, _Texts]:
    """Who keeps it and who receives it; a custodian is named once, else it is not understood."""
    if "actor" not in provision:
        return base.custodians, base.actors
    said = sequence(provision["actor"])
    keepers = tuple(actor_text(one) for one in said if is_custodian(one))
    recipients = tuple(actor_text(one) for one in said if not is_custodian(one))
    if keepers and base.custodians != (ANY,):
        keepers = (None,)
    return keepers or base.custodians, (recipients if said else (None,)) or base.actors


def _data(provision: Mapping[str, Any]) -> _Texts:
    """What it is about: resources by name, or what has a label; both together is not understood."""
    named = _texts(provision, "data", instance_text)
    labelled = _texts(provision, "securityLabel", label_text)
    return (None,) if named and labelled else named or labelled


def _texts(
    provision: Mapping[str, Any], element: str, read: Callable[[object], str | None]
) -> _Texts:
    if element not in provision:
        return ()
    return tuple(read(item) for item in sequence(provision[element])) or (None,)


def _days(own: object, base: date | None) -> list[date]:
    return [found for found in (day(own), base) if found is not None]


def _categories(consent: Mapping[str, Any]) -> _Texts:
    said = [
        category_text(coding)
        for concept in sequence(consent.get("category"))
        for coding in codes(concept) or [(None, None)]
    ]
    return tuple(text for text in said if text != ANY) or ((ANY,) if said else (None,))

"""A privacy Consent as the statements it makes."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import product
from typing import Any, get_args

from consent.fhir.check import problems
from consent.fhir.clause import Clause, clauses
from consent.fhir.elements import is_held, is_privacy, moment
from consent.fhir.signers import same_person, signed_by
from consent.statement import ANY, LABEL, NOBODY, PATIENT, RESOURCE, Statement, Status

_ALL_PURPOSES = frozenset({"TREAT", "COC"})
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def statements(
    consent: Mapping[str, Any],
    consent_id: str,
    version: int,
    *,
    hub: str | None = None,
    recorded_by: str | None = None,
) -> list[Statement]:
    """What this Consent permits and denies; `hub` is the hub's own URA, which names all custodians.

    None where it is not about privacy. Where `problems` finds an error it permits nothing, and
    what is not understood of an objection counts as everyone, everything and always. On what ground
    a RelatedPerson signed stands elsewhere: see `consent.statement.grounded`.
    docs/decisions/0007-consent-default-no-specific-wins.md
    """
    if not is_privacy(consent):
        return []
    sound = not problems(consent, hub=hub)
    said = [
        Statement(
            consent_id=consent_id,
            version=version,
            permit=clause.permit,
            given_at=moment(consent.get("dateTime")) or _LONG_AGO,
            custodian=custodian,
            actor=actor,
            data=data,
            purposes=purposes,
            status=_status(consent),
            starts=clause.starts,
            ends=clause.ends,
            decided_by=PATIENT if same_person(consent) else NOBODY,
            signed_by=signed_by(consent),
            recorded_by=recorded_by,
        )
        for clause in clauses(consent, hub)
        if sound or not clause.permit
        for custodian, actor, data, purposes in _combinations(clause)
    ]
    return list(dict.fromkeys(said))


def _status(consent: Mapping[str, Any]) -> Status:
    """Active where it is none of ours: then only objections are left, and they count."""
    known: tuple[Status, ...] = get_args(Status)
    return next((status for status in known if status == consent.get("status")), "active")


def _combinations(clause: Clause) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """An element that is not understood can only stand in an objection here, and then widens it."""
    purposes = frozenset(purpose for purpose in clause.purposes if purpose is not None)
    if None in clause.purposes or not purposes:
        purposes = _ALL_PURPOSES
    reached = clause.data if clause.permit else [_reach(text) for text in clause.data]
    wide = (
        [text or ANY for text in texts] for texts in (clause.custodians, clause.actors, reached)
    )
    for custodian, actor, data in product(*wide):
        yield custodian, actor, data, purposes


def _reach(text: str | None) -> str | None:
    """Of an objection; to a category of which nothing is told apart here, that is everything."""
    if text is None or text.startswith((LABEL, RESOURCE)) or is_held(text):
        return text
    return ANY

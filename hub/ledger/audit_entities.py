"""What an event was about: data, inhabitant, query, request, and what decided."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from hub.ledger.balp import (
    ENTITY_TYPE,
    LIFECYCLE,
    OBJECT_ROLE,
    REQUEST_TYPE,
    Coding,
    Pattern,
)
from hub.ledger.entry import Entry
from hub.ledger.record import OPENING, Ground
from hub.security.assertion import JWT_BEARER

_PERSON, _SYSTEM_OBJECT, _OTHER = (Coding(ENTITY_TYPE, code).json() for code in "124")
_PATIENT, _DATA, _QUERY, _SECURITY = (
    Coding(OBJECT_ROLE, code).json() for code in ("1", "4", "24", "13")
)


@dataclass(frozen=True, slots=True)
class Names:
    """What the database calls otherwise: addresses of what opened something, and of Patients.

    That is a Consent, or the Task of a transfer. Of a Patient that is not here, nothing is told.
    """

    consents: Mapping[UUID, str] = field(default_factory=dict)
    patients: Mapping[UUID, str] = field(default_factory=dict)


def entities(entry: Entry, pattern: Pattern, names: Names) -> list[dict[str, Any]]:
    """All that it was about, of one inhabitant at most."""
    if entry.record.interaction == "token":
        return [_token_request(entry)]
    found = [_request(entry.record.request_id)]
    if entry.is_own:
        return [*found, _detail("detail", entry.record.detail)]
    found += _data(entry, pattern)
    patient = names.patients.get(entry.record.pat) if entry.record.pat else None
    if patient is not None:
        found.append({"what": {"reference": patient}, "type": _PERSON, "role": _PATIENT})
    if "operation" in entry.record.detail:
        found.append({"type": _OTHER, "description": entry.record.detail["operation"]})
    found += _beside(entry.record.detail)
    if entry.record.found:
        along = entry.record.detail.get("along", {})
        found.append(_detail("found", {entry.record.type or "": entry.record.found, **along}))
    if entry.who.vouched_by is not None:
        found.append(_detail("person", _word(entry)))
    messages = entry.record.detail.get("mitz", {})
    return [*found, *(_decision(one, names, messages) for one in decisions(entry))]


def _beside(detail: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Whose token it was, of who brought another's; which choices wait at a desk, or hold now."""
    if "claimed" in detail:
        yield _detail("claimed", {"client": detail["claimed"]})
    if "desk" in detail:
        yield _detail("desk", detail["desk"])


def _word(entry: Entry) -> dict[str, str]:
    """Whose word it is who the person was, and how sure; said of a log-in, since when."""
    who, detail = entry.who, entry.record.detail
    return {
        "vouched-by": who.vouched_by or "",
        "assurance": who.assurance or "",
        "mandated-by": who.mandated_by or "",
        "authenticated": detail.get("authenticated", ""),
    }


def decisions(entry: Entry) -> list[Ground]:
    """What opened: rule, custodian, and the database's name and version of the consent."""
    return [one for one in entry.record.grounds if one.rule in OPENING]


def _request(request_id: str) -> dict[str, Any]:
    kind = Coding(REQUEST_TYPE, "XrequestId").json()
    return {"what": {"identifier": {"value": request_id}}, "type": kind}


def _data(entry: Entry, pattern: Pattern) -> list[dict[str, Any]]:
    record = entry.record
    if record.interaction == "search-type":
        asked = f"{record.type or ''}?{entry.asked or ''}"
        return [{"type": _SYSTEM_OBJECT, "role": _QUERY, "query": _base64(asked)}]
    data: dict[str, Any] = {"type": _SYSTEM_OBJECT, "role": _DATA}
    if pattern.lifecycle:
        data["lifecycle"] = Coding(LIFECYCLE, pattern.lifecycle).json()
    if record.entities:
        return [{"what": {"reference": address}, **data} for address in record.entities]
    # Of what was refused no more than its type is kept.
    return [{"what": {"display": record.type}, **data}] if record.type else []


def _token_request(entry: Entry) -> dict[str, Any]:
    """Without the assertion, which is a secret until it was used."""
    detail = entry.record.detail
    grant = detail.get("grant") or (JWT_BEARER if entry.who.stands else "client_credentials")
    form = {"grant_type": grant, "scope": detail.get("scope", "")}
    known = {
        "X-Request-Id": entry.record.request_id,
        "claimed": detail.get("claimed", ""),
        **_word(entry),
    }
    return {
        "type": _SYSTEM_OBJECT,
        "role": _QUERY,
        "query": _base64(urlencode({name: value for name, value in form.items() if value})),
        "detail": _details(known),
    }


def _decision(one: Ground, names: Names, messages: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Of what Mitz opened also its message: that of a no would tell that something is here."""
    by_mitz = one.rule == "C-MITZ-PERMIT" and one.custodian in messages
    message = messages[one.custodian][1] if by_mitz else ""
    said = {"rule": one.rule, "custodian": one.custodian, "message": message}
    entity = _detail("decision", said)
    entity["role"] = _SECURITY
    consent = names.consents.get(one.consent) if one.consent else None
    if consent:
        entity["what"] = {"reference": f"{consent}/_history/{one.version}"}
    return entity


def _detail(name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    entity, details = {"type": _OTHER, "name": name}, _details(said)
    return {**entity, "detail": details} if details else entity


def _details(said: Mapping[str, Any]) -> list[dict[str, str]]:
    texts = {name: _text(value) for name, value in said.items()}
    return [{"type": name, "valueString": text} for name, text in texts.items() if text]


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()

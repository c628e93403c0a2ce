"""Choices as Mitz sends them to who subscribed: a transaction of Consents, each read or told.

A Consent of Mitz is no Consent of ours. It says for whom in an extension on its root, which other
software passes over, so that it reads a yes to everyone; and it says no by being inactive without a
type, which other software reads as a yes withdrawn. So it is read here, and nowhere else.
docs/decisions/0026-mitz-asked-live-copied-by-subscription.md
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from consent.category import OTV_CATEGORIES
from consent.data_category import CATEGORIES
from consent.fhir.elements import PRIVACY, codes, mapping, moment, purpose_text, sequence
from consent.statement import CATEGORY, Statement
from hub.outbound.mitz.fhir_xml import as_json
from hub.outbound.mitz.parties import Parties, parties_of
from hub.outbound.xml import NotXml, parsed
from profiles import systems
from profiles.identifiers import BSN

PROFILE = "http://vzvz.nl/fhir/StructureDefinition/Consent-Mitz-Notify"
_AHEAD = timedelta(minutes=5)
_ROOT = frozenset(
    {
        *("resourceType", "id", "meta", "language", "text", "identifier", "extension", "status"),
        *("scope", "category", "patient", "dateTime", "provision"),
    }
)
_PROVISION = frozenset({"id", "type", "actor", "purpose"})
_WORDS = {
    ("active", "permit"): True,
    ("inactive", None): False,
    ("active", "deny"): False,
    ("inactive", "deny"): False,
}


class NotANotification(ValueError):
    """Not a transaction Bundle of FHIR; the message never repeats it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one inhabitant chose, as consent decides by it."""

    bsn: BSN
    statement: Statement


@dataclass(frozen=True, slots=True)
class Unread:
    """A Consent, or a part of it, that is not understood: for an alarm, and never a permit.

    `closes` is whether it may have been a no to what a copy permits; `bsn` and `holder` (a URA) are
    whom it is about, None where even that is not known.
    """

    why: str
    bsn: BSN | None = None
    holder: str | None = None
    closes: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """All of one notification."""

    choices: tuple[Choice, ...] = ()
    unread: tuple[Unread, ...] = ()


def read_notification(body: bytes, received: datetime) -> Notice:
    """What it says; `received` is aware. Raises NotANotification, and nothing else."""
    bundle = _bundle(body)
    if (bundle.get("resourceType"), bundle.get("type")) != ("Bundle", "transaction"):
        raise NotANotification("not a transaction Bundle")
    parties = parties_of(bundle)
    said = [
        each
        for entry in sequence(bundle.get("entry"))
        for each in _of_entry(mapping(entry), parties, received)
    ]
    return Notice(
        tuple(one for one in said if isinstance(one, Choice)),
        tuple(one for one in said if isinstance(one, Unread)),
    )


def _bundle(body: bytes) -> Mapping[str, Any]:
    try:
        if body.lstrip().startswith(b"<"):
            return as_json(parsed(body))
        return mapping(msgspec.json.decode(body))
    except (NotXml, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotANotification("neither JSON nor XML of FHIR") from None


class _NotRead(Exception):
    def __init__(self, why: str, *, closes: bool = True) -> None:
        super().__init__(why)
        self.why, self.closes = why, closes


def _of_entry(
    entry: Mapping[str, Any], parties: Parties, received: datetime
) -> Iterator[Choice | Unread]:
    resource = mapping(entry.get("resource"))
    if resource.get("resourceType") in ("Patient", "Organization"):
        return
    bsn, holder = parties.patient(resource), parties.holder(resource)
    try:
        whole = _whole(entry, holder, received)
    except _NotRead as failed:
        yield Unread(failed.why, bsn, holder, failed.closes)
        return
    if bsn is None:
        yield Unread("patient", None, holder)
        return
    for category in _user_categories(resource):
        if category in OTV_CATEGORIES:
            yield Choice(bsn, _for_user(whole, str(category)))
        else:
            harmless = whole.permit and category is not None
            yield Unread("user-category", bsn, holder, closes=not harmless)


def _whole(entry: Mapping[str, Any], holder: str | None, received: datetime) -> Statement:
    """All but for whom. Raises _NotRead."""
    consent = mapping(entry.get("resource"))
    provision = mapping(consent.get("provision"))
    if mapping(entry.get("request")).get("method") not in ("POST", "PUT"):
        raise _NotRead("request")
    word = _word(consent, provision)
    if holder is None:
        raise _NotRead("holder")
    given_at = moment(consent.get("dateTime"))
    if given_at is None or given_at > received + _AHEAD:
        raise _NotRead("moment")
    if [purpose_text(each) for each in sequence(provision.get("purpose"))] != ["TREAT"]:
        raise _NotRead("purpose")
    return Statement(
        consent_id="",
        version=max(0, int(given_at.timestamp())),
        permit=word,
        given_at=given_at,
        custodian=holder,
        data=_data_category(consent),
        status="active" if consent["status"] == "active" else "inactive",
        source="mitz",
    )


def _word(consent: Mapping[str, Any], provision: Mapping[str, Any]) -> bool:
    """Yes or no, of a Consent that says nothing which is not understood. Raises _NotRead."""
    profiles = [str(each) for each in sequence(mapping(consent.get("meta")).get("profile"))]
    if consent.get("resourceType") != "Consent" or PROFILE not in {
        each.partition("|")[0] for each in profiles
    }:
        raise _NotRead("profile")
    if not (consent.keys() <= _ROOT and provision.keys() <= _PROVISION):
        raise _NotRead("element")
    if codes(consent.get("scope")) != [(systems.CONSENT_SCOPE, PRIVACY)]:
        raise _NotRead("scope")
    status, kind = consent.get("status"), provision.get("type")
    for word, permit in _WORDS.items():
        if (status, kind) == word:
            return permit
    raise _NotRead("word")


def _data_category(consent: Mapping[str, Any]) -> str:
    """A category that the hub holds data of; of another one it has no copy that could be wrong."""
    match [codes(concept) for concept in sequence(consent.get("category"))]:
        case [[(systems.OTV_DATA_CATEGORY, str(code))]]:
            if code in CATEGORIES:
                return code
            raise _NotRead("data-category", closes=not code)
    raise _NotRead("data-category")


def _user_categories(consent: Mapping[str, Any]) -> list[str | None]:
    """Of each extension its code, None where it is not understood; one None where there is none."""
    found: list[str | None] = []
    for extension in sequence(consent.get("extension")):
        match extension:
            case {
                "url": systems.OTV_PROVIDER_CATEGORY_EXTENSION,
                "valueCodeableConcept": concept,
                **more,
            } if not more.keys() - {"id"}:
                match codes(concept):
                    case [(systems.OTV_PROVIDER_CATEGORY, str(code))]:
                        found.append(code)
                        continue
        found.append(None)
    return found or [None]


def _for_user(whole: Statement, category: str) -> Statement:
    """Known by what it is about, so that a later word replaces it."""
    return replace(
        whole,
        consent_id=copy_id(whole.custodian, whole.data, category),
        actor=CATEGORY + category,
    )


def copy_id(holder: str, data: str, category: str) -> str:
    """By what a copy is known: no id of FHIR, so that no Consent of a source takes its place."""
    return f"mitz|{holder}|{data}|{category}"

"""Who took part in an event: the client, the hub, the person, the organisation behind them."""

from typing import Any

from hub.ledger.balp import PARTICIPATION, Coding, Pattern
from hub.ledger.entry import Entry
from hub.ledger.record import SELF, Who
from profiles import systems

ROLE_CLASS = "http://terminology.hl7.org/CodeSystem/v3-RoleClass"
RESPONSIBLE = Coding(PARTICIPATION, "RESP")
HUB = "Almere exchange hub"
_IP_ADDRESS, _URI = "2", "5"
CALLED = {
    SELF: "de inwoner zelf",
    "parent": "ouder",
    "guardian": "voogd",
    "curator": "curator",
    "mentor": "mentor",
    "proxy": "gemachtigde",
    "spouse": "partner",
    "child": "kind",
    "sibling": "broer of zus",
}
STRANGER = "iemand anders"
"""How an inhabitant reads in his log who asked for himself, or for him."""


def agents(entry: Entry, pattern: Pattern, hub: str) -> list[dict[str, Any]]:
    """Everybody; `hub` is where it is reached. A refused log-in has a client of unknown name."""
    who = entry.who
    found = [_server(pattern.server, hub, is_alone=entry.is_own)]
    if entry.is_own:
        return found
    found.insert(0, _client(who, pattern))
    if who.number:
        found.append(_user(who, pattern))
    if who.stands:
        found.append(_person(entry, pattern))
    if who.mandated_by and pattern.type.code == "rest":
        found.append(_mandating(who))
    if who.ura and pattern.type.code == "rest":
        found.append(_organization(entry))
    elif entry.token_id:
        found[0]["policy"] = [_policy(entry.token_id)]
    return found


def _client(who: Who, pattern: Pattern) -> dict[str, Any]:
    """The system that called: a person's, or on its own account."""
    identifier: dict[str, Any] = {"value": who.client_id}
    if who.ura:
        identifier["assigner"] = _whose(who)
    agent: dict[str, Any] = {
        "type": _concept(pattern.client),
        "who": {"identifier": identifier} if who.client_id else {"display": "unknown"},
        "requestor": not (who.number or who.stands),
    }
    if who.address:
        agent["network"] = {"address": who.address, "type": _IP_ADDRESS}
    return agent


def _server(part: Coding, hub: str, *, is_alone: bool) -> dict[str, Any]:
    return {
        "type": _concept(part),
        "who": {"identifier": {"value": hub}, "display": HUB},
        "requestor": is_alone,
        "network": {"address": hub, "type": _URI},
    }


def _user(who: Who, pattern: Pattern) -> dict[str, Any]:
    agent: dict[str, Any] = {
        "type": _concept(pattern.user),
        "who": {"identifier": {"system": systems.UZI_PERSON, "value": who.number}},
        "requestor": True,
        "name": who.name,
        "role": [_concept(Coding(systems.UZI_ROLE, who.role or ""))],
    }
    if who.purpose:
        agent["purposeOfUse"] = [_concept(Coding(systems.ACT_REASON, who.purpose))]
    return agent


def _person(entry: Entry, pattern: Pattern) -> dict[str, Any]:
    """The inhabitant himself, or who stands for him; of anybody else no more than that he asked."""
    who, record = entry.who, entry.record
    is_himself = who.stands == SELF and who.subject == str(record.pat)
    stands = SELF if is_himself else who.stands if who.stands != SELF else ""
    agent: dict[str, Any] = {
        "type": _concept(pattern.user),
        "who": {"display": CALLED.get(stands or "", STRANGER)},
        "requestor": True,
    }
    if who.purpose:
        agent["purposeOfUse"] = [_concept(Coding(systems.ACT_REASON, who.purpose))]
    return agent


def _mandating(who: Who) -> dict[str, Any]:
    """The clinician who answers for it: NEN 7513's responsible user."""
    return {
        "type": _concept(RESPONSIBLE),
        "who": {"identifier": {"system": systems.UZI_PERSON, "value": who.mandated_by}},
        "requestor": False,
        "role": [_concept(Coding(systems.UZI_ROLE, who.mandating_role or ""))],
    }


def _organization(entry: Entry) -> dict[str, Any]:
    """Who answers for it, and by which token."""
    agent: dict[str, Any] = {
        "type": _concept(Coding(ROLE_CLASS, "PROV")),
        "who": _whose(entry.who),
        "requestor": False,
    }
    if entry.token_id:
        agent["policy"] = [_policy(entry.token_id)]
    return agent


def _whose(who: Who) -> dict[str, Any]:
    named: dict[str, Any] = {"identifier": {"system": systems.URA_SYSTEM, "value": who.ura}}
    return {**named, "display": who.organization} if who.organization else named


def _policy(token_id: str) -> str:
    return f"urn:ietf:params:oauth:jti:{token_id}"


def _concept(one: Coding) -> dict[str, Any]:
    return {"coding": [one.json()]}

"""What IHE's Basic Audit Log Patterns ask of an AuditEvent of each kind that came off well.

Written down from https://profiles.ihe.net/ITI/BALP/artifacts.html, beside the code that is tested.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

DCM = "http://dicom.nema.org/resources/ontology/DCM"
REST = "http://terminology.hl7.org/CodeSystem/audit-event-type|rest"
RESTFUL = "http://hl7.org/fhir/restful-interaction"
KIND = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
PART = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
REQUEST = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType|XrequestId"
CUSTODIAN = "http://terminology.hl7.org/CodeSystem/provenance-participant-type|custodian"
OAUTH = "https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes|AuthzOauthService"
APPLICATION, DESTINATION, SOURCE = f"{DCM}|110150", f"{DCM}|110152", f"{DCM}|110153"
IRCP = frozenset({f"{PART}|IRCP"})
SOURCES = frozenset({f"{PART}|AUT", f"{PART}|INF", f"{PART}|CST"})
OF_USERS_ALONE = frozenset({"role", "altId", "name", "policy", "purposeOfUse"})
DATA_ROLES = {f"{ROLE}|{code}" for code in ("3", "4", "20")}


@dataclass(frozen=True)
class Profile:
    """One profile: codes as `system|code`; of a user's type any of these."""

    type: str
    subtype: str
    action: str
    client: str
    server: str
    user: frozenset[str]


def _rest(code: str, action: str, client: str, server: str, user: frozenset[str]) -> Profile:
    return Profile(REST, f"{RESTFUL}|{code}", action, client, server, user)


PROFILES = {
    "read": _rest("read", "R", DESTINATION, SOURCE, IRCP),
    "vread": _rest("vread", "R", DESTINATION, SOURCE, IRCP),
    "search-type": _rest("search-type", "E", SOURCE, DESTINATION, IRCP),
    "create": _rest("create", "C", SOURCE, DESTINATION, SOURCES),
    "update": _rest("update", "U", SOURCE, DESTINATION, SOURCES),
    "delete": _rest("delete", "D", APPLICATION, CUSTODIAN, SOURCES),
    "token": Profile(
        f"{DCM}|110114", "urn:ihe:event-type-code|ITI-71", "E", APPLICATION, OAUTH, IRCP
    ),
}


def lacking(event: dict[str, Any], kind: str, *, of_patient: bool) -> list[str]:
    """What the event of a kind lacks or has too much, a word each; none where it conforms."""
    profile = PROFILES[kind]
    return [
        *_headed(event, profile),
        *_agents(event, profile, kind),
        *(_token_entities(event) if kind == "token" else _entities(event, kind)),
        *(["patient"] if of_patient != (len(_of(event, f"{KIND}|1")) == 1) else []),
    ]


def _headed(event: dict[str, Any], profile: Profile) -> Iterator[str]:
    if _code(event["type"]) != profile.type:
        yield "type"
    if [_code(one) for one in event["subtype"]] != [profile.subtype]:
        yield "subtype"
    if (event["action"], event["outcome"]) != (profile.action, "0"):
        yield "action or outcome"
    if not event["recorded"] or not event["source"]["observer"]:
        yield "recorded or source"


def _agents(event: dict[str, Any], profile: Profile, kind: str) -> Iterator[str]:
    for part, code in (("client", profile.client), ("server", profile.server)):
        found = _played(event, {code})
        if len(found) != 1 or not {"who", "network"} <= set(found[0]) or "media" in found[0]:
            yield part
        elif kind == "delete" and OF_USERS_ALONE & set(found[0]):
            yield f"{part} has what it may not"
    yield from _users(_played(event, profile.user))
    if len([one for one in event["agent"] if one["requestor"]]) != 1:
        yield "one who asks"
    if kind == "token" and len(event["agent"]) not in {2, 3}:
        yield "two or three agents"


def _users(users: list[dict[str, Any]]) -> Iterator[str]:
    if len(users) > 1:
        yield "one user"
    for user in users:
        if not {"who", "role", "name", "purposeOfUse"} <= set(user):
            yield "what a user has"
        if {"network", "media", "altId"} & set(user) or user["requestor"] is not True:
            yield "what a user has not"


def _played(event: dict[str, Any], codes: Collection[str]) -> list[dict[str, Any]]:
    return [one for one in event["agent"] if _code(one["type"]["coding"][0]) in codes]


def _entities(event: dict[str, Any], kind: str) -> Iterator[str]:
    requests = _of(event, REQUEST)
    if len(requests) != 1 or not requests[0]["what"]["identifier"]["value"]:
        yield "transaction"
    objects = _of(event, f"{KIND}|2")
    if len(objects) != 1:
        yield "one object"
        return
    [one] = objects
    if kind == "search-type":
        if _code(one["role"]) != f"{ROLE}|24" or not one.get("query"):
            yield "query"
        if {"what", "lifecycle", "detail", "name"} & set(one):
            yield "query has what it may not"
    else:
        if _code(one["role"]) not in DATA_ROLES or not one.get("what", {}).get("reference"):
            yield "data"
        if kind == "delete" and {"lifecycle", "name", "query", "detail"} & set(one):
            yield "data has what it may not"


def _token_entities(event: dict[str, Any]) -> Iterator[str]:
    if len(event["entity"]) != 1:
        yield "one entity"
        return
    [one] = event["entity"]
    kinds = (_code(one["type"]), _code(one["role"]))
    if kinds != (f"{KIND}|2", f"{ROLE}|24") or not one.get("query") or "what" in one:
        yield "token request"


def _of(event: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in event["entity"] if "type" in one and _code(one["type"]) == kind]


def _code(coding: dict[str, str]) -> str:
    return f"{coding['system']}|{coding['code']}"

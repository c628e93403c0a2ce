"""The person behind a call as an access token names him, and back.

https://profiles.ihe.net/ITI/IUA/index.html, https://openid.net/specs/openid-connect-core-1_0.html
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from consent.declaration import Declaration
from hub.security.assurance import URL_OF, level_of
from hub.security.professional import Professional
from hub.security.requester import ORGANIZATION, Mandate, Practitioner

RELATION = "treatment_relation"
URA_OID = "urn:oid:2.16.528.1.1007.3.3"


class Behind(NamedTuple):
    """Who is behind a call, why, what he declared, and whether he treats whom he asks about."""

    practitioner: Practitioner | None = None
    purpose: str | None = None
    emergency: Declaration | None = None
    relation: bool = True


def person_claims(behind: Behind, organization: tuple[str, str]) -> dict[str, Any]:
    """`acr`, `auth_time` and `extensions`; `organization` is name and URA.

    Empty for a system that states no purpose, as none may.
    """
    person, purpose, emergency, relation = behind
    if purpose is None:
        return {}
    if person is None:
        return {"extensions": {"ihe_iua": {"purpose_of_use": [purpose]}}}
    name, ura = organization
    whose = {"subject_organization": name, "subject_organization_id": f"{URA_OID}.{ura}"}
    extensions: dict[str, Any] = {
        "ihe_iua": whose | Professional(person, purpose).claims(),
        "vouched_by": person.vouched_by,
    }
    if person.mandate is not None:
        mandate = person.mandate
        extensions["mandated_by"] = {
            "national_provider_identifier": mandate.number,
            "subject_role": [mandate.role],
        }
    if not relation:
        extensions[RELATION] = False
    if emergency is not None:
        extensions["emergency"] = {"code": emergency.code, "reason": emergency.words}
    moment = person.authenticated_at
    return {
        "acr": URL_OF[person.assurance],
        **({"auth_time": int(moment.timestamp())} if moment else {}),
        "extensions": extensions,
    }


def behind_of(claims: Mapping[str, Any]) -> Behind:
    """What a verified token says of it: the hub's own word, so each purpose goes to who decides."""
    extensions = claims.get("extensions", {})
    iua = extensions.get("ihe_iua")
    if iua is None:
        return Behind()
    [purpose] = iua["purpose_of_use"]
    if "national_provider_identifier" not in iua:
        return Behind(purpose=purpose)
    person = Practitioner(
        iua["national_provider_identifier"],
        iua["subject_name"],
        iua["subject_role"][0],
        level_of(claims.get("acr")),
        datetime.fromtimestamp(claims["auth_time"], UTC) if "auth_time" in claims else None,
        extensions.get("vouched_by", ORGANIZATION),
        _mandate(extensions.get("mandated_by")),
    )
    emergency = _emergency(extensions.get("emergency"))
    return Behind(person, purpose, emergency, extensions.get(RELATION, True))


def _mandate(said: Mapping[str, Any] | None) -> Mandate | None:
    if said is None:
        return None
    return Mandate(said["national_provider_identifier"], said["subject_role"][0])


def _emergency(said: Mapping[str, str] | None) -> Declaration | None:
    return None if said is None else Declaration(code=said["code"], words=said["reason"])

"""The person behind a call as an access token names him, and back.

https://profiles.ihe.net/ITI/IUA/index.html, https://openid.net/specs/openid-connect-core-1_0.html
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from consent.declaration import Declaration
from hub.security.assurance import URL_OF, level_of
from hub.security.professional import Professional, professional
from hub.security.requester import ORGANIZATION, Mandate, Practitioner

URA_OID = "urn:oid:2.16.528.1.1007.3.3"


def person_claims(
    person: Practitioner | None,
    purpose: str | None,
    organization: tuple[str, str],
    emergency: Declaration | None,
) -> dict[str, Any]:
    """`acr`, `auth_time` and `extensions`; `organization` is name and URA. Empty for a system."""
    if person is None or purpose is None:
        return {}
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
    if emergency is not None:
        extensions["emergency"] = {"code": emergency.code, "reason": emergency.words}
    moment = person.authenticated_at
    return {
        "acr": URL_OF[person.assurance],
        **({"auth_time": int(moment.timestamp())} if moment else {}),
        "extensions": extensions,
    }


def person_of(
    claims: Mapping[str, Any],
) -> tuple[Practitioner | None, str | None, Declaration | None]:
    """Who a verified token names, why, and what he declared; nobody in a system's own."""
    said = professional(claims)
    if said is None:
        return None, None, None
    extensions = claims["extensions"]
    who = said.practitioner
    person = Practitioner(
        who.number,
        who.name,
        who.role,
        level_of(claims.get("acr")),
        datetime.fromtimestamp(claims["auth_time"], UTC) if "auth_time" in claims else None,
        extensions.get("vouched_by", ORGANIZATION),
        _mandate(extensions.get("mandated_by")),
    )
    return person, said.purpose, _emergency(extensions.get("emergency"))


def _mandate(said: Mapping[str, Any] | None) -> Mandate | None:
    if said is None:
        return None
    return Mandate(said["national_provider_identifier"], said["subject_role"][0])


def _emergency(said: Mapping[str, str] | None) -> Declaration | None:
    return None if said is None else Declaration(code=said["code"], words=said["reason"])

"""Which app connects: by a TLS certificate of its host, which stands on both lists.

https://www.rfc-editor.org/rfc/rfc8705#section-2.1
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509

from consent.section import INHABITANT
from hub.http.peer import certificate_of
from hub.oauth.refusals import InvalidClient, InvalidRequest
from hub.oauth.registration import NO_PROVIDER
from hub.outbound.medmij.keeping import Lists
from hub.outbound.medmij.lists import HOST
from hub.security.trust import Trust
from hub.security.uzi import CertificateRefused


@dataclass(frozen=True, slots=True)
class PersonalEnvironment:
    """An app that is on the lists, by the name of whoever runs it.

    It is no care organisation, so it has nobody's URA.
    """

    client_id: str
    name: str
    ura: str = INHABITANT
    organization_type: str = NO_PROVIDER


def authenticated(
    scope: Mapping[str, Any], client_id: str | None, lists: Lists, trust: Trust, now: datetime
) -> PersonalEnvironment:
    """The app of this name, where its certificate came with the request.

    Raises:
        InvalidRequest: no app is named. InvalidClient: it is not the one that it says it is.
    """
    if not client_id:
        raise InvalidRequest("client-absent", "client_id is missing")
    der = certificate_of(scope)
    if der is None:
        raise InvalidClient("certificate-absent", "connect with your certificate")
    try:
        certificate, _until = trust.proven(der, now)
    except CertificateRefused as refusal:
        raise InvalidClient(refusal.reason, f"your certificate is refused: {refusal}") from None
    if client_id not in _hosts(certificate):
        raise InvalidClient("certificate-host", "the certificate is another host's")
    if client_id not in lists.hosts:
        raise InvalidClient("host-unlisted", "this host is not on the Whitelist")
    listed = lists.clients.get(client_id)
    if listed is None:
        raise InvalidClient("client-unlisted", "this host is not on the OAuth Client List")
    return PersonalEnvironment(client_id, listed.name)


def _hosts(certificate: x509.Certificate) -> frozenset[str]:
    """Whole names alone: what stands for many hosts stands for none."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return frozenset()
    said = (name.lower() for name in names.get_values_for_type(x509.DNSName))
    return frozenset(name for name in said if HOST.fullmatch(name))

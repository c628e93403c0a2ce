"""Whether the settings of the national layer are complete and safe: a line for each that is not."""

from collections.abc import Iterator
from pathlib import Path

from hub.oauth.medmij.medmij import trust_of
from hub.oauth.medmij.services import InvalidServices, services_of
from hub.outbound.medmij.terms import InvalidTerms, Terms
from hub.security.authorities import InvalidTrust
from hub.security.revocations import revocations
from hub.settings import Settings

ROOTS, CRL, SERVICES = "HUB_MEDMIJ_CLIENT_ROOTS", "HUB_MEDMIJ_CRL", "HUB_MEDMIJ_SERVICES"


def medmij_faults(found: Settings) -> Iterator[str]:
    """None where the hub takes no part in it."""
    try:
        terms = Terms.of(found)
    except InvalidTerms as fault:
        yield str(fault)
        return
    if terms is None:
        return
    if not (found.tls_certificate or found.certificate_header):
        yield f"{ROOTS}: nobody shows a certificate; set HUB_TLS_CERTIFICATE, or a proxy's header"
    yield from _trust_faults(found)
    try:
        services_of(found.medmij_services)
    except InvalidServices as fault:
        yield f"{SERVICES}: {fault}"


def _trust_faults(found: Settings) -> Iterator[str]:
    try:
        trust = trust_of(found.model_copy(update={"medmij_crl": ""}))
    except InvalidTrust as fault:
        yield f"{ROOTS}: {fault}"
        return
    except OSError as fault:
        yield f"{ROOTS}: can't be read ({type(fault).__name__})"
        return
    if not found.medmij_crl:
        return
    try:
        revocations(Path(found.medmij_crl).read_bytes(), trust.authorities)
    except InvalidTrust as fault:
        yield f"{CRL}: {fault}"
    except OSError as fault:
        yield f"{CRL}: can't be read ({type(fault).__name__})"

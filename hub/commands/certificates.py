"""Whether the settings about certificates are complete and safe: a line for each that is not."""

import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509

from hub.http.tls import server_context
from hub.security.authorities import InvalidTrust
from hub.security.revocations import revocations
from hub.security.trust import Trust
from hub.security.uzi import profile
from hub.settings import Settings

_OTHERS = 0o007
_HEADER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
CERTIFICATE, KEY = "HUB_TLS_CERTIFICATE", "HUB_TLS_KEY"
ROOTS, CRL = "HUB_TLS_CLIENT_ROOTS", "HUB_TLS_CRL"
HEADER, PROXIES = "HUB_CERTIFICATE_HEADER", "HUB_CERTIFICATE_PROXIES"


def certificate_faults(found: Settings) -> Iterator[str]:
    """Of TLS, of the client certificates that are believed, and of the proxies that tell them."""
    if found.tls_certificate or found.tls_key:
        yield from _tls_faults(found)
    yield from _proxy_faults(found)
    if found.tls_client_roots:
        yield from _trust_faults(found)
    elif found.tls_crl:
        yield f"{CRL}: is of nobody; name the authorities in {ROOTS}"
    elif found.certificate_header and not found.medmij_client_roots:
        yield f"{HEADER}: no certificate is believed; name the authorities in {ROOTS}"


def _tls_faults(found: Settings) -> Iterator[str]:
    if not (found.tls_certificate and found.tls_key):
        missing, there = (CERTIFICATE, KEY) if found.tls_key else (KEY, CERTIFICATE)
        yield f"{missing}: is not set, and {there} is"
        return
    if urlsplit(found.public_url).scheme != "https":
        yield f"HUB_PUBLIC_URL: must be https, for {CERTIFICATE} is set"
    yield from _pair_faults(Path(found.tls_certificate), Path(found.tls_key))


def _pair_faults(certificate: Path, key: Path) -> Iterator[str]:
    try:
        if key.stat().st_mode & _OTHERS:
            yield f"{KEY}: everybody on this machine may use it; take their rights away (chmod o=)"
        server_context(certificate, key)
        own = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
    except ssl.SSLError as fault:
        yield f"{CERTIFICATE}, {KEY}: are no certificate and its key ({fault.reason})"
    except OSError as fault:
        yield f"{CERTIFICATE}, {KEY}: can't be read ({type(fault).__name__})"
    except ValueError:
        yield f"{CERTIFICATE}: holds something that is no certificate"
    else:
        if own.not_valid_after_utc < datetime.now(UTC):
            yield f"{CERTIFICATE}: is expired"


def _trust_faults(found: Settings) -> Iterator[str]:
    if not (found.tls_certificate or found.certificate_header):
        yield f"{ROOTS}: nobody shows a certificate; set {CERTIFICATE}, or {HEADER}"
    if not found.tls_crl and found.uzi_profile == "strict":
        yield f"{CRL}: is not set, and what was revoked is not to be believed"
    try:
        trust = Trust.read(Path(found.tls_client_roots), profile(found.uzi_profile))
    except InvalidTrust as fault:
        yield f"{ROOTS}: {fault}"
        return
    except OSError as fault:
        yield f"{ROOTS}: can't be read ({type(fault).__name__})"
        return
    if found.tls_crl:
        yield from _crl_faults(Path(found.tls_crl), trust)


def _crl_faults(crl: Path, trust: Trust) -> Iterator[str]:
    try:
        lists = revocations(crl.read_bytes(), trust.authorities)
    except InvalidTrust as fault:
        yield f"{CRL}: {fault}"
    except OSError as fault:
        yield f"{CRL}: can't be read ({type(fault).__name__})"
    else:
        if len(lists) < len(trust.authorities):
            yield f"{CRL}: lacks the list of an authority in {ROOTS}"


def _proxy_faults(found: Settings) -> Iterator[str]:
    if bool(found.certificate_header) != bool(found.certificate_proxies):
        missing, there = (HEADER, PROXIES) if found.certificate_proxies else (PROXIES, HEADER)
        yield f"{missing}: is not set, and {there} is"
    if found.certificate_header and not _HEADER.fullmatch(found.certificate_header.lower()):
        yield f"{HEADER}: must be the name of a header of more words, such as Client-Cert"
    for one in filter(None, found.certificate_proxies.split(",")):
        try:
            ip_address(one.strip())
        except ValueError:
            yield f"{PROXIES}: must be addresses, comma between"

"""Whether certificates, and the lists of what was revoked, still hold, and for how long."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from hub.commands.doctor.finding import Finding, Findings, fail, ok, warn
from hub.security.authorities import authorities_of
from hub.security.revocations import revocations
from hub.settings import Settings

ABOUT = "certificates"
SOON = timedelta(days=30)
LISTS_SOON = timedelta(days=1)


def of_certificates(found: Settings) -> Findings:
    """Nothing where the hub has to do with none."""
    if not (found.tls_certificate or found.tls_client_roots):
        return []
    return list(_ending(found)) or [ok(ABOUT, "hold, and so do the lists of what was revoked")]


def _ending(found: Settings) -> Iterator[Finding]:
    now = datetime.now(UTC)
    if found.tls_certificate:
        [own, *_] = x509.load_pem_x509_certificates(Path(found.tls_certificate).read_bytes())
        if own.not_valid_after_utc - now < SOON:
            yield warn(
                ABOUT, f"HUB_TLS_CERTIFICATE: ends {_day(own.not_valid_after_utc)}; renew it"
            )
    if not found.tls_client_roots:
        return
    authorities = authorities_of(Path(found.tls_client_roots).read_bytes())
    first = min(one.not_valid_after_utc for one in authorities)
    if first - now < SOON:
        yield warn(
            ABOUT,
            f"HUB_TLS_CLIENT_ROOTS: one ends {_day(first)}; whom it issued to is then not let in",
        )
    if found.tls_crl:
        lists = revocations(Path(found.tls_crl).read_bytes(), authorities)
        yield from _old(min(one.until for one in lists.values()), now)


def _old(until: datetime, now: datetime) -> Iterator[Finding]:
    if until <= now:
        yield fail(
            ABOUT,
            "HUB_TLS_CRL: a list is too old, and whoever has a certificate of its authority is "
            "not let in; put the newest in its place, no restart is needed",
        )
    elif until - now < LISTS_SOON:
        yield warn(ABOUT, f"HUB_TLS_CRL: a list ends {until:%Y-%m-%d %H:%M} UTC; renew it")


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"

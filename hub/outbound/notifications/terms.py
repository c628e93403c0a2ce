"""On what terms others are told: whom, in which style, known by what, for how long."""

import ssl
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from hub.outbound.notifications.address import Allowed
from hub.outbound.notifications.style import InvalidStyles, Styles
from hub.settings import Settings


class InvalidTerms(ValueError):
    """Each line names a setting and what is wrong with it, never its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`base` is how partners reach the hub; one is told no more after `patience`.

    Who hears of nothing for as long as `quiet` gets a heartbeat; None is nobody.
    """

    base: str
    styles: Styles
    allowed: Allowed
    trust: ssl.SSLContext = field(repr=False)
    patience: timedelta
    quiet: timedelta | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Terms":
        """Raises InvalidTerms."""
        try:
            styles = Styles.of(settings.notify_styles)
        except InvalidStyles as fault:
            raise InvalidTerms(f"HUB_NOTIFY_STYLES: {fault}") from None
        return cls(
            base=settings.public_url,
            styles=styles,
            allowed=Allowed.of(settings.notify_hosts),
            trust=_trust(settings),
            patience=timedelta(hours=settings.notify_hours),
            quiet=timedelta(minutes=settings.notify_heartbeat_minutes) or None,
        )


def _trust(settings: Settings) -> ssl.SSLContext:
    """Raises InvalidTerms."""
    certificate, key = settings.notify_certificate, settings.notify_key
    try:
        trust = ssl.create_default_context(cafile=settings.notify_authorities)
    except (OSError, ssl.SSLError):
        raise InvalidTerms("HUB_NOTIFY_AUTHORITIES: holds no certificates in PEM") from None
    trust.minimum_version = ssl.TLSVersion.TLSv1_2
    if bool(certificate) != bool(key):
        raise InvalidTerms("HUB_NOTIFY_KEY: belongs to HUB_NOTIFY_CERTIFICATE; set both, or none")
    if certificate and key:
        _show(trust, certificate, key)
    return trust


def _show(trust: ssl.SSLContext, certificate: Path, key: Path) -> None:
    try:
        # A key with a password would otherwise be asked for at the terminal.
        trust.load_cert_chain(certificate, key, password=str)
    except (OSError, ssl.SSLError):
        fault = "is not the key of HUB_NOTIFY_CERTIFICATE, or not in PEM without a password"
        raise InvalidTerms(f"HUB_NOTIFY_KEY: {fault}") from None

"""On what terms this hub talks with Mitz: where, as whom, for how long; all of it or nothing."""

import re
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from hub.settings import Settings

_FILES = ("mitz_certificate", "mitz_key", "mitz_roots")
_OF_COPIES = ("mitz_notify_url", "mitz_sender", "mitz_gateway", "mitz_source")
_OID = re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+")


class InvalidTerms(ValueError):
    """Each line names a setting and what is wrong with it, never its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Where Mitz sends choices to, and the OIDs (`urn:oid:…`) of the hub and of its system."""

    notify_url: str
    gateway: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`url` is what the paths of Mitz' services come behind.

    `seconds` are for all questions of one request together.
    """

    url: str
    seconds: float
    at_once: int
    trust: ssl.SSLContext = field(repr=False)
    copies: Copies | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Terms | None":
        """None where the region does not ask Mitz. Raises InvalidTerms."""
        faults = [fault for fault in _faults(settings) if fault]
        if faults:
            raise InvalidTerms("\n".join(faults))
        if not settings.mitz_url:
            return None
        copied = Copies(
            notify_url=settings.mitz_notify_url,
            gateway=settings.mitz_gateway,
            source=settings.mitz_source,
        )
        return cls(
            url=settings.mitz_url,
            seconds=settings.mitz_seconds,
            at_once=settings.mitz_at_once,
            trust=_trust(settings),
            copies=copied if settings.mitz_notify_url else None,
        )


def _trust(settings: Settings) -> ssl.SSLContext:
    """Both ways: Mitz by these roots and no others, the hub by its certificate.

    Raises InvalidTerms.
    """
    for name in _FILES:
        if not Path(getattr(settings, name)).is_file():
            raise InvalidTerms(f"HUB_{name.upper()}: is no file that can be read")
    try:
        trust = ssl.create_default_context(cafile=settings.mitz_roots)
    except (OSError, ssl.SSLError):
        raise InvalidTerms("HUB_MITZ_ROOTS: holds no certificates in PEM") from None
    trust.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # A key with a password would otherwise be asked for at the terminal.
        trust.load_cert_chain(settings.mitz_certificate, settings.mitz_key, password=str)
    except (OSError, ssl.SSLError):
        fault = "is not the key of HUB_MITZ_CERTIFICATE, or not in PEM without a password"
        raise InvalidTerms(f"HUB_MITZ_KEY: {fault}") from None
    return trust


def _faults(settings: Settings) -> list[str | None]:
    said = {name: getattr(settings, name) for name in (*_FILES, *_OF_COPIES)}
    if not settings.mitz_url:
        return [
            f"HUB_{name.upper()}: is of no use without HUB_MITZ_URL"
            for name, value in said.items()
            if value
        ]
    faults = [_url_fault("mitz_url", settings.mitz_url)]
    faults += [
        f"HUB_{name.upper()}: is not set, and Mitz is asked over mutual TLS alone"
        for name in _FILES
        if not said[name]
    ]
    return faults + _copies_faults({name: said[name] for name in _OF_COPIES})


def _copies_faults(said: dict[str, str]) -> list[str | None]:
    if not any(said.values()):
        return []
    faults: list[str | None] = [
        f"HUB_{name.upper()}: is not set, and a subscription needs it"
        for name, value in said.items()
        if not value
    ]
    faults += [
        f"HUB_{name.upper()}: must be an OID, such as urn:oid:2.16.840.1"
        for name in ("mitz_gateway", "mitz_source")
        if said[name] and not _OID.fullmatch(said[name])
    ]
    if said["mitz_notify_url"]:
        faults.append(_url_fault("mitz_notify_url", said["mitz_notify_url"]))
    return faults


def _url_fault(name: str, url: str) -> str | None:
    """Nothing of a person goes to another scheme, and no password stands in a URL."""
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_plain = False
    if is_plain and "@" not in url and not {"?", "#"} & set(url) and not url.endswith("/"):
        return None
    return f"HUB_{name.upper()}: must be https, without a password, query or slash at its end"

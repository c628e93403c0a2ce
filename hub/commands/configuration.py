"""Settings as a command needs them: complete and safe, or a refusal that names the setting."""

import ssl
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from hub.commands.certificates import certificate_faults
from hub.commands.medmij import medmij_faults
from hub.commands.notifications import notification_faults
from hub.monitoring.listener import OFF, address
from hub.oauth.dezi_keys import InvalidIssuers, dezi_keys
from hub.oauth.person_statement import issuer_keys
from hub.oauth.sign_in_settings import InvalidSignIn, check
from hub.outbound.fetch import Fetch
from hub.outbound.mitz.sender import Sender
from hub.outbound.mitz.terms import InvalidTerms, Terms
from hub.pages.door.running import NotADemo, folder_of
from hub.query.open_region import InvalidRegion, open_region_of
from hub.security.keys import InvalidKey, checkpoint_key, signing_key
from hub.settings import (
    AuditSettings,
    ExplainSettings,
    MigrationSettings,
    OwnerSettings,
    RetentionSettings,
    Settings,
)
from hub.storage.sealing import Keyring
from hub.transfer.figures.agreed import InvalidFigures, load_agreed
from hub.validation.policy_file import InvalidPolicy, load_policy

RETENTION = "HUB_DATABASE_RETENTION_URL"
ANY_KEY = "0123456789abcdef" * 4
FEWEST_DIGITS = 8  # different hex digits; a random key with fewer does not occur


class ConfigurationRefused(Exception):
    """Each line of the message names a setting and what is wrong with it, never its value."""


def database_urls() -> tuple[str, str, str | None]:
    """HUB_DATABASE_OWNER_URL, HUB_DATABASE_URL, HUB_DATABASE_RETENTION_URL where it is set.

    Raises:
        ConfigurationRefused: one is needed, or is no URL of PostgreSQL.
    """
    found = _read(MigrationSettings)
    owner = found.database_owner_url.get_secret_value()
    app = found.database_url.get_secret_value()
    faults = [_database_fault(app), _database_fault(owner, "HUB_DATABASE_OWNER_URL")]
    secret = found.database_retention_url
    retention = secret.get_secret_value() if secret else None
    if retention is not None:
        faults.append(_database_fault(retention, RETENTION))
    _refuse(faults)
    return owner, app, retention


def owner_url() -> str:
    """The setting HUB_DATABASE_OWNER_URL. Raises ConfigurationRefused."""
    url = _read(OwnerSettings).database_owner_url.get_secret_value()
    _refuse([_database_fault(url, "HUB_DATABASE_OWNER_URL")])
    return url


def audit_settings() -> AuditSettings:
    """What the ledger is verified with, from the environment. Raises ConfigurationRefused."""
    found = _read(AuditSettings)
    _refuse(_reading_faults(found))
    return found


def explain_settings() -> ExplainSettings:
    """What a decision is explained with, from the environment. Raises ConfigurationRefused."""
    found = _read(ExplainSettings)
    _refuse(_reading_faults(found))
    return found


def retention_settings() -> RetentionSettings:
    """What months are removed with, from the environment. Raises ConfigurationRefused."""
    found = _read(RetentionSettings)
    _refuse(
        [
            _database_fault(found.database_retention_url.get_secret_value(), RETENTION),
            *_key_faults(found),
        ]
    )
    return found


def settings() -> Settings:
    """The hub's settings from the environment. Raises ConfigurationRefused."""
    found = _read(Settings)
    _refuse(
        [
            *_reading_faults(found),
            _number_fault(found.sealing_keys.get_secret_value()),
            _signing_fault(found.signing_key.get_secret_value()),
            _checkpoint_fault(found.checkpoint_key.get_secret_value()),
            _public_fault(found.public_url),
            _second_place_fault(found),
            _page_fault(found),
            _policy_fault(found),
            _figures_fault(found),
            _transfer_fault(found),
            _dezi_fault(found),
            _person_fault(found),
            _demo_fault(found),
            _sign_in_fault(found),
            _metrics_fault(found.metrics_address),
            _traces_fault(found.traces_url),
            _mitz_fault(found),
            *certificate_faults(found),
            *medmij_faults(found),
            *notification_faults(found),
        ]
    )
    return found


_Found = TypeVar("_Found", bound=BaseSettings)


def _read(kind: type[_Found]) -> _Found:
    try:
        return kind.model_validate({})
    except ValidationError as error:
        raise ConfigurationRefused(_lines(error)) from None


def _reading_faults(found: Settings | AuditSettings) -> list[str | None]:
    """Of what it takes to read a database of the hub."""
    return [_database_fault(found.database_url.get_secret_value()), *_key_faults(found)]


def _key_faults(found: Settings | AuditSettings | RetentionSettings) -> list[str | None]:
    return [
        _key_fault("HUB_INDEX_KEY", found.index_key.get_secret_value(), f"1:{ANY_KEY}"),
        _key_fault("HUB_SEALING_KEYS", ANY_KEY, found.sealing_keys.get_secret_value()),
    ]


def _lines(error: ValidationError) -> str:
    lines = []
    for one in error.errors():
        said = "is not set" if one["type"] == "missing" else one["msg"]
        lines.append(f"HUB_{str(one['loc'][0]).upper()}: {said}")
    return "\n".join(lines)


def _refuse(faults: list[str | None]) -> None:
    found = [fault for fault in faults if fault is not None]
    if found:
        raise ConfigurationRefused("\n".join(found))


def _database_fault(url: str, name: str = "HUB_DATABASE_URL") -> str | None:
    if url.startswith("postgresql://"):
        return None
    return f"{name}: must begin with postgresql://"


def _key_fault(name: str, index_key: str, sealing_keys: str) -> str | None:
    try:
        keyring = Keyring.parse(index_key, sealing_keys)
    except ValueError as error:
        return f"{name}: {error}"
    keys = [keyring.index_key, *keyring.sealing_keys.values()]
    if any(len(set(key.hex())) < FEWEST_DIGITS for key in keys):
        return f"{name}: is no random key; make one with `openssl rand -hex 32`"
    return None


def _number_fault(sealing_keys: str) -> str | None:
    numbers = [pair.partition(":")[0].strip().lstrip("0") for pair in sealing_keys.split(",")]
    if len(set(numbers)) == len(numbers):
        return None
    return "HUB_SEALING_KEYS: a number is there twice; give each key a number of its own"


def _signing_fault(text: str) -> str | None:
    try:
        signing_key(text)
    except InvalidKey as error:
        return f"HUB_SIGNING_KEY: {error}"
    return None


def _checkpoint_fault(text: str) -> str | None:
    try:
        checkpoint_key(text)
    except InvalidKey as error:
        return f"HUB_CHECKPOINT_KEY: {error}"
    return None


def _second_place_fault(found: Settings) -> str | None:
    url = found.checkpoint_url
    if url and not found.checkpoint_files.strip(", "):
        return "HUB_CHECKPOINT_URL: is sent to from a file; name one in HUB_CHECKPOINT_FILES"
    if url and ("@" in urlsplit(url).netloc or not _is_safe(url)):
        return "HUB_CHECKPOINT_URL: must be https, without a password (http on loopback only)"
    return None


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    )


def _public_fault(url: str) -> str | None:
    parts = urlsplit(url)
    if not parts.hostname or parts.query or parts.fragment or url.endswith("/"):
        return "HUB_PUBLIC_URL: must be a URL with a host, without query or closing slash"
    if _is_safe(url):
        return None
    return "HUB_PUBLIC_URL: must be https, since tokens travel there (http on loopback only)"


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _page_fault(found: Settings) -> str | None:
    if found.page_size <= found.max_page_size:
        return None
    return "HUB_PAGE_SIZE: is more than HUB_MAX_PAGE_SIZE"


def _metrics_fault(text: str) -> str | None:
    try:
        address(text)
    except ValueError as error:
        return f"HUB_METRICS_ADDRESS: {error}"
    return None


def _traces_fault(url: str) -> str | None:
    if url == OFF:
        return None
    try:
        parts = urlsplit(url)
        is_url = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_url = False
    return None if is_url else "HUB_TRACES_URL: must be the http(s) URL of a collector, or off"


def _mitz_fault(found: Settings) -> str | None:
    try:
        Terms.of(found)
        Sender.of(found)
    except InvalidTerms as error:
        return str(error)
    return None


def _policy_fault(found: Settings) -> str | None:
    try:
        load_policy(found.profile_policy)
    except InvalidPolicy as error:
        return f"HUB_PROFILE_POLICY: {error}"
    return None


def _figures_fault(found: Settings) -> str | None:
    try:
        load_agreed(found.figures)
    except InvalidFigures as error:
        return f"HUB_FIGURES: {error}"
    return None


def _transfer_fault(found: Settings) -> str | None:
    try:
        open_region_of(found)
    except InvalidRegion as error:
        return str(error)
    return None


def _person_fault(found: Settings) -> str | None:
    try:
        issuer_keys(found.person_issuer, found.public_url)
    except InvalidIssuers as error:
        return f"HUB_PERSON_ISSUER: {error}"
    return None


def _demo_fault(found: Settings) -> str | None:
    try:
        folder_of(found.demo_place, found.public_url)
    except NotADemo as error:
        return f"HUB_DEMO_PLACE: {error}"
    return None


def _sign_in_fault(found: Settings) -> str | None:
    try:
        check(found, signing_key(found.signing_key.get_secret_value()))
    except InvalidSignIn as error:
        return str(error)
    except InvalidKey:
        return None  # told of HUB_SIGNING_KEY
    return None


def _dezi_fault(found: Settings) -> str | None:
    try:
        dezi_keys(found.dezi_keys, found.public_url, Fetch())
    except InvalidIssuers as error:
        return f"HUB_DEZI_KEYS: {error}"
    try:
        ssl.create_default_context(cafile=found.dezi_authorities)
    except OSError:
        return "HUB_DEZI_AUTHORITIES: holds no certificates in PEM"
    return None

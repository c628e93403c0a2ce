"""Where people log in, as the settings say: the port of logging in, and the register of mandates.

docs/decisions/0038-logging-in-at-an-openid-provider.md
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from joserfc.jwk import ECKey

from consent.asker import Assurance
from hub.oauth.mandates import MandatesAtProvider, NoMandates
from hub.oauth.openid_provider import OpenIdProvider, is_address, is_local
from hub.oauth.openid_sign_in import OpenIdSignIn, Upstream
from hub.oauth.provider_client import ProviderClient
from hub.oauth.sign_in import RepresentationRegistry, Who
from hub.outbound.fetch import Fetch
from hub.security.assurance import LEVELS, URL_OF
from hub.security.professional import is_one_line

RETURN = "/auth/back"
MEDMIJ_RETURN = "/medmij/in"
"""Where browsers come back; registered at both providers, under the hub's public URL."""
_LONGEST = 256


class InvalidSignIn(ValueError):
    """A setting can't be used like this; the message names it, and says what to change."""


class SignInSettings(Protocol):
    """Those of the hub that say it."""

    @property
    def public_url(self) -> str:
        """How callers reach the hub."""

    @property
    def inhabitants_issuer(self) -> str:
        """Who lets inhabitants log in."""

    @property
    def inhabitants_client_id(self) -> str:
        """Who the hub is there."""

    @property
    def inhabitants_levels(self) -> str:
        """What its `acr` values mean."""

    @property
    def inhabitants_bsn_claim(self) -> str:
        """Where it says a BSN."""

    @property
    def professionals_issuer(self) -> str:
        """Who lets professionals log in."""

    @property
    def professionals_client_id(self) -> str:
        """Who the hub is there."""

    @property
    def professionals_levels(self) -> str:
        """What its `acr` values mean."""

    @property
    def mandates_url(self) -> str:
        """Where the inhabitants' provider says who may act for whom."""

    @property
    def sign_in_authorities(self) -> Path | None:
        """Who may vouch for those servers."""


@dataclass(frozen=True, slots=True)
class _Said:
    """One of the two providers, and the beginning of the names of its settings."""

    group: str
    issuer: str
    client_id: str
    levels: str

    def refused(self, name: str, sentence: str) -> InvalidSignIn:
        return InvalidSignIn(f"HUB_{self.group}_{name}: {sentence}")


def sign_in(settings: SignInSettings, key: ECKey, returns: str = RETURN) -> OpenIdSignIn:
    """The port, for whom a provider is set; `key` is the hub's own, of /auth/jwks.

    People are sent back to the path `returns`.

    Raises:
        InvalidSignIn: a setting is missing, or not usable.
    """
    upstreams: dict[Who, Upstream] = {}
    fetch = _fetch(settings)
    for who, said in _providers(settings).items():
        if said.issuer:
            _check_provider(said, settings)
            upstreams[who] = Upstream(
                OpenIdProvider(said.issuer, fetch),
                ProviderClient(said.client_id, key),
                _levels(said),
                settings.inhabitants_bsn_claim,
            )
    return OpenIdSignIn(upstreams, f"{settings.public_url}{returns}")


def representation_registry(settings: SignInSettings, key: ECKey) -> RepresentationRegistry:
    """The register that is set, or one that knows of nobody.

    Raises:
        InvalidSignIn: its address is not usable, or there is no provider that it is of.
    """
    url = settings.mandates_url
    if not url:
        return NoMandates()
    said = _providers(settings)["inhabitant"]
    if not said.issuer:
        raise InvalidSignIn("HUB_MANDATES_URL: is of the provider in HUB_INHABITANTS_ISSUER")
    _check_provider(said, settings)
    if not is_address(url) or is_local(url) != is_local(said.issuer):
        raise InvalidSignIn("HUB_MANDATES_URL: must be https, and where its provider is")
    return MandatesAtProvider(url, _fetch(settings), ProviderClient(said.client_id, key))


def check(settings: SignInSettings, key: ECKey) -> None:
    """Raise InvalidSignIn where people can't log in as the settings say."""
    sign_in(settings, key)
    representation_registry(settings, key)


def _providers(settings: SignInSettings) -> dict[Who, _Said]:
    return {
        "inhabitant": _Said(
            "INHABITANTS",
            settings.inhabitants_issuer,
            settings.inhabitants_client_id,
            settings.inhabitants_levels,
        ),
        "professional": _Said(
            "PROFESSIONALS",
            settings.professionals_issuer,
            settings.professionals_client_id,
            settings.professionals_levels,
        ),
    }


def _check_provider(said: _Said, settings: SignInSettings) -> None:
    issuer = said.issuer
    if not is_address(issuer) or "?" in issuer:
        raise said.refused("ISSUER", "must be https, without password, query or fragment")
    if is_local(issuer) and not is_local(settings.public_url):
        raise said.refused("ISSUER", "a provider on this machine is for a demo on it alone")
    if not (is_one_line(said.client_id, _LONGEST) and said.client_id.isascii()):
        raise said.refused("CLIENT_ID", "is needed: the name by which that provider knows the hub")


def _levels(said: _Said) -> Mapping[str, Assurance]:
    """`acr` values with the assurance of each; without any those of eIDAS, by their URLs."""
    table: dict[str, Assurance] = {}
    for one in filter(None, map(str.strip, said.levels.split(","))):
        value, _, named = one.rpartition("=")
        level = next((level for level in LEVELS if level == named), None)
        if level is None or not value or " " in value or value in table:
            raise said.refused("LEVELS", "must be `acr value=low|substantial|high`, comma between")
        table[value] = level
    return table or {url: level for level, url in URL_OF.items()}


def _fetch(settings: SignInSettings) -> Fetch:
    fetch = Fetch(settings.sign_in_authorities)
    try:
        fetch.trust()
    except OSError:
        raise InvalidSignIn("HUB_SIGN_IN_AUTHORITIES: holds no certificates in PEM") from None
    return fetch

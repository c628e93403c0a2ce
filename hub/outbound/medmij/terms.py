"""On what terms this hub takes part in the national layer: all of it or nothing."""

import re
import ssl
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from hub.settings import Settings

_NEEDED = ("medmij_provider_name", "medmij_lists", "medmij_client_roots")
_OTHERS = ("medmij_list_authorities", "medmij_services", "medmij_crl")
_PROVIDER = re.compile(r"[a-z0-9&.-]{1,200}@medmij")
_LONGEST_NAME = 200


class InvalidTerms(ValueError):
    """Each line names a setting and what is wrong with it, never its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`provider` is by which name of the list the hub is asked, `name` what people call it.

    The lists stand in the folder or beneath the URL `place`. Those that were had last hold `lasts`
    long, and none counts that was issued longer ago than `oldest`. `authorize` is the address by
    which the list of providers knows the hub.
    """

    provider: str
    name: str
    place: str
    authorities: Path | None
    lasts: timedelta
    oldest: timedelta
    authorize: str

    @classmethod
    def of(cls, settings: Settings) -> "Terms | None":
        """None where the hub takes no part. Raises InvalidTerms."""
        faults = [fault for fault in _faults(settings) if fault]
        if faults:
            raise InvalidTerms("\n".join(faults))
        if not settings.medmij_provider:
            return None
        return cls(
            provider=settings.medmij_provider,
            name=settings.medmij_provider_name,
            place=settings.medmij_lists,
            authorities=settings.medmij_list_authorities,
            lasts=timedelta(hours=settings.medmij_list_hours),
            oldest=timedelta(days=settings.medmij_list_days),
            authorize=f"{settings.public_url}/medmij/authorize",
        )


def _faults(settings: Settings) -> list[str | None]:
    if not settings.medmij_provider:
        return [
            f"HUB_{name.upper()}: is of no use without HUB_MEDMIJ_PROVIDER"
            for name in (*_NEEDED, *_OTHERS)
            if getattr(settings, name)
        ]
    faults = [
        f"HUB_{name.upper()}: is not set, and HUB_MEDMIJ_PROVIDER is"
        for name in _NEEDED
        if not getattr(settings, name)
    ]
    return [
        *faults,
        _provider_fault(settings.medmij_provider),
        _name_fault(settings.medmij_provider_name),
        _place_fault(settings.medmij_lists),
        _authorities_fault(settings.medmij_list_authorities),
    ]


def _provider_fault(name: str) -> str | None:
    if _PROVIDER.fullmatch(name):
        return None
    return "HUB_MEDMIJ_PROVIDER: must be as in the list of providers, `name@medmij`"


def _name_fault(name: str) -> str | None:
    if name.isprintable() and name == name.strip() and len(name) <= _LONGEST_NAME:
        return None
    return "HUB_MEDMIJ_PROVIDER_NAME: must be one line of at most 200 characters"


def _place_fault(place: str) -> str | None:
    if "://" not in place:
        return None
    try:
        parts = urlsplit(place)
        is_plain = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_plain = False
    if is_plain and "@" not in place and not {"?", "#"} & set(place) and not place.endswith("/"):
        return None
    return "HUB_MEDMIJ_LISTS: must be a folder, or https without password, query or closing slash"


def _authorities_fault(file: Path | None) -> str | None:
    try:
        ssl.create_default_context(cafile=file)
    except OSError:
        return "HUB_MEDMIJ_LIST_AUTHORITIES: holds no certificates in PEM"
    return None

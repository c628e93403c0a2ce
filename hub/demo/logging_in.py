"""Where the demo's people log in: the provider's file, the hub's settings, and one log-in tried.

docs/decisions/0038-logging-in-at-an-openid-provider.md
"""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx

from hub.demo.failure import DemoFailed
from hub.demo.people import PEOPLE, Person, people_lines
from hub.demo.place import Place, write_privately
from hub.demo.provider.configuration import PATHS
from hub.oauth.sign_in import Asked, Mandate, SignedIn, SignInRefused, Who
from hub.oauth.sign_in_settings import RETURN, representation_registry, sign_in
from hub.security.keys import new_signing_key, signing_key
from hub.settings import Settings
from profiles.identifiers import BSN

CLIENT_ID = "almere-hub"
NAME = "de uitwisselhub (demo)"
FURTHER = 1
"""How far its port is from the hub's: 8001 beside 8000."""
SEE_OTHER = 303
_BUTTON = re.compile(r'<button name="person" value="([a-z]+)">')


def issuers(provider: str) -> dict[Who, str]:
    """Both, of the provider at this address."""
    return {who: f"{provider}{path}" for who, path in PATHS.items()}


def provider_file(place: Place, hubs: Sequence[str]) -> Path:
    """What the provider works with; `hubs` are the addresses of those that send people there."""
    said = {
        "keys": {
            who: json.loads(place.secret(f"provider_{who}", lambda: json.dumps(new_signing_key())))
            for who in PATHS
        },
        "clients": [
            {
                "client_id": CLIENT_ID,
                "name": NAME,
                "redirect_uris": [f"{url}{RETURN}" for url in hubs],
                "jwks_uri": f"{hubs[0]}/auth/jwks",
            }
        ],
    }
    path = place.demo / "keys" / "provider.json"
    write_privately(path, json.dumps(said))
    return path.resolve()


def write_people(place: Place, provider: str) -> None:
    """people.json: who there is, and what they log in with."""
    lines = people_lines(issuers(provider))
    write_privately(place.demo / "people.json", json.dumps(lines, indent=2) + "\n")


def sign_in_environment(provider: str) -> dict[str, str]:
    """The settings by which a hub on this machine sends people there."""
    at = issuers(provider)
    return {
        "HUB_INHABITANTS_ISSUER": at["inhabitant"],
        "HUB_INHABITANTS_CLIENT_ID": CLIENT_ID,
        "HUB_PROFESSIONALS_ISSUER": at["professional"],
        "HUB_PROFESSIONALS_CLIENT_ID": CLIENT_ID,
        "HUB_MANDATES_URL": f"{at['inhabitant']}/mandates",
    }


def log_in_lines(environment: Mapping[str, str]) -> str:
    """Who can log in and where, for the demo's table."""
    provider = environment["HUB_INHABITANTS_ISSUER"].removesuffix(PATHS["inhabitant"])
    hub = environment["HUB_PUBLIC_URL"]
    lines = [f"\nInloggen gaat bij {provider}: kies daar wie u bent, zonder wachtwoord"]
    for who, doors in (("inhabitant", ["mijn"]), ("professional", ["viewer", "rtp"])):
        lines.append(f" op {' en '.join(f'{hub}/{door}' for door in doors)}")
        lines += [f"  {one.name:<18} {one.tells}" for one in PEOPLE if one.who == who]
    return "\n".join(lines)


def check_log_in(environment: Mapping[str, str]) -> None:
    """Prints who logged in, by a real log-in. Raises DemoFailed where that goes wrong."""
    said = {name.removeprefix("HUB_").lower(): value for name, value in environment.items()}
    print("Inloggen:")
    try:
        asyncio.run(_checked(Settings.model_validate(said)))
    except (SignInRefused, httpx.HTTPError) as error:
        raise DemoFailed(f"nobody can log in: {error}") from None


async def _checked(settings: Settings) -> None:
    johanna = PEOPLE[0]
    parent = next(one for one in PEOPLE if one.acts_for)
    doctor = next(one for one in PEOPLE if one.who == "professional")
    came = {one.key: await _logged_in(settings, one) for one in (johanna, parent, doctor)}
    key = signing_key(settings.signing_key.get_secret_value())
    register = representation_registry(settings, key)
    mandates = await register.mandates(BSN(parent.bsn), datetime.now(UTC))
    [child] = parent.acts_for
    inhabitant, practitioner = came[johanna.key], came[doctor.key].practitioner
    if inhabitant.bsn != BSN(johanna.bsn) or practitioner is None:
        raise DemoFailed("somebody else came in than who logged in")
    if mandates != [Mandate(bsn=BSN(child.bsn), ground=child.ground)]:
        raise DemoFailed(f"{parent.name} may not act for {child.name}")
    print(f"  {johanna.name} logt in: {inhabitant.assurance}")
    print(f"  {parent.name} logt in, en mag kiezen voor {child.name}")
    print(f"  {practitioner.name} logt in als zorgverlener, rol {practitioner.role}")


async def _logged_in(settings: Settings, person: Person) -> SignedIn:
    door = sign_in(settings, signing_key(settings.signing_key.get_secret_value()))
    asked, now = Asked(who=person.who), datetime.now(UTC)
    begun = await door.begin(asked, now)
    async with httpx.AsyncClient(trust_env=False, timeout=30) as browser:
        page = await browser.get(begun.url)
        if person.key not in _BUTTON.findall(page.text):
            raise DemoFailed(f"{person.name} is not on the page to log in at")
        chosen = {"person": person.key, "level": asked.level}
        answer = await browser.post(begun.url, data=chosen)
    if answer.status_code != SEE_OTHER:
        raise DemoFailed(f"{person.name} is not sent back")
    pairs = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    return await door.came_back(pairs, asked, begun.kept, datetime.now(UTC))

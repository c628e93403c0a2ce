"""What an inhabitant of the demo reads of her own record by a token, as the check asks it.

docs/decisions/0034-persons-ask-and-choose.md
"""

from collections.abc import Mapping

import httpx

from hub.demo.failure import DemoFailed
from hub.demo.inhabitant import APP, LoggedIn, stated
from hub.demo.organizations import INHABITANTS
from hub.demo.place import DemoClient, Place
from hub.demo.token import fetch_person_token
from hub.demo.wishes import patients, wishes

WITHDRAWN = INHABITANTS[2]
FORBIDDEN = 403


def check_inhabitant(place: Place, url: str, clients: Mapping[str, DemoClient]) -> None:
    """Prints what somebody sees who closed her record. Raises DemoFailed where that is wrong."""
    print("Een inwoner zelf:")
    statement = stated(place, url, LoggedIn(WITHDRAWN.bsn))
    headers = {"Authorization": f"Bearer {fetch_person_token(url, clients[APP], statement)}"}
    base = f"{url}/fhir"
    try:
        with httpx.Client(base_url=base, headers=headers, timeout=30, trust_env=False) as fhir:
            [own] = patients(fhir, WITHDRAWN.bsn)
            many, seen = len(wishes(fhir, own)), fhir.get("AuditEvent").json()["total"]
            other = fhir.get(f"Patient/{own}x").status_code
    except (httpx.HTTPError, KeyError, ValueError) as error:
        raise DemoFailed(f"an inhabitant got no answer: {type(error).__name__}") from None
    print(f"  {WITHDRAWN.name} leest zelf {many} wensen, en wie er keek")
    if not (many and seen) or other != FORBIDDEN:
        raise DemoFailed("an inhabitant does not see what is hers, or sees more")

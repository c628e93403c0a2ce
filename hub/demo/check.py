"""`hub demo --check`: asks the hub as a doctor would, and as one whom nobody let in."""

from collections.abc import Mapping

import httpx

from hub.demo.failure import DemoFailed
from hub.demo.organizations import INHABITANTS, REGION, Inhabitant
from hub.demo.place import DemoClient
from hub.demo.token import doctor, fetch_token
from hub.demo.wishes import Wish, patients, wishes

GP_NUMBER, GP_ROLE = "900000501", "01.015"
CHANGED, DISAGREED, WITHDRAWN, OBJECTED, TRANSFERRED, SILENT, REPRESENTED = INHABITANTS
OPEN_TO_THE_POST = (CHANGED, DISAGREED, TRANSFERRED, REPRESENTED)
WHOLE = (CHANGED, DISAGREED)  # the others are counted only, to keep the answer short
NAMES = {one.ura: one.name for one in REGION}
TWO = 2


def check(url: str, clients: Mapping[str, DemoClient]) -> None:
    """Prints what came back, in Dutch. Raises DemoFailed where it is not what it should be."""
    with _asking(url, clients["gp-post"]) as fhir:
        print("Huisarts op de huisartsenpost:")
        seen = {one.bsn: _shown(fhir, one) for one in INHABITANTS}
    with _asking(url, clients["other-region"]) as fhir:
        strangers = sum(len(patients(fhir, one.bsn)) for one in INHABITANTS)
    print(f"Arts van een ziekenhuis in een andere regio:\n  {strangers} inwoners gevonden")
    _judge(seen, strangers)


def _asking(url: str, client: DemoClient) -> httpx.Client:
    token = fetch_token(url, client, doctor(GP_NUMBER, GP_ROLE))
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=f"{url}/fhir", headers=headers, timeout=30)


def _shown(fhir: httpx.Client, who: Inhabitant) -> list[Wish] | None:
    """What the doctor finds; None when not even the inhabitant."""
    try:
        found = patients(fhir, who.bsn)
        known = wishes(fhir, found[0]) if found else None
    except (httpx.HTTPError, KeyError) as error:
        raise DemoFailed(f"the doctor got no answer: {type(error).__name__}: {error}") from None
    if len(found) > 1:
        raise DemoFailed("two Patients with one BSN were found")
    print(f"  {who.name} ({who.tells}): {f'{len(known)} wensen' if known else 'niets gevonden'}")
    for wish in (known or []) if who in WHOLE else []:
        day = f" ({wish.day})" if wish.day else ""
        print(f"    {wish.about}: {wish.said}{day}, {NAMES.get(wish.source, wish.source)}")
    return known


def _judge(seen: Mapping[str, list[Wish] | None], strangers: int) -> None:
    closed = [one for one in INHABITANTS if one not in OPEN_TO_THE_POST]
    faults = [f"nothing of {one.name}" for one in OPEN_TO_THE_POST if not seen[one.bsn]]
    faults += [f"{one.name}, who did not let it" for one in closed if seen[one.bsn] is not None]
    words = [wish.said for wish in seen[CHANGED.bsn] or () if wish.about == "Reanimatie"]
    if words != ["niet doen"]:
        faults.append(f"{CHANGED.name}'s earlier word, or none, on resuscitation")
    sources = {wish.source for wish in seen[DISAGREED.bsn] or () if wish.about == "Reanimatie"}
    if len(sources) != TWO:
        faults.append(f"one source only for {DISAGREED.name}")
    if faults:
        raise DemoFailed(f"the out-of-hours GP found {'; '.join(faults)}")
    if strangers:
        raise DemoFailed("an organisation that nobody consented to found someone")

"""`hub demo --check`: asks the hub as a doctor would, and as one whom nobody let in."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from hub.demo.failure import DemoFailed
from hub.demo.hospital import HOSPITAL
from hub.demo.organizations import INHABITANTS, REGION, Inhabitant
from hub.demo.person import doctor
from hub.demo.place import DemoClient
from hub.demo.token import asking
from hub.demo.wishes import SINCE, Wish, handoffs, patients, wishes
from profiles.pzp.queries import BEFORE

GP_NUMBER, GP_ROLE = "900000501", "01.015"
GP = {"ihe_iua": doctor(GP_NUMBER, GP_ROLE).claims()}
CHANGED, DISAGREED, _WITHDRAWN, OBJECTED, TRANSFERRED, _SILENT, REPRESENTED, _CHILD = INHABITANTS
OPEN_TO_THE_POST = (CHANGED, DISAGREED, TRANSFERRED, REPRESENTED)
WHOLE = (CHANGED, DISAGREED)  # the others are counted only, to keep the answer short
_NAMES = {one.ura: one.name for one in REGION}
[_ECD] = [one.ura for one in REGION if one.ecd]
[_HOSPITAL] = [one.ura for one in REGION if one.client == HOSPITAL]
TWO = 2


def check(url: str, clients: Mapping[str, DemoClient]) -> None:
    """Prints what came back, in Dutch. Raises DemoFailed where it is not what it should be."""
    with asking(url, clients["gp-post"], GP) as fhir:
        print("Huisarts op de huisartsenpost:")
        seen = {one.bsn: _shown(fhir, one) for one in INHABITANTS}
    print("  Gevraagd met de landelijke gids 1.0 en met 0.1.3-beta3: dezelfde wensen")
    with asking(url, clients["other-region"], GP) as fhir:
        strangers = sum(len(patients(fhir, one.bsn)) for one in INHABITANTS)
    print(f"Arts van een ziekenhuis in een andere regio:\n  {strangers} inwoners gevonden")
    _judge(seen, strangers)


@dataclass(frozen=True, slots=True)
class _Found:
    """What a doctor finds of an inhabitant that he may know of."""

    wishes: list[Wish]
    handoffs: list[str]

    def in_short(self) -> str:
        """Counted, in Dutch."""
        many = f"{len(self.wishes)} wens{'en' if len(self.wishes) != 1 else ''}"
        days = "".join(f", overdracht van {day}" for day in self.handoffs)
        return many + days


def _shown(fhir: httpx.Client, who: Inhabitant) -> _Found | None:
    """What the doctor finds; None when not even the inhabitant."""
    try:
        ids = patients(fhir, who.bsn)
        found = _Found(wishes(fhir, ids[0]), handoffs(fhir, ids[0])) if ids else None
        before = set(wishes(fhir, ids[0], BEFORE)) if ids else set()
    except (httpx.HTTPError, KeyError) as error:
        raise DemoFailed(f"the doctor got no answer: {type(error).__name__}: {error}") from None
    if len(ids) > 1:
        raise DemoFailed("two Patients with one BSN were found")
    now = set(found.wishes) if found else set()
    if any(wish.about not in SINCE for wish in before ^ now):
        raise DemoFailed(f"of {who.name} the two releases of the guide find other wishes")
    print(f"  {who.name} ({who.tells}): {found.in_short() if found else 'niets gevonden'}")
    for wish in found.wishes if found and who in WHOLE else []:
        day = f" ({wish.day})" if wish.day else ""
        print(f"    {wish.about}: {wish.said}{day}, {_NAMES.get(wish.source, wish.source)}")
    return found


def _judge(seen: Mapping[str, _Found | None], strangers: int) -> None:
    faults = [
        f"{one.name}, who did not let it"
        for one in INHABITANTS
        if one not in OPEN_TO_THE_POST and seen[one.bsn] is not None
    ]
    for one in OPEN_TO_THE_POST:
        found = seen[one.bsn]
        if found is None:
            faults.append(f"nothing of {one.name}")
        else:
            faults += _missing(one, found)
    if faults:
        raise DemoFailed(f"the out-of-hours GP found {'; '.join(faults)}")
    if strangers:
        raise DemoFailed("an organisation that nobody consented to found someone")


def _missing(one: Inhabitant, found: _Found) -> list[str]:
    said = [wish for wish in found.wishes if wish.about == "Reanimatie"]
    if one == CHANGED and [wish.said for wish in said] != ["NIET reanimeren"]:
        return [f"{one.name}'s earlier word, or none, on resuscitation"]
    if one == DISAGREED and len({wish.source for wish in said}) != TWO:
        return [f"not both sources for {one.name}"]
    if one == TRANSFERRED and len(found.handoffs) != TWO:
        return [f"not both handoffs of {one.name}, of a folder and of an ECD"]
    if one == TRANSFERRED and _HOSPITAL not in {wish.source for wish in found.wishes}:
        return [f"no wish of {one.name} that the hospital told by HL7 v2"]
    if one == REPRESENTED and _ECD not in {wish.source for wish in found.wishes}:
        return [f"no wish of {one.name} that the ECD told"]
    return [] if said else [f"no wish of {one.name} on resuscitation"]

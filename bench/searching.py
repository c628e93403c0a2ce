"""Thirty searches with values sampled from what is stored, the whole record, and who looked."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.desk import FULL_URL, Desk, Wrong, checked, counted
from bench.guide import TREATMENT
from bench.region import Inhabitant
from bench.words import OURS
from profiles import systems

_SNOMED = systems.SNOMED
_OF_TALK = (
    *("Consent", "Observation", "Encounter", "Procedure", "Communication", "Device"),
    *("DeviceUseStatement", "Goal", "RelatedPerson"),
)
_EVENTS = 20
WHOLE = 1 + 8 + 5 + 1 + 1 + 1 + 1 + 1 + 1 + 1


@dataclass(frozen=True, slots=True)
class Search:
    """`text` is `Type?name=value&…` with `{…}` for what is sampled; `entries` is its answer.

    `posted` has a BSN in it, so that it goes as a form.
    """

    text: str
    entries: int
    posted: bool = False


SEARCHES = (
    Search("Patient?_id={id:Patient}", 1),
    Search("Consent?_id={id:Consent}", 1),
    Search("Observation?_id={id:Observation},{other:Observation}", 2),
    Search("Consent?patient={patient}", 8),
    Search(f"Consent?patient={{patient}}&{urlencode(TREATMENT[1])}", TREATMENT[2]),
    Search("Consent?patient={patient}&status=active", 8),
    Search(f"Consent?identifier={OURS}|{{edition}}-6", 1),
    Search("Observation?patient={patient}", 5),
    Search(f"Observation?patient={{patient}}&code={_SNOMED}|395091006", 1),
    Search("Observation?patient={patient}&code=395091006", 1),
    Search(f"Observation?patient={{patient}}&code={_SNOMED}|395091006,247751003", 2),
    Search(f"Observation?patient={{patient}}&code={_SNOMED}|", 5),
    Search("Observation?patient={patient}&date=ge2026-01-01&status=final", 5),
    Search("Observation?patient={patient}&date=2026-10-01", 5),
    Search("Observation?patient={patient}&date=lt2026-01-01", 0),
    Search("Observation?patient={patient}&_count=2&_sort=-date", 2),
    Search("Observation?encounter={encounter}", 5),
    Search(f"Observation?identifier={OURS}|{{edition}}-15", 1),
    Search(f"Encounter?patient={{patient}}&class={systems.ACT_CODE}|AMB", 1),
    Search(f"Encounter?patient={{patient}}&reason-reference:Procedure.code={_SNOMED}|713603004", 1),
    Search("Procedure?patient={patient}&_include=Procedure:encounter", 2),
    Search("Communication?patient={patient}&sent=2026-10", 1),
    Search("DeviceUseStatement?patient={patient}&_include=DeviceUseStatement:device", 2),
    Search("Goal?patient={patient}&lifecycle-status=active", 1),
    Search("RelatedPerson?patient={patient}", 1),
    Search(f"Practitioner?identifier={systems.UZI_PERSON}|{{uzi}}", 1),
    Search(f"Organization?identifier={systems.URA_SYSTEM}|{{ura}}", 1),
    Search(f"PractitionerRole?practitioner.identifier={systems.UZI_PERSON}|{{uzi}}", 1),
    Search(f"Patient?identifier={systems.BSN_SYSTEM}|{{bsn}}", 1, posted=True),
    Search(f"Goal?patient.identifier={systems.BSN_SYSTEM}|{{bsn}}", 1, posted=True),
)


async def search(desk: Desk) -> None:
    """One of the thirty about one inhabitant."""
    await asked(desk, desk.random.choice(SEARCHES), desk.known())


async def asked(desk: Desk, one: Search, about: Inhabitant) -> None:
    """This search about this inhabitant."""
    kind, _, text = one.text.partition("?")
    for mark, value in _sampled(desk, about).items():
        text = text.replace(mark, value)
    if one.posted:
        name, _, value = text.partition("=")
        reply = await desk.find(kind, desk.reader, {name: value})
    else:
        reply = await desk.get(f"{kind}?{_quoted(text)}", desk.reader)
    counted(checked(reply, 200), FULL_URL, one.entries)


async def record(desk: Desk) -> None:
    """All that a talk left of one inhabitant, in one answer."""
    name = desk.known().patient.partition("/")[2]
    back = "".join(f"&_revinclude={kind}:patient" for kind in _OF_TALK)
    reply = await desk.get(f"Patient?_id={name}{back}", desk.reader)
    counted(checked(reply, 200), FULL_URL, WHOLE)


async def events(desk: Desk) -> None:
    """The reader's latest calls, of all or about one inhabitant; this leaves one more."""
    whose = desk.random.choice(("", f"patient={desk.known().patient}&"))
    reply = checked(await desk.get(f"AuditEvent?{whose}_count={_EVENTS}", desk.reader), 200)
    if len(re.findall(FULL_URL, reply.body)) > _EVENTS:
        raise Wrong("more than were asked for")


def _sampled(desk: Desk, about: Inhabitant) -> dict[str, str]:
    consents, observed = about.directives, about.of("Observation")
    first, other = desk.random.sample(observed, 2)
    return {
        "{patient}": about.patient,
        "{id:Patient}": _id(about.patient),
        "{id:Consent}": _id(desk.random.choice(consents)),
        "{id:Observation}": _id(first),
        "{other:Observation}": _id(other),
        "{encounter}": about.of("Encounter")[0],
        "{edition}": about.edition,
        "{uzi}": about.doctor.uzi,
        "{ura}": about.doctor.ura,
        "{bsn}": about.bsn,
    }


def _id(address: str) -> str:
    return address.partition("/")[2]


def _quoted(text: str) -> str:
    return text.replace("|", "%7C").replace(" ", "%20")

"""The works that are measured; each checks that the answer is the right one."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from urllib.parse import urlencode
from uuid import uuid4

from bench import bundle
from bench.people import Doctor
from bench.region import Inhabitant, Region
from bench.wire import Line, Reply
from profiles import systems

JSON = "Content-Type: application/fhir+json\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
RESERVED = 10
"""Of so many inhabitants one is only written to, so that what is read stays as it was loaded."""

_TALK = f"{systems.SNOMED}|713603004"
_VALUE_SET = "https://fhir.iknl.nl/fhir/ValueSet"

Query = tuple[str, tuple[tuple[str, str], ...], int]
"""Type, parameters beside the patient, and how many entries the answer has."""

TREATMENT: Query = (
    "Consent",
    (
        ("scope", f"{systems.CONSENT_SCOPE}|treatment"),
        ("category", f"{systems.SNOMED}|129125009"),
        ("_include", "Consent:actor"),
    ),
    7 + 3,
)
PAGE: Query = ("Consent", (), 7 + 1)
REPUSHED = 20
"""Sets that are pushed over and over."""
EMERGENCY: tuple[Query, ...] = (
    ("Procedure", (("code", _TALK), ("_include", "Procedure:encounter")), 2),
    TREATMENT,
    (
        "Consent",
        (
            ("scope", f"{systems.CONSENT_SCOPE}|adr"),
            ("category", f"{systems.CONSENT_CATEGORY}|acd"),
            ("_include", "Consent:actor"),
        ),
        1 + 1,
    ),
    ("Goal", (("description:in", f"{_VALUE_SET}/ACP-MedicalPolicyGoal"),), 1),
    (
        "Observation",
        (
            (
                "code",
                f"{systems.SNOMED}|153851000146100,395091006,340171000146104,247751003",
            ),
        ),
        4,
    ),
    (
        "DeviceUseStatement",
        (
            ("device.type:in", f"{_VALUE_SET}/ACP-MedicalDeviceProductType-ICD"),
            ("_include", "DeviceUseStatement:device"),
        ),
        1 + 1,
    ),
    ("Communication", (("reason-code", _TALK),), 1),
    ("QuestionnaireResponse", (("questionnaire", systems.PZP_QUESTIONNAIRE),), 1),
)


class Wrong(Exception):
    """The answer is not what it must be; the message says what it is instead."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One worker's means: a connection, its chance, the region and the tokens by URA."""

    line: Line
    random: Random
    region: Region
    tokens: Mapping[str, str]
    url: str

    def bearer(self, ura: str) -> str:
        """The header line of this organisation."""
        return f"Authorization: Bearer {self.tokens[ura]}\r\n"

    def known(self) -> Inhabitant:
        """Somebody whose wishes stay as they are."""
        people = self.region.inhabitants
        return people[self.random.randrange(self._reserved(), len(people))]

    def reserved(self) -> Inhabitant:
        """Somebody whose record may grow."""
        return self.region.inhabitants[self.random.randrange(self._reserved())]

    def _reserved(self) -> int:
        """How many, of few inhabitants one at least."""
        return max(1, len(self.region.inhabitants) // RESERVED)


Work = Callable[[Desk], Awaitable[None]]


async def floor(desk: Desk) -> None:
    """GET of constant bytes."""
    _checked(await desk.line.ask("GET", "/"), 200)


async def read(desk: Desk) -> None:
    """A treatment limit by its id, read by another organisation than wrote it."""
    address = desk.random.choice(desk.known().directives)
    bearer = desk.bearer(desk.region.reader.ura)
    reply = _checked(await desk.line.ask("GET", f"/fhir/{address}", bearer), 200)
    if f'"id":"{address.partition("/")[2]}"'.encode() not in reply.body:
        raise Wrong("another resource")


async def query(desk: Desk) -> None:
    """Query 2 of the national guide: the treatment limits with who agreed."""
    await _ask(desk, desk.bearer(desk.region.reader.ura), desk.known().patient, TREATMENT)


async def page(desk: Desk) -> None:
    """A page of one inhabitant's eight Consents, without conditions."""
    await _ask(desk, desk.bearer(desk.region.reader.ura), desk.known().patient, PAGE)


async def create(desk: Desk) -> None:
    """One Goal."""
    one = desk.reserved()
    body = bundle.goal(one.patient, str(uuid4()))
    headers = JSON + desk.bearer(one.doctor.ura)
    _checked(await desk.line.ask("POST", "/fhir/Goal", headers, body), 201)


async def transaction(desk: Desk) -> None:
    """A talk of 25 resources, new wishes each time."""
    doctor = desk.random.choice(desk.region.doctors)
    bsn = desk.random.choice(desk.region.strangers)
    body = bundle.talk(bsn, doctor, str(uuid4()))
    reply = _checked(
        await desk.line.ask("POST", "/fhir", JSON + desk.bearer(doctor.ura), body), 200
    )
    _counted(reply, b'"response":', bundle.ENTRIES)
    if reply.body.count(b'"201 Created"') < bundle.ENTRIES - bundle.SHARED:
        raise Wrong("fewer created")


async def repush(desk: Desk) -> None:
    """The talk of 25 resources as it was pushed before, by one of a few doctors."""
    number = desk.random.randrange(REPUSHED)
    doctor = desk.region.doctors[number % len(desk.region.doctors)]
    body = _again(desk.region.strangers[-1 - number], doctor, number)
    reply = await desk.line.ask("POST", "/fhir", JSON + desk.bearer(doctor.ura), body)
    _counted(_checked(reply, 200), b'"response":', bundle.ENTRIES)


async def emergency(desk: Desk) -> None:
    """From nothing to all wishes: a token, the Patient by BSN, the guide's eight queries."""
    one, system = desk.known(), desk.region.reader
    asked = await desk.line.ask("POST", "/auth/token", FORM, system.token_request(desk.url))
    bearer = f"Authorization: Bearer {_token(_checked(asked, 200))}\r\n"
    form = urlencode({"identifier": f"{systems.BSN_SYSTEM}|{one.bsn}"}).encode()
    found = await desk.line.ask("POST", "/fhir/Patient/_search", FORM + bearer, form)
    _counted(_checked(found, 200), b'"fullUrl":', 1)
    patient = "Patient/" + found.body.partition(b"/fhir/Patient/")[2].partition(b'"')[0].decode()
    if patient != one.patient:
        raise Wrong("another Patient")
    for each in EMERGENCY:
        await _ask(desk, bearer, patient, each)


WORKS: dict[str, Work] = {
    "floor": floor,
    "read": read,
    "page": page,
    "query": query,
    "create": create,
    "transaction": transaction,
    "repush": repush,
    "emergency": emergency,
}


@lru_cache(maxsize=REPUSHED)
def _again(bsn: str, doctor: Doctor, number: int) -> bytes:
    return bundle.talk(bsn, doctor, f"again-{number}")


async def _ask(desk: Desk, bearer: str, patient: str, asked: Query) -> None:
    kind, parameters, entries = asked
    whose = "subject" if kind == "QuestionnaireResponse" else "patient"
    text = urlencode([(whose, patient), *parameters])
    reply = await desk.line.ask("GET", f"/fhir/{kind}?{text}", bearer)
    _counted(_checked(reply, 200), b'"fullUrl":', entries)


def _checked(reply: Reply, status: int) -> Reply:
    if reply.status != status:
        raise Wrong(f"status {reply.status}")
    return reply


def _counted(reply: Reply, what: bytes, number: int) -> None:
    if reply.body.count(what) != number:
        raise Wrong(f"{reply.body.count(what)} entries instead of {number}")


def _token(reply: Reply) -> str:
    return reply.body.partition(b'"access_token":"')[2].partition(b'"')[0].decode()

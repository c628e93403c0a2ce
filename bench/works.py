"""The works that are measured; each checks that the answer is the right one."""

from bench import changing, importing, pushing, searching
from bench.desk import FORM, FULL_URL, Desk, Work, checked, counted, identified, of_patient
from bench.guide import EMERGENCY, PAGE, TREATMENT
from bench.wire import Reply
from profiles import systems


async def floor(desk: Desk) -> None:
    """GET of constant bytes."""
    checked(await desk.line.ask("GET", "/"), 200)


async def read(desk: Desk) -> None:
    """A treatment limit by its id, read by another organisation than wrote it."""
    address = desk.random.choice(desk.known().directives)
    identified(checked(await desk.get(address, desk.reader), 200), address)


async def query(desk: Desk) -> None:
    """Query 2 of the national guide: the treatment limits with who agreed."""
    await of_patient(desk, desk.reader, desk.known().patient, TREATMENT)


async def page(desk: Desk) -> None:
    """A page of one inhabitant's eight Consents, without conditions."""
    await of_patient(desk, desk.reader, desk.known().patient, PAGE)


async def by_number(desk: Desk) -> None:
    """The Patient by BSN, in a form."""
    await _patient(desk, desk.reader)


async def reads(desk: Desk) -> None:
    """A mix of reads: half by id, the rest pages, queries of the guide and Patients by BSN."""
    [one] = desk.random.choices((read, page, query, by_number), (50, 20, 20, 10))
    await one(desk)


async def emergency(desk: Desk) -> None:
    """From nothing to all wishes: a token, the Patient by BSN, the guide's eight queries."""
    asked = desk.region.reader.token_request(desk.target.url)
    reply = await desk.line.ask("POST", "/auth/token", FORM, asked)
    bearer = f"Authorization: Bearer {_token(checked(reply, 200))}\r\n"
    patient = await _patient(desk, bearer)
    for each in EMERGENCY:
        await of_patient(desk, bearer, patient, each)


WORKS: dict[str, Work] = {
    "floor": floor,
    "read": read,
    "page": page,
    "query": query,
    "create": pushing.create,
    "transaction": pushing.transaction,
    "repush": pushing.repush,
    "emergency": emergency,
    "chain": changing.chain,
    "mix": changing.mix,
    "reads": reads,
    "search": searching.search,
    "record": searching.record,
    "events": searching.events,
    **importing.WORKS,
}
OF_THE_HUB = frozenset({"emergency", "events"})
"""What only the hub has: tokens by assertion, and who looked. The rest is any FHIR server's."""
LADDER = "reads"


async def _patient(desk: Desk, bearer: str) -> str:
    one = desk.known()
    found = await desk.find("Patient", bearer, {"identifier": f"{systems.BSN_SYSTEM}|{one.bsn}"})
    counted(checked(found, 200), FULL_URL, 1)
    identified(found, one.patient)
    return one.patient


def _token(reply: Reply) -> str:
    return reply.body.partition(b'"access_token":"')[2].partition(b'"')[0].decode()

"""The code on a paper: who may make one, what it opens to whom, and who ends it."""

from datetime import timedelta

import msgspec
import pytest

from consent.declaration import Declaration
from hub.access.tickets import LIVES
from hub.errors import FhirError, Forbidden
from hub.security.ticket import Opened, Revoked, Unknown, address_of, new_secret
from hub.storage import handles
from hub.storage.handles import NewHandle
from profiles.identifiers import BSN
from tests.hub.dossier import names
from tests.hub.pages.ticket.papers import (
    GUESSED,
    a_paper,
    given,
    let_in,
    pat_of,
    tickets_of,
)
from tests.hub.persons import person
from tests.hub.write.home import Home
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio


@pytest.fixture
async def home(region: Region) -> Home:
    return await Home.of(region)


async def test_who_sees_nothing_of_the_record_prints_no_code_of_it(
    region: Region, home: Home
) -> None:
    tickets, whose = tickets_of(region.running), pat_of(home)
    system = await region.organization()
    for nobody, about in [
        (home.standing_for(region, "sibling"), None),
        (person(region.running, "999900006"), None),
        (home.doctor, whose),
        (home.doctor, None),
        (home.doctor, BSN(home.bsn)),
        (system, whose),
        (home.holder, whose),
    ]:
        with pytest.raises(FhirError):
            await given(nobody, "1", about)

    assert await tickets.list_of(home.himself.errand()) == []


async def test_a_guess_another_secret_and_nothing_at_all_open_nothing(
    home: Home, hub: Running
) -> None:
    await let_in(home)
    now = hub.clock()
    other = NewHandle(kind="session", content=b"{}", until=now + LIVES, subject=pat_of(home))
    async with hub.database.connection() as connection:
        session = await handles.give(connection, hub.access.keyring, other, now, "B" * 52)

    for secret in (GUESSED, session, "", "A" * 5_000, "é", "\ud800"):
        found = await tickets_of(hub).open_by(secret, home.doctor.errand())
        assert found == Unknown()


async def test_nobody_but_a_professional_opens_one(region: Region, home: Home) -> None:
    secret, tickets = await a_paper(home), tickets_of(region.running)

    for one in (home.himself, await region.organization()):
        with pytest.raises(Forbidden):
            await tickets.open_by(secret, one.errand())


async def test_who_photographed_it_gets_what_anybody_gets_whom_nobody_let_in(home: Home) -> None:
    secret = await a_paper(home)

    found = await tickets_of(home.holder.running).open_by(secret, home.doctor.errand())

    assert isinstance(found, Opened)
    assert names(await home.doctor.get(f"Goal?patient={home.patient}")) == []


async def test_it_leads_a_professional_to_its_inhabitant_in_either_case_of_letters(
    home: Home,
) -> None:
    await let_in(home)
    secret, tickets = await a_paper(home, "shown then"), tickets_of(home.holder.running)

    for said in (secret, secret.lower()):
        found = await tickets.open_by(said, home.doctor.errand())
        assert isinstance(found, Opened)
        assert (found.whose, found.bsn.value) == (pat_of(home), home.bsn)
        assert not found.is_newer("shown then")
        assert found.is_newer("shown now")


async def test_a_revoked_paper_is_told_to_who_sees_something_and_to_nobody_else(
    region: Region, home: Home
) -> None:
    await let_in(home)
    secret, tickets = await a_paper(home), tickets_of(region.running)
    [paper] = await tickets.list_of(home.himself.errand())

    assert await tickets.revoke(home.himself.errand(), paper.name)

    assert await tickets.open_by(secret, home.doctor.errand()) == Revoked()
    stranger = await region.doctor()
    assert await tickets.open_by(secret, stranger.errand()) == Unknown()


async def test_a_paper_of_years_ago_opens_nothing(home: Home, hub: Running) -> None:
    await let_in(home)
    secret = await a_paper(home)
    errand = home.doctor.errand()

    late = msgspec.structs.replace(errand, now=errand.now + LIVES + timedelta(days=1))

    assert await tickets_of(hub).open_by(secret, late) == Unknown()
    months = msgspec.structs.replace(errand, now=errand.now + timedelta(days=3_000))
    assert isinstance(await tickets_of(hub).open_by(secret, months), Opened)


async def test_the_database_holds_neither_the_secret_nor_who_printed(
    home: Home, hub: Running
) -> None:
    secret = await a_paper(home, "the plan of then")

    async with hub.owner.connection() as connection:
        rows = await connection.fetch("SELECT h::text AS row FROM handle h WHERE kind = 'ticket'")

    kept = "".join(row["row"] for row in rows)
    for said in (secret, "the plan of then", b"the plan of then".hex(), secret.encode().hex()):
        assert said not in kept


async def test_a_row_that_was_turned_to_another_inhabitant_opens_nothing(
    region: Region, home: Home, hub: Running
) -> None:
    other, secret = await Home.of(region), await a_paper(home)
    async with hub.owner.connection() as connection:
        await connection.execute(
            "UPDATE handle SET subject = $1 WHERE name = $2",
            pat_of(other),
            handles.digest(secret),
        )

    assert await tickets_of(hub).open_by(secret, home.doctor.errand()) == Unknown()
    assert await tickets_of(hub).list_of(other.himself.errand()) == []


async def test_nobody_else_ends_a_paper(region: Region, home: Home) -> None:
    await let_in(home)
    await a_paper(home)
    tickets, neighbour = tickets_of(region.running), await Home.of(region)
    [paper] = await tickets.list_of(home.himself.errand())

    assert not await tickets.revoke(neighbour.himself.errand(), paper.name)
    for other in (home.doctor, neighbour.holder):
        assert not await tickets.revoke(other.errand(), paper.name, pat_of(home))
        with pytest.raises(Forbidden):
            await tickets.revoke(other.errand(), paper.name)
    for name in ("", "x", "00" * 32, paper.name[:-2]):
        assert not await tickets.revoke(home.himself.errand(), name)
    with pytest.raises(FhirError):
        await tickets.revoke(home.standing_for(region, "sibling").errand(), paper.name)

    [still] = await tickets.list_of(home.himself.errand())
    assert still.printed.revoked is None


async def test_who_printed_it_ends_it_and_sees_no_paper_of_others(home: Home) -> None:
    await let_in(home)
    tickets, doctor = tickets_of(home.holder.running), home.doctor
    await a_paper(home)
    await given(doctor, "2", pat_of(home))

    [his] = await tickets.list_of(doctor.errand(), pat_of(home))
    assert (his.printed.by.number, his.printed.by.ura) == (doctor.number, doctor.ura)
    assert await tickets.list_of(doctor.errand(), BSN(home.bsn)) == [his]
    assert not await tickets.revoke(doctor.errand(), his.name, BSN("999900006"))
    assert await tickets.revoke(doctor.errand(), his.name, BSN(home.bsn))

    ended = [bool(one.printed.revoked) for one in await tickets.list_of(home.himself.errand())]
    assert ended == [True, False]


async def test_who_sees_nothing_any_more_prints_none_and_is_not_told_of_his_paper(
    home: Home,
) -> None:
    await let_in(home)
    tickets, doctor = tickets_of(home.holder.running), home.doctor
    await given(doctor, "2", BSN(home.bsn))
    [his] = await tickets.list_of(doctor.errand(), pat_of(home))

    no = home.choice(permit=False, dateTime="2026-03-01T10:00:00+01:00")
    assert (await home.himself.post(no)).status_code == 201

    with pytest.raises(Forbidden):
        await given(doctor, "3", pat_of(home))
    assert await tickets.list_of(doctor.errand(), pat_of(home)) == []
    assert not await tickets.revoke(doctor.errand(), his.name, pat_of(home))
    [still] = await tickets.list_of(home.himself.errand())
    assert still.printed.revoked is None


async def test_what_an_emergency_opens_is_put_on_no_paper(home: Home) -> None:
    await let_in(home)
    urgent = msgspec.structs.replace(
        home.doctor.errand(),
        emergency=Declaration(code="unconscious", words="Bewusteloos op straat"),
    )
    for errand in (urgent, msgspec.structs.replace(home.doctor.errand(), purpose="ETREAT")):
        with pytest.raises(Forbidden) as refused:
            await tickets_of(home.holder.running).give(errand, new_secret(), "1", pat_of(home))
        assert refused.value.rule == "P-EMERGENCY"

    assert await tickets_of(home.holder.running).list_of(home.himself.errand()) == []


async def test_a_colleague_elsewhere_with_the_same_number_is_another(
    region: Region, home: Home
) -> None:
    await let_in(home)
    tickets, elsewhere = tickets_of(region.running), await region.doctor()
    await given(home.doctor, "2", pat_of(home))

    assert elsewhere.number == home.doctor.number
    assert await tickets.list_of(elsewhere.errand(), pat_of(home)) == []


async def test_printing_opening_and_ending_are_in_the_ledger_once_each(home: Home) -> None:
    await let_in(home)
    tickets, running = tickets_of(home.holder.running), home.holder.running
    secret = await a_paper(home)
    [paper] = await tickets.list_of(home.himself.errand())
    await tickets.open_by(secret, home.doctor.errand())
    await tickets.revoke(home.himself.errand(), paper.name)
    await tickets.revoke(home.himself.errand(), paper.name)
    await tickets.open_by(secret, (home.doctor).errand())

    rows = [
        (row["interaction"], row["rule"], row["status"])
        for row in await running.left_behind(most=50)
        if row["pat"] == pat_of(home) and row["detail"].get("ticket") == paper.name
    ]

    assert rows == [
        ("print", "S-OWN-DATA", 200),
        ("ticket", "ticket-opened", 200),
        ("ticket-ended", "ticket-ended", 200),
        ("ticket", "ticket-revoked", 410),
    ]


def test_what_the_code_says_has_no_name_no_number_and_no_small_letter() -> None:
    secret = new_secret()

    said = address_of("https://hub.example.nl", secret)

    assert said == f"HTTPS://HUB.EXAMPLE.NL/Q/{secret}"
    assert len(secret) == 52
    assert new_secret() != secret

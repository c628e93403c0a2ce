"""A scan tells nobody whose paper it is, nor whether it is one; and it is in the ledger."""

import secrets

import pytest

from hub.pages.ticket.door import Rates
from hub.query.access_log import Days, access_log
from hub.security.buckets import Buckets
from tests.hub.counting import counting
from tests.hub.pages.ticket.papers import (
    GUESSED,
    Desk,
    Phone,
    a_paper,
    let_in,
    pat_of,
    tickets_of,
)
from tests.hub.write.home import Home
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio
_NAMES = ("scan-one", "scan-two", "scan-three", "scan-four", "scan-five")
MALFORMED = ["", "x", "..%2F..%2Fmijn", "A" * 53, "A" * 5_000, "%00", "é", "A/B/C", "%ED%A0%80"]


@pytest.fixture
async def home(region: Region) -> Home:
    return await Home.of(region)


async def revoked_paper(home: Home) -> str:
    secret, tickets = await a_paper(home), tickets_of(home.himself.running)
    paper = (await tickets.list_of(home.himself.errand()))[0]
    assert await tickets.revoke(home.himself.errand(), paper.name)
    return secret


async def test_real_revoked_guessed_and_malformed_get_the_same_bytes(home: Home) -> None:
    real, gone = await a_paper(home), await revoked_paper(home)
    phone = Phone(home.holder.running, Desk())

    first = await phone.scan(real)
    others = [await phone.scan(one) for one in (gone, GUESSED, real.lower(), *MALFORMED)]

    assert first.status_code == 200
    for other in others:
        assert (other.status_code, other.content) == (first.status_code, first.content)
        assert other.headers == first.headers
    assert real not in first.text


async def test_to_who_is_logged_in_they_look_alike_too(home: Home) -> None:
    real, gone = await a_paper(home), await revoked_paper(home)
    phone = Phone(home.holder.running, Desk(home.doctor))

    pages = {(await phone.scan(one)).content for one in (real, gone, GUESSED, "x")}

    assert len(pages) == 1
    assert "Ik behandel deze patiënt" in pages.pop().decode()


async def test_a_scan_asks_the_database_the_same_of_a_real_code_and_of_a_guess(
    home: Home,
) -> None:
    real, gone = await a_paper(home), await revoked_paper(home)
    async with counting(home.holder.running) as (client, asked):
        # What many rows say alike is written once a month.
        for warm in (GUESSED, real):
            await client.get(f"http://127.0.0.1:8000/Q/{warm}")
        said = []
        for secret in (real, gone, GUESSED, "x", real):
            del asked[:]
            assert (await client.get(f"http://127.0.0.1:8000/Q/{secret}")).status_code == 200
            said.append(list(asked))

    assert said[0]
    assert all(one == said[0] for one in said), said


async def test_the_page_keeps_to_itself(home: Home) -> None:
    answer = await Phone(home.holder.running, Desk()).scan(await a_paper(home))

    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    for danger in ("<script", "<style", " style=", "http:", "https:", "//"):
        assert danger not in answer.text.removeprefix("<!doctype html>")


async def test_too_many_scans_of_one_address_wait_real_ones_like_guesses(home: Home) -> None:
    real, rates = await a_paper(home), Rates(scans=Buckets(0.001, 2))
    phone = Phone(home.holder.running, Desk(), rates)
    other = Phone(home.holder.running, Desk(), rates, "192.0.2.2")

    assert [(await phone.scan(one)).status_code for one in (GUESSED, real)] == [200, 200]
    late = [await phone.scan(one) for one in (real, GUESSED)]

    assert [one.status_code for one in late] == [429, 429]
    assert late[0].content == late[1].content
    assert (await other.scan(real)).status_code == 200


async def test_each_scan_is_in_the_ledger_and_whose_it_is_only_where_it_is_real(
    home: Home,
) -> None:
    real, gone = await a_paper(home), await revoked_paper(home)
    phone = Phone(home.holder.running, Desk(), address="192.0.2.7")
    rows = []

    for number, secret in enumerate((real, real.lower(), gone, GUESSED, "x")):
        name = f"{_NAMES[number]}-{secrets.token_hex(2)}"
        await phone.scan(secret, **{"X-Request-Id": name})
        rows += [
            one
            for one in await home.holder.running.left_behind(most=50)
            if one["request_id"] == name
        ]

    assert len(rows) == 5
    assert [row["pat"] for row in rows] == [pat_of(home)] * 3 + [None] * 2
    assert all(real not in str(row) and gone not in str(row) for row in rows)
    assert all(row["who"].address == "192.0.2.7" for row in rows)


async def test_the_inhabitant_reads_in_plain_words_that_his_paper_was_scanned(home: Home) -> None:
    real, phone = await a_paper(home), Phone(home.holder.running, Desk())
    await phone.scan(real)
    await phone.scan(real)

    [paper] = await tickets_of(home.holder.running).list_of(home.himself.errand())
    log = await access_log(home.holder.running.access, home.himself.errand(), Days())

    assert (paper.scans, paper.is_all) == (2, True)
    [line] = [one for one in log.lines if one.action == "de code op uw papier gelezen"]
    assert (line.count, line.refused, line.is_system) == (2, False, False)
    assert line.role == "iemand met uw papier"
    assert line.ground == "De code alleen laat niets van u zien."


async def test_who_is_not_logged_in_opens_nothing_by_the_button(home: Home) -> None:
    real, desk = await a_paper(home), Desk()

    answer = await Phone(home.holder.running, desk).press(real)

    assert (answer.status_code, answer.headers["location"]) == (303, "?")
    assert desk.shown == []


async def test_the_link_leads_to_the_log_in_and_back_to_this_page(home: Home) -> None:
    real, desk = await a_paper(home), Desk()
    phone = Phone(home.holder.running, desk)

    assert 'href="?inloggen"' in (await phone.scan(real)).text
    went = await phone.scan(f"{real}?inloggen", **{"Sec-Fetch-Site": "same-origin"})
    sent_by_another = await phone.scan(f"{real}?inloggen", **{"Sec-Fetch-Site": "cross-site"})

    assert went.status_code == 303
    assert desk.sent == [f"/Q/{real}"]
    assert sent_by_another.status_code == 200


@pytest.mark.parametrize(
    "how",
    [
        {"sec_fetch_site": "cross-site"},
        {"origin": "https://elders.example"},
        {"token": "x"},
        {"how": ""},
        {"how": "x"},
    ],
)
async def test_another_site_makes_nobody_open_a_paper(home: Home, how: dict[str, str]) -> None:
    desk = Desk(home.doctor)

    answer = await Phone(home.holder.running, desk).press(await a_paper(home), **how)

    assert answer.status_code == 403
    assert desk.shown == []


async def test_a_professional_opens_it_by_the_button(home: Home) -> None:
    await let_in(home)
    desk = Desk(home.doctor)

    answer = await Phone(home.holder.running, desk).press((await a_paper(home)).lower())

    assert answer.headers["location"] == "/viewer/w/1"
    assert [one.whose for one in desk.shown] == [pat_of(home)]
    assert desk.how == ["behandel"]


async def test_who_says_that_he_does_not_treat_him_is_told_of_no_revoked_paper(
    home: Home,
) -> None:
    await let_in(home)
    desk, gone = Desk(home.doctor), await revoked_paper(home)
    phone = Phone(home.holder.running, desk)

    assert (await phone.press(gone, how="niet")).status_code == 404
    assert (await phone.press(gone, how="behandel")).status_code == 410


async def test_after_the_log_in_a_revoked_paper_and_a_guess_say_what_to_do(home: Home) -> None:
    await let_in(home)
    desk = Desk(home.doctor)
    phone = Phone(home.holder.running, desk)

    gone, guess = await phone.press(await revoked_paper(home)), await phone.press(GUESSED)

    assert (gone.status_code, guess.status_code) == (410, 404)
    assert "Dit papier is ingetrokken" in gone.text
    assert all("Dit zegt niets over de wensen van de patiënt" in one.text for one in (gone, guess))
    assert all('href="/viewer"' in one.text for one in (gone, guess))
    assert desk.shown == []


async def test_a_stranger_reads_the_same_of_a_revoked_paper_and_of_a_guess(home: Home) -> None:
    phone = Phone(home.holder.running, Desk(home.doctor))

    gone, guess = await phone.press(await revoked_paper(home)), await phone.press(GUESSED)

    assert (gone.status_code, gone.content) == (guess.status_code, guess.content)


@pytest.mark.parametrize("counted_by", ["address", "session"])
async def test_wrong_guesses_are_counted_and_then_nothing_opens(
    home: Home, counted_by: str
) -> None:
    await let_in(home)
    real, rates = await a_paper(home), Rates(wrong=Buckets(0.001, 3))
    first, other = Desk(home.doctor), Desk(home.doctor)
    if counted_by == "session":
        other = first
    phone = Phone(home.holder.running, first, rates)
    again = Phone(
        home.holder.running,
        other,
        rates,
        "192.0.2.1" if counted_by == "address" else "192.0.2.9",
    )

    assert [(await phone.press(GUESSED)).status_code for _ in range(3)] == [404] * 3
    late = await again.press(real)

    assert late.status_code == 429
    assert other.shown == []


async def test_right_ones_are_not_counted_as_wrong(home: Home) -> None:
    await let_in(home)
    real, desk = await a_paper(home), Desk(home.doctor)
    phone = Phone(home.holder.running, desk, Rates(wrong=Buckets(0.001, 1)))

    assert {(await phone.press(real)).status_code for _ in range(4)} == {303}
    assert len(desk.shown) == 4

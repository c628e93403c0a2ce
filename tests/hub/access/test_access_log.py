"""Who looked, in words for the inhabitant: his own, equal lines of a day as one, in three forms."""

import csv
import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import httpx
import pytest

from consent.question import amsterdam_day
from hub.fhir.access_log.formats import COMPACT
from hub.fhir.access_log.table import harmless
from hub.security.requester import Mandate
from profiles.check.structure import check_structure as validate
from profiles.text.parse import parse
from tests.builders import a_bsn
from tests.consent.strategies import REASON
from tests.hub.dossier import fault, found
from tests.hub.persons import person
from tests.hub.write.home import Home
from tests.hub.write.test_choices_in_words import part, parts
from tests.plugins.hub import Region, Running

pytestmark = pytest.mark.anyio
LOG = "Patient/$access-log"
Lines = list[dict[str, Any]]


async def lines(home: Home, query: str = "") -> Lines:
    """As compact JSON."""
    answer = await home.himself.get(f"{LOG}?_format=compact{query}")
    assert answer.status_code == 200, answer.text
    told: Lines = answer.json()["lines"]
    return told


async def rows(home: Home, **headers: str) -> list[dict[str, str]]:
    answer = await home.himself.get(LOG, accept="text/csv", **headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("form", ["", "?_format=csv", "?_format=compact"])
async def test_th_64_another_persons_log_is_forbidden_as_nobodys_is(
    region: Region, form: str
) -> None:
    home, other = await Home.of(region), await Home.of(region)

    theirs = await home.himself.get(f"{other.patient}/$access-log{form}")
    nobodys = await home.himself.get(f"Patient/nobody/$access-log{form}")

    assert theirs.status_code == nobodys.status_code == 403
    assert fault(theirs) == fault(nobodys)
    [row] = await region.left_behind(theirs)
    assert (row["rule"], row["pat"]) == ("S-NOT-ENTITLED", other.himself.whose)


@pytest.mark.parametrize(
    "query",
    [
        "?patient=X",
        "?subject=X",
        "?_id=X",
        "?start=X",
        "?start=2026-13-01",
        "?end=0001-01-01",
        "?start=2026-11-02&end=2026-11-01",
        "?start=2026-11-01&start=2026-11-02",
    ],
)
async def test_whose_it_is_comes_from_the_token_and_from_no_parameter(
    region: Region, query: str
) -> None:
    home, other = await Home.of(region), await Home.of(region)

    answer = await home.himself.get(f"{LOG}{query.replace('X', other.patient)}")

    assert answer.status_code == 400


async def test_an_organisation_and_a_stranger_have_no_such_log(region: Region) -> None:
    home = await Home.of(region)

    for asker in (home.holder, home.doctor):
        assert (await asker.get(f"{home.patient}/$access-log")).status_code == 403
        assert (await asker.get(LOG)).status_code == 403
    assert (await person(region.running, a_bsn()).get(LOG)).status_code == 403
    assert (await home.standing_for(region, "sibling").get(LOG)).status_code == 403
    unsure = person(region.running, home.bsn, level="low")
    assert (await unsure.get(LOG)).status_code == 401


async def test_a_scope_for_all_data_is_none_for_the_log(region: Region) -> None:
    home = await Home.of(region)
    home.himself.scopes = ("patient/*.rs",)

    assert (await home.himself.get(LOG)).status_code == 403


async def test_he_reads_who_looked_when_as_whom_and_why(region: Region) -> None:
    home = await Home.of(region)
    await home.himself.post(home.choice())
    for _ in range(3):
        assert await home.is_open()

    told = await lines(home)

    [looked] = [one for one in told if one["ura"] == home.doctor.ura]
    assert looked["count"] == 3
    assert looked["first"] < looked["last"]
    assert (looked["role"], looked["person"]) == ("huisarts", "A. Arts")
    assert (looked["action"], looked["data"]) == ("bekeken", ["doelen"])
    assert looked["ground"] == "U gaf hiervoor toestemming."
    assert (looked["emergency"], looked["refused"]) == (False, False)
    [chose] = [one for one in told if one["action"] == "opgeschreven" and one["role"] == "u zelf"]
    assert chose["ground"] == "Het gaat om een keuze over wie mag kijken."
    pushed = [one for one in told if one["ura"] == home.holder.ura]
    assert {one["role"] for one in pushed} == {"het systeem van de organisatie"}
    assert {one["ground"] for one in pushed} == {"Deze organisatie schreef dit over u op."}
    event = await home.himself.get(looked["event"])
    assert event.json()["id"] == looked["event"].split("/")[1]


async def test_what_was_refused_and_what_stayed_closed_stand_in_it(region: Region) -> None:
    home = await Home.of(region)
    stranger = person(region.running, a_bsn())
    await home.doctor.get(f"Goal?patient={home.patient}")
    await stranger.get(home.goal)

    told = await lines(home)

    [closed] = [one for one in told if one["ura"] == home.doctor.ura]
    assert (closed["refused"], closed["ground"]) == (True, "U gaf hiervoor geen toestemming.")
    [refused] = [one for one in told if one["role"] == "iemand anders"]
    assert (refused["refused"], refused["ground"]) == (True, "Deze persoon mocht dit niet.")
    assert str(stranger.whose) not in json.dumps(told)


async def test_an_emergency_is_marked(region: Region) -> None:
    home = await Home.of(region)
    doctor = await region.doctor(purpose="ETREAT", emergency=REASON)
    await doctor.get(f"Goal?patient={home.patient}")

    told = [one for one in await lines(home) if one["ura"] == doctor.ura]

    assert {one["action"] for one in told} == {"bekeken", "spoed gemeld"}
    assert {one["emergency"] for one in told} == {True}
    assert {one["ground"] for one in told} == {"Er was spoed."}
    table = [one for one in await rows(home) if one["Spoed"] == "ja"]
    assert len(table) == len(told)


async def test_that_he_looked_is_a_line_itself(region: Region) -> None:
    home = await Home.of(region)

    answer = await home.himself.get(LOG)
    told = await lines(home)

    [row] = await region.left_behind(answer)
    assert (row["rule"], row["pat"], row["detail"]) == (
        "S-OWN-LOG",
        home.himself.whose,
        {"operation": "$access-log"},
    )
    [looked] = [one for one in told if one["action"] == "bekeken wie er keek"]
    assert (looked["role"], looked["refused"]) == ("u zelf", False)


async def test_by_days_it_is_a_part_of_it(region: Region) -> None:
    home = await Home.of(region)
    today = amsterdam_day(region.running.clock())
    day = timedelta(days=1)

    assert await lines(home, f"&start={today}")
    assert await lines(home, f"&start={today}&end={today}")
    assert not await lines(home, f"&start={today + day}")
    assert not await lines(home, f"&end={today - day}")
    body = {
        "resourceType": "Parameters",
        "parameter": [{"name": "end", "valueDate": str(today - day)}],
    }
    answer = await home.himself("POST", LOG, body)
    assert parts(answer, "line") == []
    assert {"name": "end", "valueDate": str(today - day)} in answer.json()["parameter"]


async def test_days_are_those_of_amsterdam(region: Region) -> None:
    home = await Home.of(region)
    clock = region.running.clock
    now = clock()
    late = now.replace(hour=23, minute=30, second=0, microsecond=0) + timedelta(days=2)
    clock.ahead = late - now
    try:
        answer = await home.himself.get(LOG)
        told = await lines(home)
    finally:
        clock.ahead = timedelta()

    assert answer.status_code == 200
    [looked] = [one for one in told if one["action"] == "bekeken wie er keek"]
    assert looked["day"] == str(amsterdam_day(late)) == str((late + timedelta(hours=2)).date())


async def test_as_fhir_it_is_valid_and_says_the_same(region: Region) -> None:
    home = await Home.of(region)
    await home.doctor.get(f"Goal?patient={home.patient}")

    answer = await home.himself.get(f"{home.patient}/$access-log?_language=en")

    assert validate(parse(answer.content)) == []
    said = parts(answer, "line")
    [one] = [each for each in said if part(each, "role") == "GP"]
    assert part(one, "ground") == "You gave no permission for this."
    assert part(one, "organization")["identifier"]["value"] == home.doctor.ura
    assert part(one, "refused") is True


@pytest.mark.parametrize(
    ("headers", "query", "media_type"),
    [
        ({}, "", "application/fhir+json"),
        ({"accept": "application/json"}, "", "application/fhir+json"),
        ({"accept": "text/csv"}, "", "text/csv"),
        ({"accept": "text/csv;q=0.9, */*"}, "", "text/csv"),
        ({"accept": COMPACT}, "", COMPACT),
        ({"accept": "application/fhir+json"}, "?_format=text/csv", "text/csv"),
        ({"accept": "text/csv"}, "?_format=json", "application/fhir+json"),
    ],
)
async def test_it_comes_in_the_form_that_is_asked(
    region: Region, headers: dict[str, str], query: str, media_type: str
) -> None:
    home = await Home.of(region)

    answer = await home.himself.get(f"{LOG}{query}", **headers)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == media_type
    assert answer.headers["Cache-Control"] == "no-store"


async def test_no_other_form_is_written_and_no_other_answer_is_a_table(region: Region) -> None:
    home = await Home.of(region)

    assert (await home.himself.get(LOG, accept="text/html")).status_code == 406
    assert (await home.himself.get(home.patient, accept="text/csv")).status_code == 406
    assert (await home.himself.get("AuditEvent", accept="text/csv")).status_code == 406
    request = {"method": "GET", "url": f"{LOG}?_format=csv"}
    batch = {"resourceType": "Bundle", "type": "batch", "entry": [{"request": request}]}
    [entry] = (await home.himself("POST", "", batch)).json()["entry"]
    assert entry["response"]["status"].startswith("406")


HOSTILE = [
    '=HYPERLINK("http://x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r\n=1",
    'a";=1',
    'a;=1;"',
    "\uff1d1",
    "\u200b=1",
    " =1",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_others_call_themselves_is_no_formula(region: Region, name: str) -> None:
    home = await Home.of(region)
    doctor = home.doctor
    token = doctor.token
    issuer = region.running.issuer
    seen: list[Any] = []

    class Named:
        """The issuer, with another name of the professional."""

        def issue(self, requester: Any) -> str:
            seen.append(requester)
            practitioner = replace(requester.practitioner, name=name)
            return issuer.issue(replace(requester, practitioner=practitioner, name=name))

    doctor.running = replace(region.running, issuer=Named())
    assert token()
    await doctor.get(f"Goal?patient={home.patient}")

    [row] = [one for one in await rows(home) if one["Wie"] == "huisarts"]

    assert seen
    for cell in (row["Naam"], row["Organisatie"]):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))
        assert not {";", '"', "\n", "\r", "\t", "|"} & {*cell}
        assert cell.lstrip("'") == harmless(name).lstrip("'")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Huisartsenpraktijk De Sluis", "Huisartsenpraktijk De Sluis"),
        ("", ""),
        ("=1", "'=1"),
        (" =1", "'=1"),
        ("\u200b=1", "'=1"),
        ("\u202e@1", "'@1"),
        ("\x00-1", "'-1"),
        ("\uff0b1", "'\uff0b1"),
        ('a";=1', "a =1"),
        ("a\r\nb\tc|d", "a b c d"),
    ],
)
def test_a_cell_is_text_alone(text: str, cell: str) -> None:
    assert harmless(text) == cell


async def test_a_person_is_named_only_where_the_region_tells_names(
    region: Region, hub: Running
) -> None:
    home = await Home.of(region)
    home.doctor.mandate = Mandate("900000017", "01.015")
    home.doctor.role = "00.000"
    await home.doctor.get(f"Goal?patient={home.patient}")
    named = [one for one in await lines(home) if one["ura"] == home.doctor.ura]
    policy, hub.access.policy = hub.access.policy, replace(hub.access.policy, staff_named=False)
    try:
        unnamed = [one for one in await lines(home) if one["ura"] == home.doctor.ura]
        table = [one for one in await rows(home) if one["Wie"].startswith("medewerker")]
        events = await home.himself.get("AuditEvent")
        theirs = await home.doctor.get("AuditEvent")
    finally:
        hub.access.policy = policy

    [(one, other)] = zip(named, unnamed, strict=True)
    assert (one["person"], one["name_on_request"]) == ("A. Arts", False)
    assert (other["person"], other["name_on_request"]) == (None, True)
    assert one["role"] == other["role"] == "medewerker, in opdracht van huisarts"
    assert [row["Naam"] for row in table] == ["op te vragen bij de organisatie"]
    assert found(events)
    for secret in ("A. Arts", "900000009", "900000017"):
        assert secret not in events.text
    assert "A. Arts" in theirs.text


async def test_rows_that_were_changed_in_the_database_are_counted(region: Region) -> None:
    home = await Home.of(region)
    answer = await home.himself.get(home.goal)
    [row] = await region.left_behind(answer)
    async with region.running.tampering() as connection:
        kept = await connection.fetchrow(
            "SELECT writer, number, sealed FROM ledger WHERE at = $1", row["at"]
        )
        place = kept["writer"], kept["number"]
        await connection.execute(
            "UPDATE ledger SET sealed = $3 WHERE writer = $1 AND number = $2",
            *place,
            kept["sealed"][:-1],
        )

    told = await home.himself.get(LOG)

    async with region.running.tampering() as connection:
        await connection.execute(
            "UPDATE ledger SET sealed = $3 WHERE writer = $1 AND number = $2",
            *place,
            kept["sealed"],
        )
    assert {"name": "damaged", "valueInteger": 1} in told.json()["parameter"]


async def test_a_representative_reads_it_for_a_young_child(region: Region) -> None:
    home = await Home.of(region, 8)
    parent = home.standing_for(region, "parent")

    answer: httpx.Response = await parent.get(LOG)

    assert answer.status_code == 200
    again = await parent.get(LOG)
    assert "uw ouder" in {part(one, "role") for one in parts(again, "line")}

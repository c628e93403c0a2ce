"""A talk written down here is written as any push of that organisation is, or not at all."""

import secrets
from datetime import timedelta
from typing import Any

import pytest

from consent.asker import Inhabitant, Professional, System
from consent.declaration import Declaration
from hub.errors import Forbidden, SomebodyElse, Unprocessable
from hub.security.errand import Client, Errand
from hub.write.talk import SignedTalk, write_talk
from profiles import systems
from profiles.pzp.form.said import Said, tidy
from profiles.pzp.form.written import Professional as By
from profiles.pzp.form.written import Written
from tests.builders import a_bsn
from tests.hub.dossier import Dossier, by_bsn, found
from tests.plugins.hub import Caller, Region, Running
from tests.plugins.ledger import left_behind

pytestmark = pytest.mark.anyio
ANS = {"family": "Vlinderhof", "use": "official", "text": "Ans Vlinderhof", "given": ["Ans"]}
ALL = ("user/*.cruds",)
REASON = Declaration(code="unconscious", words="trof haar buiten kennis aan")
SAID = {
    "963": ("2026-03-12",),
    "1386": ("2",),
    "1387": ("1",),
    "1388": ("alleen kort, na een operatie",),
    "975": ("Bakker",),
    "976.0": ("0612345678",),
    "999": ("713148004",),
    "1190": ("rust in huis",),
}


def a_person(bsn: str, **members: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "identifier": [{"system": systems.BSN_SYSTEM, "value": bsn}],
        "name": [ANS],
        "gender": "female",
        "birthDate": "1950-03-02",
        **members,
    }


def who(caller: Caller, **others: Any) -> Professional:
    values: dict[str, Any] = {
        "ura": caller.ura,
        "organization_type": caller.organization_type,
        "number": "900000501",
        "name": "A. Visser",
        "role": "01.015",
        "assurance": "substantial",
    }
    return Professional(**(values | others))


def an_errand(hub: Running, asker: Any, scopes: tuple[str, ...] = ALL, **others: Any) -> Errand:
    client = Client(
        client_id="viewer",
        name="viewer",
        scopes=scopes,
        token_id=secrets.token_hex(8),
        level="user",
    )
    values: dict[str, Any] = {
        "asker": asker,
        "purpose": "TREAT",
        "now": hub.clock(),
        "request_id": secrets.token_hex(16),
        "client": client,
    }
    return Errand(**(values | others))


def a_talk(
    caller: Caller, patient: dict[str, Any], said: Said | None = None, **others: Any
) -> Written:
    by = By(number="900000501", name="A. Visser", role="01.015", ura=caller.ura)
    values: dict[str, Any] = {
        "name": secrets.token_hex(16),
        "said": tidy(SAID if said is None else said),
        "patient": patient,
        "by": by,
        "authored": "2026-03-12T14:05:00Z",
    }
    return Written(**(values | others))


async def written(hub: Running, errand: Errand, talk: Written) -> list[Any]:
    verdicts = hub.app.fhir.app.hub.verdicts
    server = f"{hub.settings.public_url}/fhir"
    return await write_talk(hub.access, verdicts, SignedTalk(errand, talk, server))


@pytest.mark.parametrize(
    "rule", ["W-PROFESSIONAL", "W-RELATION", "W-LAUNCHED", "W-EMERGENCY", "SCOPE"]
)
async def test_who_may_not_write_writes_nothing(hub: Running, region: Region, rule: str) -> None:
    gp, bsn = await region.organization("Z3"), a_bsn()
    by = who(gp)
    errands = {
        "W-PROFESSIONAL": an_errand(hub, System(ura=gp.ura, organization_type="Z3")),
        "W-LAUNCHED": an_errand(hub, who(gp, only="x")),
        "W-RELATION": an_errand(hub, by, relation=False),
        "W-EMERGENCY": an_errand(hub, by, emergency=REASON),
        "SCOPE": an_errand(hub, by, scopes=("user/*.rs",)),
    }

    with pytest.raises(Forbidden) as refused:
        await written(hub, errands[rule], a_talk(gp, a_person(bsn)))

    assert refused.value.rule == rule
    assert found(await by_bsn(gp, bsn)) == []


@pytest.mark.parametrize("scope", ["user/*.ru", "user/*.cr", "patient/Consent.cu"])
async def test_half_of_the_scopes_writes_nothing(hub: Running, region: Region, scope: str) -> None:
    gp, bsn = await region.organization("Z3"), a_bsn()
    with pytest.raises(Forbidden) as refused:
        await written(hub, an_errand(hub, who(gp), scopes=(scope,)), a_talk(gp, a_person(bsn)))

    assert refused.value.rule == "SCOPE"
    assert found(await by_bsn(gp, bsn)) == []


async def test_an_inhabitant_writes_no_talk_down(hub: Running, region: Region) -> None:
    gp = await region.organization("Z3")
    with pytest.raises(Forbidden):
        await written(hub, an_errand(hub, Inhabitant(whose="x")), a_talk(gp, a_person(a_bsn())))


async def test_of_answers_that_can_not_be_stored_nothing_is(hub: Running, region: Region) -> None:
    gp, bsn = await region.organization("Z3"), a_bsn()
    said = {"963": ("2026-03-12",), "1386": ("2",), "1388": ("zo",)}

    with pytest.raises(Unprocessable) as refused:
        await written(hub, an_errand(hub, who(gp)), a_talk(gp, a_person(bsn), said))

    assert "linkId = '1388'" in refused.value.issues[0].expression
    assert found(await by_bsn(gp, bsn)) == []


async def test_a_day_to_come_is_refused_at_a_question(hub: Running, region: Region) -> None:
    gp, bsn = await region.organization("Z3"), a_bsn()
    said = SAID | {"963": ((hub.clock() + timedelta(days=40)).date().isoformat(),)}

    with pytest.raises(Unprocessable) as refused:
        await written(hub, an_errand(hub, who(gp)), a_talk(gp, a_person(bsn), said))

    assert any("linkId = '1386'" in one.expression for one in refused.value.issues)
    assert found(await by_bsn(gp, bsn)) == []


async def test_of_somebody_else_than_whose_number_it_is_nothing_is_stored(
    hub: Running, region: Region
) -> None:
    gp, other = await region.organization("Z3"), await region.organization("Z3")
    dossier = Dossier(gp, a_bsn(), "")
    await gp.post(dossier.word | {"name": [ANS], "birthDate": "1950-03-02"})
    patient = a_person(dossier.bsn, birthDate="1961-07-09")

    with pytest.raises(SomebodyElse):
        await written(hub, an_errand(hub, who(other)), a_talk(other, patient))

    assert found(await by_bsn(other, dossier.bsn)) == []


async def test_what_is_signed_is_read_back_by_his_own_organisation(
    hub: Running, region: Region
) -> None:
    gp, bsn = await region.organization("Z3"), a_bsn()

    outcomes = await written(hub, an_errand(hub, who(gp)), a_talk(gp, a_person(bsn)))

    assert all(one.status == 201 for one in outcomes)
    [patient] = found(await by_bsn(gp, bsn))
    consents = found(await gp.get(f"Consent?patient={patient['id']}"))
    said = {
        one["provision"]["code"][0]["coding"][0]["code"]: one["provision"].get("type")
        for one in consents
    }
    assert said == {"89666000": "deny", "40617009": None}
    assert all("claimed" not in str(one["meta"]) for one in consents)


async def test_sent_twice_it_is_written_once(hub: Running, region: Region) -> None:
    gp, bsn = await region.organization("Z3"), a_bsn()
    talk = a_talk(gp, a_person(bsn))
    first = await written(hub, an_errand(hub, who(gp)), talk)

    again = await written(hub, an_errand(hub, who(gp)), talk)

    assert [one.name.address for one in again] == [one.name.address for one in first]
    assert all(one.new is None for one in again)


async def test_what_his_system_says_of_the_inhabitant_stands(hub: Running, region: Region) -> None:
    gp = await region.organization("Z3")
    dossier = Dossier(gp, a_bsn(), "")
    word = dossier.word | {"name": [ANS], "birthDate": "1950-03-02", "gender": "female"}
    await gp.post(word)

    await written(hub, an_errand(hub, who(gp)), a_talk(gp, a_person(dossier.bsn)))

    [patient] = found(await by_bsn(gp, dossier.bsn))
    assert patient["address"] == word["address"]
    assert patient["meta"]["versionId"] == "1"


async def test_two_talks_of_one_professional_name_one_professional(
    hub: Running, region: Region
) -> None:
    gp, bsn = await region.organization("Z3"), a_bsn()
    for _ in range(2):
        await written(hub, an_errand(hub, who(gp)), a_talk(gp, a_person(bsn)))

    [patient] = found(await by_bsn(gp, bsn))
    consents = found(await gp.get(f"Consent?patient={patient['id']}"))
    named = {
        actor["reference"]["reference"]
        for one in consents
        for actor in one["provision"]["actor"]
        if actor["reference"]["reference"].startswith("PractitionerRole")
    }
    assert len(consents) == 4
    assert len(named) == 1


async def test_what_is_written_has_its_row(hub: Running, region: Region) -> None:
    gp = await region.organization("Z3")
    errand = an_errand(hub, who(gp))
    await written(hub, errand, a_talk(gp, a_person(a_bsn())))

    rows = await left_behind(hub.database, hub.access.keyring, errand.request_id, 10)
    assert [row["interaction"] for row in rows] == ["transaction"]

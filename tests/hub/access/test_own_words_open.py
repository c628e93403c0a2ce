"""Own words open by the same choices as treatment data, and by none about one holder's data."""

import pytest

from consent.section import INHABITANT
from profiles import systems
from tests.builders import a_privacy_consent
from tests.hub.dossier import address, found, names
from tests.hub.write.home import Home, changed
from tests.hub.write.own import own
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio


async def sees(reader: Caller, home: Home) -> bool:
    """Whether he finds them as they are asked for, and reads them."""
    url = f"patient={home.patient}&questionnaire={systems.HUB_OWN_WORDS}"
    listed = names(await reader.get(f"QuestionnaireResponse?{url}"))
    return len(listed) == 1 and (await reader.get(listed[0])).status_code == 200


async def wrote(region: Region) -> Home:
    """One who wrote some."""
    home = await Home.of(region)
    assert (await home.himself.post(own(home.patient))).status_code == 201
    return home


async def test_without_a_choice_they_are_his_alone(region: Region) -> None:
    home = await wrote(region)
    assert not await sees(home.doctor, home)
    assert not await sees(home.holder, home)
    assert await sees(home.himself, home)


async def test_a_choice_about_one_holders_data_does_not_open_them(region: Region) -> None:
    home = await wrote(region)
    await home.himself.post(home.choice(holder=home.holder.ura))
    assert await home.is_open()
    assert not await sees(home.doctor, home)


async def test_what_a_provider_wrote_down_does_not_open_them(region: Region) -> None:
    home = await wrote(region)
    await home.holder.post(home.choice())
    assert await home.is_open()
    assert not await sees(home.doctor, home)


async def test_his_choice_over_all_opens_them_and_the_next_statement_closes_them(
    region: Region,
) -> None:
    home = await wrote(region)
    chosen = await home.himself.post(home.choice())
    assert await sees(home.doctor, home)

    body, etag = changed(chosen, status="inactive")
    await home.himself("PUT", address(chosen), body, if_match=etag)

    assert not await sees(home.doctor, home)


async def test_a_choice_about_his_own_words_opens_them_alone(region: Region) -> None:
    home = await wrote(region)
    await home.himself.post(home.choice(holder=INHABITANT))
    assert await sees(home.doctor, home)
    assert not await home.is_open()


async def test_his_objection_closes_them(region: Region) -> None:
    home = await wrote(region)
    await home.himself.post(home.choice())
    objection = a_privacy_consent(home.patient, user=home.doctor.ura, permit=False)
    await home.himself.post(objection)
    assert not await sees(home.doctor, home)


async def test_they_are_not_among_what_professionals_wrote(region: Region) -> None:
    home = await wrote(region)
    await home.himself.post(home.choice())
    by_others = f"QuestionnaireResponse?patient={home.patient}&questionnaire=https://example.org/q"
    assert found(await home.doctor.get(by_others)) == []
    versioned = f"patient={home.patient}&questionnaire={systems.HUB_OWN_WORDS}|1"
    assert len(found(await home.doctor.get(f"QuestionnaireResponse?{versioned}"))) == 1

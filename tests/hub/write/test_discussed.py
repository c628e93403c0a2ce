"""A professional says that he read and discussed one version: it changes nothing, and shows."""

from typing import Any

import pytest

from hub.query.own_words import own_words
from profiles import systems
from tests.hub.dossier import address, fault, names
from tests.hub.write.home import Home, changed
from tests.hub.write.own import heard, own
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def wrote(region: Region) -> tuple[Home, str]:
    """One who wrote some, open to the doctor."""
    home = await Home.of(region)
    await home.himself.post(home.choice())
    return home, address(await home.himself.post(own(home.patient)))


@pytest.mark.parametrize(
    "members",
    [
        {"target": [{"reference": "QuestionnaireResponse/none/_history/1"}]},
        {"agent": [{"who": {"identifier": {"system": systems.UZI_PERSON, "value": "1"}}}]},
        {"agent": [{"who": {"display": "de dokter"}}]},
    ],
)
async def test_of_nothing_or_for_another_it_is_not_said(
    region: Region, members: dict[str, Any]
) -> None:
    home, words = await wrote(region)
    body = heard(f"{words}/_history/1", home.doctor.number, **members)
    assert (await home.doctor.post(body)).status_code == 422


@pytest.mark.parametrize("version", ["", "/_history/2", "/_history/0", "/_history/x"])
async def test_a_version_that_is_not_there_nobody_read(region: Region, version: str) -> None:
    home, words = await wrote(region)
    answer = await home.doctor.post(heard(words + version, home.doctor.number))
    assert answer.status_code == 422


async def test_of_a_professionals_own_record_it_is_not_said(region: Region) -> None:
    home, _ = await wrote(region)
    mine = own(home.patient, questionnaire="https://example.org/q")
    for said in (home.goal, address(await home.doctor.post(mine))):
        answer = await home.doctor.post(heard(f"{said}/_history/1", home.doctor.number))
        assert answer.status_code == 422


async def test_a_system_reads_and_discusses_nothing(region: Region) -> None:
    home, words = await wrote(region)
    home.doctor.role, home.doctor.purpose = None, "TREAT"
    answer = await home.doctor.post(heard(f"{words}/_history/1", home.doctor.number))
    assert answer.status_code in {403, 422}
    assert fault(answer)


async def test_who_may_not_see_them_learns_nothing_by_it(region: Region) -> None:
    _, words = await wrote(region)
    stranger = await region.doctor()
    there = await stranger.post(heard(f"{words}/_history/1", stranger.number))
    nowhere = await stranger.post(
        heard(f"QuestionnaireResponse/{'0' * 36}/_history/1", stranger.number)
    )
    assert there.status_code == nowhere.status_code == 422
    assert there.json() == nowhere.json()


async def test_the_inhabitant_does_not_say_it_himself(region: Region) -> None:
    home, words = await wrote(region)
    answer = await home.himself.post(heard(f"{words}/_history/1", "900000009"))
    assert answer.status_code == 403


async def test_it_comes_along_with_the_version_it_is_about_and_changes_nothing(
    region: Region,
) -> None:
    home, words = await wrote(region)
    before = (await home.himself.get(words)).content

    mark = await home.doctor.post(heard(f"{words}/_history/1", home.doctor.number))

    assert mark.status_code == 201, mark.text
    assert (await home.himself.get(words)).content == before
    asked = f"patient={home.patient}&questionnaire={systems.HUB_OWN_WORDS}"
    along = await home.himself.get(f"QuestionnaireResponse?{asked}&_revinclude=Provenance:target")
    assert names(along) == [words]
    assert names(along, "include") == [address(mark)]

    body, etag = changed(await home.himself.get(words), status="amended")
    assert (await home.himself("PUT", words, body, if_match=etag)).status_code == 200
    [told] = await own_words(region.running.access, home.himself.errand())
    [discussed] = told.discussed
    assert (told.version, discussed.version, discussed.name) == (2, 1, "A. Arts")
    assert discussed.ura == home.doctor.ura

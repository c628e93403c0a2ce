"""Mitz speaks of what organisations keep, and has no say over what the inhabitant wrote himself."""

import pytest

from consent.section import INHABITANT
from profiles import systems
from tests.hub.dossier import found
from tests.hub.write.home import Home
from tests.hub.write.own import own
from tests.plugins.mitz import Asking

pytestmark = pytest.mark.anyio


async def test_mitz_is_not_asked_about_them_and_opens_none(asking: Asking) -> None:
    home = await Home.of(asking)
    await home.himself.post(own(home.patient))
    for holder in (home.holder.ura, INHABITANT):
        asking.permit(home.bsn, holder, home.doctor.ura)

    search = f"QuestionnaireResponse?patient={home.patient}&questionnaire={systems.HUB_OWN_WORDS}"
    assert found(await home.doctor.get(search)) == []
    assert await home.is_open()

    assert {one.key[1] for one in asking.stub.taken} == {home.holder.ura}

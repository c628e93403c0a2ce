"""POST /medmij/revoke: an app ends what it was given, and nothing else."""

import pytest

from tests.hub.oauth.medmij.conftest import Someone
from tests.hub.oauth.medmij.pgo import National, Pgo
from tests.hub.oauth.medmij.told import left, opened, refused
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
async def test_an_app_ends_what_it_was_given(
    pgo: Pgo, someone: Someone, region: Region, which: str
) -> None:
    given = pgo.exchange(pgo.code(someone.bsn, lasting=True)).json()

    answer = pgo.revoke(given[which])

    assert (answer.status_code, answer.content) == (200, b"")
    assert await left(region, answer) == ("revoke", "token-revoked", pgo.host)
    refused(pgo.refresh(given["refresh_token"]), 400, "invalid_grant")
    assert opened(pgo, someone, given) == 401


def test_what_is_not_the_apps_own_is_answered_alike_and_stays(
    national: National, pgo: Pgo, someone: Someone
) -> None:
    given = pgo.exchange(pgo.code(someone.bsn, lasting=True)).json()
    other = national.pgo()

    for token in (given["refresh_token"], given["access_token"], "x" * 43, "a.b.c"):
        answer = other.revoke(token)
        assert (answer.status_code, answer.content) == (200, b"")

    assert opened(pgo, someone, given) == 200
    assert pgo.refresh(given["refresh_token"]).status_code == 200


def test_who_shows_no_certificate_ends_nothing(pgo: Pgo, someone: Someone) -> None:
    given = pgo.exchange(pgo.code(someone.bsn, lasting=True)).json()
    with pgo.connected(bare=True) as http:
        form = {"client_id": pgo.host, "token": given["refresh_token"]}
        refused(http.post("/medmij/revoke", data=form), 401, "invalid_client")

    assert pgo.refresh(given["refresh_token"]).status_code == 200


def test_a_revocation_names_a_token(pgo: Pgo) -> None:
    refused(pgo.post("/medmij/revoke"), 400, "invalid_request")

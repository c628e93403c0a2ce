"""People log in at a provider of others: what the hub asks there, and of which answers it thinks.

https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
"""

import hashlib
import logging
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from hub.oauth.openid_sign_in import LONGEST_SECONDS
from hub.oauth.sign_in import Asked, SignInRefused
from hub.security.requester import Practitioner
from tests.builders import a_bsn
from tests.hub.oauth.signing_in import HUB, Under, asking, logged_in, refused, under_way
from tests.stubs.openid_provider import CLIENT_ID, SUBSTANTIAL, OpenIdStub

pytestmark = pytest.mark.anyio

DOCTOR = {
    "dezi_nummer": "900000501",
    "voorletters": "B.B.",
    "voorvoegsel": "van der",
    "achternaam": "Voorbeeld",
    "abonnee_nummer": "90000101",
    "rol_code": "01.015",
    "rol_code_bron": "http://www.dezi.nl/rol_bron/big",
}
LEVELS = "urn:basis=low,urn:midden=low,urn:substantieel=substantial,urn:hoog=high"


async def rule(under: Under, **pairs: str) -> str:
    with pytest.raises(SignInRefused) as refusal:
        await under.ended(**pairs)
    return refusal.value.rule


@pytest.mark.parametrize("state", ["", "another", "é", "\ud800"])
async def test_an_answer_to_another_log_in_is_none(provider: OpenIdStub, state: str) -> None:
    under = await under_way(provider)

    assert await rule(under, state=state) == "sign-in-state"
    assert "/token" not in provider.paths


@pytest.mark.parametrize("error", ["", "access_denied"])
async def test_an_answer_of_another_issuer_is_none(
    provider: OpenIdStub, other_provider: OpenIdStub, error: str
) -> None:
    under = await under_way(provider)
    error_pairs = {"error": error} if error else {}

    for mixed_up in (other_provider.issuer, "", f"{provider.issuer}/"):
        assert await rule(under, iss=mixed_up, **error_pairs) == "sign-in-iss"
    assert "/token" not in provider.paths


async def test_an_answer_that_names_no_issuer_is_none(provider: OpenIdStub) -> None:
    provider.answer = {"iss": None}

    assert await refused(provider) == "sign-in-iss"


async def test_a_log_in_for_an_inhabitant_is_none_for_a_professional(
    provider: OpenIdStub, other_provider: OpenIdStub
) -> None:
    provider.person = {"bsn": a_bsn(), **DOCTOR}
    under = await under_way(provider)
    as_doctor = Under(under.door, Asked(who="professional"), under.kept, under.pairs)
    elsewhere = Under(asking(other_provider), under.asked, under.kept, under.pairs)
    surer = Under(under.door, Asked(level="high"), under.kept, under.pairs)

    for other in (as_doctor, elsewhere, surer):
        assert await rule(other) == "sign-in-other"


async def test_the_code_of_another_provider_is_worth_nothing(
    provider: OpenIdStub, other_provider: OpenIdStub
) -> None:
    provider.person = other_provider.person = {"bsn": a_bsn()}
    stolen = await under_way(other_provider)
    under = await under_way(provider)

    assert await rule(under, code=stolen.pairs["code"]) == "sign-in-code"
    assert [path for path, _ in other_provider.sent] == []


async def test_a_code_is_used_once(provider: OpenIdStub) -> None:
    provider.person = {"bsn": a_bsn()}
    under = await under_way(provider)
    await under.ended()

    assert await rule(under) == "sign-in-code"


async def test_a_code_of_another_browser_does_not_come_in_here(provider: OpenIdStub) -> None:
    provider.person = {"bsn": a_bsn()}
    thief, victim = await under_way(provider), await under_way(provider)

    assert await rule(thief, code=victim.pairs["code"]) == "sign-in-code"


@pytest.mark.parametrize("code", ["", "a" * 2_049])
async def test_a_code_that_is_none_is_not_shown_to_anybody(provider: OpenIdStub, code: str) -> None:
    under = await under_way(provider)

    assert await rule(under, code=code) == "sign-in-code"
    assert "/token" not in provider.paths


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("access_denied", "sign-in-cancelled"),
        ("login_required", "sign-in-cancelled"),
        ("server_error", "sign-in-error"),
        ("a person's 999940107", "sign-in-error"),
    ],
)
async def test_who_cancels_comes_back_as_nobody(
    provider: OpenIdStub, error: str, told: str
) -> None:
    provider.person, provider.answer = {"bsn": a_bsn()}, {"error": error}

    assert await refused(provider) == told
    assert "/token" not in provider.paths


async def test_who_comes_back_too_late_begins_anew(provider: OpenIdStub) -> None:
    under = await under_way(provider)
    for moved in (timedelta(seconds=LONGEST_SECONDS + 1), timedelta(seconds=-120)):
        with pytest.raises(SignInRefused, match="sign-in-late"):
            await under.door.came_back(
                under.pairs, under.asked, under.kept, datetime.now(UTC) + moved
            )


@pytest.mark.parametrize("bsn", [None, "", "999940108", 999940107, ["999940107"]])
async def test_who_is_unknown_by_his_number_does_not_come_in(
    provider: OpenIdStub, bsn: object
) -> None:
    provider.person = {"bsn": bsn} if bsn is not None else {}

    assert await refused(provider) == "id-token-bsn"


@pytest.mark.parametrize("wrong", DOCTOR)
async def test_a_professional_is_whole_or_nobody(provider: OpenIdStub, wrong: str) -> None:
    provider.person = DOCTOR | {wrong: 1}

    assert await refused(provider, Asked(who="professional")) == "id-token-professional"


@pytest.mark.parametrize("status", [400, 401, 302, 404])
async def test_a_code_that_is_refused_lets_nobody_in(provider: OpenIdStub, status: int) -> None:
    provider.person, provider.instead = {"bsn": a_bsn()}, {"/token": (status, {})}

    assert await refused(provider) == "sign-in-code"
    assert "/elsewhere" not in provider.paths


@pytest.mark.parametrize(
    "answer",
    [b"", b"[]", b"no json", b'{"a":' * 5_000, b"{}", b'{"id_token": 1}'],
)
async def test_an_answer_without_a_token_lets_nobody_in(
    provider: OpenIdStub, answer: bytes
) -> None:
    provider.instead = {"/token": (200, answer)}

    assert await refused(provider) == "sign-in-answer"


async def test_a_token_without_an_access_token_is_no_answer(provider: OpenIdStub) -> None:
    provider.token = {"access_token": None}

    assert await refused(provider) == "sign-in-answer"


@pytest.mark.parametrize("path", ["/token", "/jwks"])
@pytest.mark.parametrize("instead", [(500, {}), (503, {}), (200, b" " * 70_000)])
async def test_a_provider_that_fails_lets_nobody_in(
    provider: OpenIdStub, path: str, instead: tuple[int, object]
) -> None:
    provider.person, provider.instead = {"bsn": a_bsn()}, {path: instead}

    assert await refused(provider) == "sign-in-unreachable"


@pytest.mark.parametrize("path", ["/token", "/jwks"])
async def test_a_provider_that_is_slow_lets_nobody_in(provider: OpenIdStub, path: str) -> None:
    provider.person, provider.slow, provider.pause = {"bsn": a_bsn()}, {path}, 0.1
    under = await under_way(provider)
    under.door.upstreams["inhabitant"].provider.fetch.within = 0.3

    assert await rule(under) == "sign-in-unreachable"


async def test_nobody_logs_in_where_no_provider_is_set(provider: OpenIdStub) -> None:
    with pytest.raises(SignInRefused, match="sign-in-nowhere"):
        await asking(provider, professionals_issuer="").begin(
            Asked(who="professional"), datetime.now(UTC)
        )


async def test_a_level_that_the_provider_does_not_know_is_not_asked(provider: OpenIdStub) -> None:
    with pytest.raises(SignInRefused, match="sign-in-level"):
        await asking(provider, inhabitants_levels="urn:midden=low").begin(
            Asked(level="high"), datetime.now(UTC)
        )


async def test_nothing_of_a_person_is_logged(
    provider: OpenIdStub, caplog: pytest.LogCaptureFixture
) -> None:
    bsn = a_bsn()
    provider.person, provider.instead = {"bsn": bsn}, {"/jwks": (500, {})}
    with caplog.at_level(logging.DEBUG):
        await refused(provider)
        provider.instead = {}
        came = await logged_in(provider)

    assert "the provider where inhabitants log in gives no answer" in caplog.text
    assert bsn not in caplog.text
    assert bsn not in repr(came)


async def test_the_browser_is_sent_with_all_that_a_log_in_takes(provider: OpenIdStub) -> None:
    begun = await asking(provider).begin(Asked(language="en"), datetime.now(UTC))
    again = await asking(provider).begin(Asked(language="en"), datetime.now(UTC))

    parts = urlsplit(begun.url)
    asked = dict(parse_qsl(parts.query))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{provider.issuer}/authorize"
    assert asked.pop("state") == begun.state != again.state
    assert len(asked.pop("nonce")) == len(asked.pop("code_challenge")) == 43
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": f"{HUB}/auth/back",
        "scope": "openid",
        "code_challenge_method": "S256",
        "acr_values": f"{SUBSTANTIAL} http://eidas.europa.eu/LoA/high",
        "ui_locales": "en",
        "prompt": "login",
        "max_age": "0",
    }


async def test_the_code_is_exchanged_with_the_verifier_and_a_proof_that_is_for_once(
    provider: OpenIdStub,
) -> None:
    provider.person = {"bsn": a_bsn()}
    await logged_in(provider)

    [asked], [(path, form)] = provider.asked, provider.sent
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert path == "/token"
    assert asked["code_challenge"] == urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert "client_secret" not in form
    assert not provider.knows(form, provider.issuer)


async def test_an_inhabitant_comes_in_by_his_number(provider: OpenIdStub) -> None:
    provider.person = {"bsn": a_bsn()}

    came = await logged_in(provider)

    assert came.bsn is not None
    assert came.bsn.value == provider.person["bsn"]
    assert (came.assurance, came.vouched_by) == ("substantial", provider.issuer)
    assert abs(datetime.now(UTC) - came.authenticated_at) < timedelta(seconds=30)
    assert (came.practitioner, came.ura) == (None, None)


async def test_a_number_may_stand_in_a_claim_of_another_name(provider: OpenIdStub) -> None:
    provider.person = {"sub_bsn": a_bsn(), "bsn": a_bsn()}

    came = await logged_in(provider, inhabitants_bsn_claim="sub_bsn")

    assert came.bsn is not None
    assert came.bsn.value == provider.person["sub_bsn"]


async def test_the_levels_of_a_provider_are_a_table(provider: OpenIdStub) -> None:
    provider.person, more = {"bsn": a_bsn()}, {"inhabitants_levels": LEVELS}
    assert (await logged_in(provider, **more)).assurance == "substantial"
    assert provider.asked[-1]["acr_values"] == "urn:substantieel urn:hoog"
    provider.claims = {"acr": "urn:midden"}

    assert await refused(provider, **more) == "id-token-acr"
    assert (await logged_in(provider, Asked(level="low"), **more)).assurance == "low"
    assert provider.asked[-1]["acr_values"] == "urn:basis urn:midden urn:substantieel urn:hoog"


async def test_a_professional_comes_in_at_his_organisation(provider: OpenIdStub) -> None:
    provider.person = {**DOCTOR, "bsn": a_bsn()}

    came = await logged_in(provider, Asked(who="professional", level="high"))

    assert came.practitioner == Practitioner(
        number="900000501",
        name="B.B. van der Voorbeeld",
        role="01.015",
        assurance="high",
        authenticated_at=came.authenticated_at,
        vouched_by=provider.issuer,
    )
    assert (came.ura, came.bsn) == ("90000101", None)


async def test_people_log_in_over_tls_at_a_server_that_is_vouched_for(tmp_path: Path) -> None:
    with OpenIdStub(tmp_path) as secure:
        secure.person = {"bsn": a_bsn()}
        public = {"public_url": HUB}

        assert (await logged_in(secure, **public)).vouched_by == secure.issuer
        assert secure.issuer.startswith("https://")
        with pytest.raises(SignInRefused, match="sign-in-unreachable"):
            await asking(secure, sign_in_authorities=None).begin(Asked(), datetime.now(UTC))

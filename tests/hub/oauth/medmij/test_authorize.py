"""GET /medmij/authorize, parameter by parameter."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.builders import a_bsn
from tests.hub.oauth.medmij.conftest import Someone
from tests.hub.oauth.medmij.pgo import NAME, Browser, National, Pgo
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio

DENIED = {"error": "access_denied"}


def refused_here(browser: Browser, status: int = 400) -> None:
    """A page, in plain Dutch, and nobody is sent anywhere."""
    page = browser.page
    assert (page.status_code, "Location" in page.headers) == (status, False), page.headers
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "<title>Fout: " in page.text
    assert browser.pgo.host not in page.text


async def left(region: Region, browser: Browser) -> list[tuple[str, int, str]]:
    """What the newest answer left in the ledger."""
    rows = await region.left_behind(browser.page)
    return [(row["interaction"], row["status"], row["rule"]) for row in rows]


@pytest.mark.parametrize(
    "uri",
    [
        "https://{host}.evil.example/terug",
        "https://evil.example/{host}",
        "https://evil{host}/terug",
        "https://{host}@evil.example/terug",
        "https://{host}:443/terug",
        "https://{host}:8443/terug",
        "https://{host}\\@evil.example/terug",
        "https://{host}%2eevil.example/terug",
        "https://user@{host}/terug",
        "http://{host}/terug",
        "https://{host}/terug#deel",
        "https://{host}/terug\r\nX: y",
        "https://{host}/te rug",
        "https://{host}/terug?code=mijn",
        "https://{host}/terug?a=b&state=mijn",
        "HTTPS://{host}/terug",
        "//{host}/terug",
        "javascript:alert(1)//{host}",
        "https://andere.example.nl/terug",
    ],
)
async def test_th_31_an_address_that_is_not_of_the_apps_own_host_gets_a_page_and_no_redirect(
    pgo: Pgo, uri: str, region: Region
) -> None:
    with pgo.browser() as browser:
        assert browser.authorize(redirect_uri=uri.format(host=pgo.host)) == {}

        refused_here(browser)
        [(interaction, status, rule)] = await left(region, browser)
    assert (interaction, status) == ("authorize", 400)
    assert rule in {"redirect-host", "redirect-answers"}


@pytest.mark.parametrize("there", ["", "/", "/terug", "?a=b", "/terug?a=b&c", "/diep/er%20in"])
def test_every_address_at_the_apps_own_host_is_one(pgo: Pgo, there: str) -> None:
    pgo.national.log_ins.mode = "unknown"
    with pgo.browser() as browser:
        uri = f"https://{pgo.host}{there}"

        told = browser.authorize(redirect_uri=uri)

        assert told | {"a": "b", "c": ""} == DENIED | {"state": pgo.state, "a": "b", "c": ""}


async def test_th_39_a_client_that_is_not_on_the_list_gets_a_page_and_no_redirect(
    national: National, region: Region
) -> None:
    stranger = Pgo(national, "vreemd.example.nl")

    with stranger.browser() as browser:
        assert browser.authorize() == {}

        refused_here(browser)
        assert await left(region, browser) == [("authorize", 400, "client-unlisted")]


def test_who_was_on_the_list_and_is_no_more_gets_a_page(national: National, pgo: Pgo) -> None:
    del national.node.lists.clients[pgo.host]
    national.relisted()

    with pgo.browser() as browser:
        browser.authorize()

        refused_here(browser)


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
@pytest.mark.parametrize("how", ["absent", "empty", "twice"])
def test_client_and_address_are_there_once_or_there_is_a_page(
    pgo: Pgo, name: str, how: str
) -> None:
    pairs = [pair for pair in pgo.request().items() if pair[0] != name]
    pairs += {"absent": [], "empty": [(name, "")], "twice": [(name, pgo.request()[name])] * 2}[how]
    with pgo.browser() as browser:
        browser.open(f"{pgo.national.url}/medmij/authorize?{urlencode(pairs)}")

        refused_here(browser)


@pytest.mark.parametrize("client_id", ["{host}.", "{HOST}", " {host}", "{host}/", "*"])
def test_a_client_is_its_name_letter_by_letter(pgo: Pgo, client_id: str) -> None:
    name = client_id.format(host=pgo.host, HOST=pgo.host.upper())
    with pgo.browser() as browser:
        browser.authorize(client_id=name)

        refused_here(browser)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "elders"}, "invalid_scope"),
        ({"scope": f"{NAME}~48 elders~48"}, "invalid_scope"),
        ({"scope": f"{NAME}~52"}, "invalid_scope"),
        ({"scope": f"{NAME}~48 {NAME}"}, "invalid_scope"),
        ({"scope": f"{NAME}~"}, "invalid_scope"),
        ({"scope": f"{NAME}  {NAME}~48"}, "invalid_scope"),
        ({"scope": f"subscribe~180/{NAME}~48"}, "invalid_scope"),
        ({"scope": f"{NAME} onbehalfof"}, "invalid_scope"),
        ({"scope": f"{NAME.upper()}~48"}, "invalid_scope"),
        ({"scope": "patient/*.rs"}, "invalid_scope"),
        ({"code_challenge": "x" * 43}, "invalid_request"),
        ({"code_challenge": "x" * 43, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "x" * 42, "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
    ],
)
def test_what_is_not_right_otherwise_is_told_to_the_app_with_its_state(
    pgo: Pgo, changes: dict[str, str | None], error: str
) -> None:
    with pgo.browser() as browser:
        assert browser.authorize(**changes) == {"error": error, "state": pgo.state}


@pytest.mark.parametrize("state", [None, "", "é", "a\nb", "x" * 1_025])
def test_a_state_that_can_not_be_given_back_is_an_error_without_one(
    pgo: Pgo, state: str | None
) -> None:
    with pgo.browser() as browser:
        assert browser.authorize(state=state) == {"error": "invalid_request"}


@pytest.mark.parametrize("name", ["response_type", "scope", "state", "code_challenge"])
def test_a_parameter_that_stands_twice_is_an_error(pgo: Pgo, name: str) -> None:
    pairs = [*pgo.request().items(), (name, "x"), (name, "y")]
    with pgo.browser() as browser:
        browser.open(f"{pgo.national.url}/medmij/authorize?{urlencode(pairs)}")

        address = browser.chase() or ""
    assert dict(parse_qsl(urlsplit(address).query))["error"] == "invalid_request"


@pytest.mark.parametrize("state", ["a b&c=d+e/%", "~" * 1_024, "=&?#"])
def test_th_34_the_state_comes_back_unchanged(pgo: Pgo, someone: Someone, state: str) -> None:
    pgo.national.log_ins.bsn = someone.bsn
    with pgo.browser() as browser:
        browser.authorize(state=state)

        assert browser.answer("yes")["state"] == state


@pytest.mark.parametrize(
    "changes",
    [
        {"iets": "anders"},
        {"MedMij__Request__ID": None, "X__Correlation__ID": None},
        {"MedMij__Request__ID": "geen uuid", "X__Correlation__ID": "123456782"},
        {"MedMij_geboortedatum": "19700901"},
        {"nonce": "n", "prompt": "none", "login_hint": "x", "request": "y"},
    ],
)
def test_a_parameter_that_is_not_known_is_as_if_it_were_not_there(
    pgo: Pgo, someone: Someone, changes: dict[str, str | None]
) -> None:
    pgo.national.log_ins.bsn = someone.bsn
    with pgo.browser() as browser:
        browser.authorize(**changes)

        assert browser.answer("yes").keys() == {"code", "state"}


@pytest.mark.parametrize("scope", [NAME, f"{NAME}@medmij", f"{NAME}~48", f"{NAME}~61 {NAME}~48"])
def test_a_scope_is_the_providers_name_or_its_services_by_name(
    pgo: Pgo, someone: Someone, scope: str
) -> None:
    pgo.national.log_ins.bsn = someone.bsn
    with pgo.browser() as browser:
        browser.authorize(scope=scope)

        assert "Basisgegevens zorg" in browser.page.text


def test_a_service_that_the_list_does_not_give_the_app_is_refused(national: National) -> None:
    pgo = national.pgo(services=["51"])

    with pgo.browser() as browser:
        assert browser.authorize(scope=f"{NAME}~48")["error"] == "invalid_scope"


def test_a_service_that_is_let_in_elsewhere_is_not_offered_here(
    national: National, pgo: Pgo
) -> None:
    held = national.node.lists.providers[f"{NAME}@medmij"]
    here, held["61"] = held["61"], "https://elders.example/authorize"
    national.relisted()

    with pgo.browser() as browser:
        assert browser.authorize(scope=f"{NAME}~61")["error"] == "invalid_scope"
    held["61"] = here


async def test_th_40_nothing_kept_is_answered_as_nobody_and_as_not_entitled(
    pgo: Pgo, someone: Someone, region: Region
) -> None:
    said = {}
    for who, bsn, changes in (
        ("nobody", a_bsn(), {}),
        ("nothing for this service", someone.bsn, {"scope": f"{NAME}~51"}),
    ):
        pgo.national.log_ins.bsn = bsn
        with pgo.browser() as browser:
            told = browser.authorize(**changes)
            said[who] = (told, browser.page.status_code, dict(browser.page.headers))
            rows = await region.left_behind(browser.page)
            assert [(row["rule"], row["pat"]) for row in rows] == [("nothing-open", None)]

    assert {str(told) for told, *_ in said.values()} == {str(DENIED | {"state": pgo.state})}
    heads = [set(head) for *_, head in said.values()]
    assert heads[0] == heads[1]
    assert {status for _, status, _ in said.values()} == {302}


def test_th_40_who_says_no_tells_the_app_no_more_than_who_has_nothing(
    pgo: Pgo, someone: Someone
) -> None:
    pgo.national.log_ins.bsn = someone.bsn
    with pgo.browser() as browser:
        browser.authorize()
        refused = browser.answer("no")
    pgo.national.log_ins.bsn = a_bsn()
    with pgo.browser() as browser:
        assert browser.authorize() == refused == DENIED | {"state": pgo.state}


@pytest.mark.parametrize("mode", ["unknown", "low"])
def test_who_does_not_get_in_tells_the_app_the_same_as_who_has_nothing(
    pgo: Pgo, someone: Someone, mode: str
) -> None:
    pgo.national.log_ins.bsn, pgo.national.log_ins.mode = someone.bsn, mode
    with pgo.browser() as browser:
        assert browser.authorize() == DENIED | {"state": pgo.state}


def test_who_stops_the_log_in_is_told_as_that_whoever_he_is(pgo: Pgo, someone: Someone) -> None:
    told = []
    for bsn in (someone.bsn, a_bsn()):
        pgo.national.log_ins.bsn, pgo.national.log_ins.mode = bsn, "cancels"
        with pgo.browser() as browser:
            told.append(browser.authorize())

    described = {"error_description": "the person stopped the log-in"}
    assert told == [DENIED | described | {"state": pgo.state}] * 2


def test_a_log_in_that_can_not_be_reached_is_told_as_a_technical_fault(pgo: Pgo) -> None:
    pgo.national.log_ins.mode = "down"
    with pgo.browser() as browser:
        told = browser.authorize()

    assert told["error"] == "temporarily_unavailable"
    assert told["error_description"] == "try again in a moment"


@pytest.mark.parametrize("change", ["no cookie", "another's cookie", "another state", "no state"])
def test_who_comes_back_from_a_log_in_that_he_did_not_begin_gets_a_page(
    pgo: Pgo, someone: Someone, change: str
) -> None:
    pgo.national.log_ins.bsn = someone.bsn
    with pgo.browser() as attacker, pgo.browser() as victim:
        asked = urlencode(pgo.request())
        for browser in (attacker, victim):
            browser.open(f"{pgo.national.url}/medmij/authorize?{asked}")
        attacker.open(attacker.page.headers["Location"])
        address = attacker.page.headers["Location"]
        if change == "no cookie":
            victim.http.cookies.clear()
        if change == "another state":
            address = address.replace("state=", "state=x")
        if change == "no state":
            address = address.partition("state=")[0]
        who = attacker if change.endswith("state") else victim

        who.open(address)

        refused_here(who)
    assert "Set-Cookie" in who.page.headers


def test_who_comes_back_twice_gets_a_page(pgo: Pgo, someone: Someone) -> None:
    pgo.national.log_ins.bsn = someone.bsn
    with pgo.browser() as browser:
        browser.authorize()
        first = browser.seen[-2]
        cookie = browser.seen[0].cookies["__Host-medmij"]
        browser.http.cookies.clear()
        browser.open(str(first.request.url), headers={"Cookie": f"__Host-medmij={cookie}"})

        refused_here(browser)


def test_a_log_in_lasts_a_quarter_of_an_hour(pgo: Pgo, someone: Someone) -> None:
    pgo.national.log_ins.bsn = someone.bsn
    with pgo.browser() as browser:
        browser.open(f"{pgo.national.url}/medmij/authorize?{urlencode(pgo.request())}")
        pgo.national.clock.ahead = timedelta(minutes=15)
        browser.chase()

        refused_here(browser)


@pytest.mark.parametrize("mode", ["unreachable", "expired", "tampered"])
def test_without_lists_nobody_is_let_in(national: National, pgo: Pgo, mode: str) -> None:
    national.node.mode, national.log_ins.mode = mode, "unknown"
    national.look()
    with pgo.browser() as browser:
        browser.authorize()
        assert browser.page.status_code != 503, "the last good ones hold for a while"
        national.clock.ahead = timedelta(hours=25)
        browser.authorize()

        refused_here(browser, 503)
        assert "Cache-Control" in browser.page.headers
    answer = pgo.exchange("anything")
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")


def test_whatever_breaks_on_the_way_is_a_page_that_says_nothing(pgo: Pgo) -> None:
    pgo.national.log_ins.bsn = "geen nummer"
    with pgo.browser() as browser:
        assert browser.authorize() == {}

        refused_here(browser, 500)


def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(pgo: Pgo) -> None:
    pgo.national.log_ins.mode = "unknown"
    with pgo.browser() as browser:
        browser.authorize()

        set_cookie = browser.seen[0].headers["Set-Cookie"]
    name, *flags = set_cookie.split("; ")
    assert name.startswith("__Host-medmij=")
    assert {flag.lower() for flag in flags} == {"path=/", "secure", "httponly", "samesite=lax"}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_request_is_a_get(pgo: Pgo, method: str) -> None:
    with pgo.browser() as browser:
        browser.open(f"{pgo.national.url}/medmij/authorize?{urlencode(pgo.request())}", method)

        assert browser.page.status_code == 405

"""Every answer under /viewer keeps to itself: no script, no frame, no cache, no referrer."""

import re
from collections.abc import Iterator

import pytest

from hub.pages.assets import style_path
from tests.hub.pages.mijn.test_headers import policy_of
from tests.hub.pages.viewer.at_work import Ward, Window, ref_of
from tests.plugins.people import PeopleHub

pytestmark = pytest.mark.anyio
PAGES = [
    *("", "/inloggen", "/in", "/launch", "/uitgelogd", "/niets", "/w", "/w/x", "/langer"),
    *("{ref}", "{ref}/spoed", "{ref}/anders", "/inloggen?van=x"),
]


@pytest.fixture(scope="module")
def window(people: PeopleHub) -> Iterator[Window]:
    """Somebody who looks at somebody."""
    with Window(people) as one:
        yield one


@pytest.fixture(scope="module")
def ref(window: Window, ward: Ward) -> str:
    window.logs_in(ward.doctor)
    return ref_of(window.finds(ward.treated.bsn))


@pytest.mark.parametrize("path", PAGES)
async def test_whatever_it_answers_it_keeps_to_itself(
    people: PeopleHub, window: Window, ref: str, ward: Ward, path: str
) -> None:
    with Window(people) as nobody:
        for answer in (window.get(path.format(ref=ref)), nobody.get(path.format(ref=ref))):
            policy = policy_of(answer)
            for part in ("default-src", "frame-ancestors", "base-uri"):
                assert policy[part] == "'none'"
            assert policy["style-src"] == policy["img-src"] == policy["form-action"] == "'self'"
            assert not [one for one in policy if "script" in one]
            assert "unsafe" not in answer.headers["content-security-policy"]
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cross-origin-opener-policy"] == "same-origin"
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"
            assert "camera=()" in answer.headers["permissions-policy"]
            for danger in ("<script", "<style", " style=", " onclick", "javascript:", "http:"):
                assert danger not in answer.text
            title = answer.text.partition("<title>")[2].partition("</title>")[0]
            assert "Vlinderhof" not in title
            assert ward.treated.bsn not in answer.text


@pytest.mark.parametrize("path", ["/pages.css", "/pages.svg", style_path("viewer")])
async def test_the_look_is_served(people: PeopleHub, path: str) -> None:
    with people.http() as http:
        answer = http.get(path)
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_page_waits_for_one_file_at_most_which_a_browser_keeps(
    people: PeopleHub, ref: str, window: Window
) -> None:
    page = window.get(ref)
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)">', page.text) == [
        style_path("viewer")
    ]
    with people.http() as http:
        kept, older = http.get(style_path("viewer")), http.get("/viewer-0123456789abcdef.css")
    assert "immutable" in kept.headers["cache-control"]
    assert older.headers["cache-control"] == "no-store"
    assert kept.text == older.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_a_page_takes_a_get_and_a_post_and_nothing_else(
    people: PeopleHub, ref: str, window: Window, method: str
) -> None:
    for path in ("/viewer", f"/viewer{ref}"):
        assert window.http.request(method, path).status_code == 405

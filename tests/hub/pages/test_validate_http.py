"""The page /validate over HTTP: what it answers, and what it never does."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from html.parser import HTMLParser

import anyio
import httpx
import pytest
from starlette.applications import Starlette

from hub.pages.validate import ValidatePage
from hub.validation.line import MOST_WAITING, Aside, Line
from profiles.dialect import RELEASED
from profiles.validator import shipped_validator
from tests.builders import a_goal, a_patient, a_transaction
from tests.plugins.hub import Running

pytestmark = pytest.mark.anyio

ASSETS = ["/pages.css", "/validate", "/validate.css", "/validate.js"]


@pytest.fixture
async def page(hub: Running) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=hub.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub.example") as client:
        yield client


async def judged(page: httpx.AsyncClient, text: str, profile: str | None = None) -> dict:
    answer = await page.post("/validate", json={"text": text, "profile": profile})
    assert answer.status_code == 200, answer.text
    return answer.json()


class Markup(HTMLParser):
    """Every tag with its attributes, and the text in scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


async def test_a_finding_has_its_line_and_says_what_it_is(page: httpx.AsyncClient) -> None:
    text = '{\n  "resourceType": "Patient",\n  "gender": "vrouw",\n  "birthdate": "1940"\n}'

    answer = await judged(page, text)

    found = {(one["line"], one["column"], one["expression"]) for one in answer["findings"]}
    assert {(3, 3, "Patient.gender"), (4, 3, "Patient.birthdate")} <= found
    assert all(one["text"] and one["severity"] and one["code"] for one in answer["findings"])
    assert [one["line"] for one in answer["findings"]] == sorted(line for line, _, _ in found)
    assert sum(answer["summary"].values()) == len(answer["findings"])
    assert answer["milliseconds"] > 0


async def test_a_bundle_is_judged_entry_by_entry(page: httpx.AsyncClient) -> None:
    goal = a_goal("Patient/a", wish="none")
    bundle = a_transaction((a_patient(), "POST Patient"), (goal, "POST Goal"))

    answer = await judged(page, json.dumps(bundle, indent=2))

    (line,) = {one["line"] for one in answer["findings"] if "wish" in one["expression"]}
    assert '"wish"' in json.dumps(bundle, indent=2).splitlines()[line - 1]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ('{"resourceType":\n\n oops}', 3),
        ('{"resourceType": "Patient",\n"id": "a",\n"id": "b"}', 3),
        ("\n\n[]", 1),
        ("\ufeff{}", 1),
        ('{"a":\n' + "[" * 50_000 + "]" * 50_000 + "}", 2),
        ('{"a": "\\ud800"}', 1),
        ("<script>alert(1)</script>", 1),
    ],
    ids=range(8),
)
async def test_what_is_no_json_is_one_fatal_finding_with_its_line(
    page: httpx.AsyncClient, text: str, line: int
) -> None:
    answer = await judged(page, text)

    assert [(one["severity"], one["line"]) for one in answer["findings"]] == [("fatal", line)]
    assert answer["summary"]["fatal"] == 1


@pytest.mark.parametrize("base", RELEASED)
async def test_a_profile_that_is_chosen_is_judged_by(page: httpx.AsyncClient, base: str) -> None:
    chosen = f"{base}StructureDefinition/ACP-TreatmentDirective"
    text = json.dumps({"resourceType": "Consent", "status": "active"}, indent=2)

    answer = await judged(page, text, chosen)

    assert chosen in {one["profile"] for one in answer["findings"]}


async def test_no_finding_repeats_what_was_pasted(page: httpx.AsyncClient) -> None:
    attack = "<img src=x onerror=alert(1)>"
    patient = {"resourceType": "Patient", "gender": attack, "birthDate": attack, attack: attack}

    answer = await page.post("/validate", json={"text": json.dumps(patient)})

    assert answer.status_code == 200
    assert "onerror" not in answer.text


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b'{"text": "{}"}', "text/plain", 415),
        (b'{"text": "{}"}', "application/x-www-form-urlencoded", 415),
        (b"", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"text": 1}', "application/json", 400),
        (b'{"text": "\xff"}', "application/json", 400),
        (b'{"text": "\\ud800"}', "application/json", 400),
        (b'{"text": "{}", "profile": "http://nowhere.example"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"text": "' + b"a" * 5_000_001 + b'"}', "application/json", 413),
        (b'{"text": "' + b"a" * 10_100_000 + b'"}', "application/json", 413),
    ],
    ids=range(11),
)
async def test_a_request_that_can_t_be_answered_gets_a_sentence(
    page: httpx.AsyncClient, content: bytes, media_type: str, status: int
) -> None:
    answer = await page.post(
        "/validate", content=content, headers={"Content-Type": f"{media_type}; charset=utf-8"}
    )

    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_the_page_takes_no_other_method(page: httpx.AsyncClient, method: str) -> None:
    assert (await page.request(method, "/validate")).status_code == 405


async def test_the_hub_answers_others_while_a_text_is_judged(page: httpx.AsyncClient) -> None:
    entries = [{"resource": a_goal("Patient/a", wish=1)} for _ in range(4_000)]
    text = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})

    pasted = asyncio.create_task(page.post("/validate", json={"text": text}))
    while not pasted.done():
        lives = await page.get("/health/live")
        if not pasted.done():
            break

    assert lives.status_code == 200
    assert not pasted.done()
    assert (await pasted).json()["findings"]


@pytest.mark.slow
async def test_five_megabytes_of_faults_are_judged_within_seconds(page: httpx.AsyncClient) -> None:
    entries = [{"resource": a_goal("Patient/a", wish=1)} for _ in range(12_000)]
    text = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}, indent=1)
    started = time.perf_counter()

    answer = await judged(page, f"{text:<5000000}")

    assert time.perf_counter() - started < 20
    assert len(answer["findings"]) > 900
    assert answer["findings"][-1]["line"] > 1_000


async def test_only_so_many_texts_wait_and_the_others_come_back_later() -> None:
    line = Line(Aside(shipped_validator()))
    one = ValidatePage(shipped_validator().definitions, line, 1_000)
    transport = httpx.ASGITransport(app=Starlette(routes=one.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://hub.example") as client:
        async with line.turn:
            waiting = [
                asyncio.create_task(client.post("/validate", json={"text": "{}"}))
                for _ in range(MOST_WAITING)
            ]
            await anyio.wait_all_tasks_blocked()
            too_many = await client.post("/validate", json={"text": "{}"})
        answers = await asyncio.gather(*waiting)

    assert (too_many.status_code, too_many.headers["retry-after"]) == (503, "1")
    assert too_many.json()["error"].endswith(".")
    assert {answer.status_code for answer in answers} == {200}
    assert line.waiting == 0


@pytest.mark.parametrize("path", ASSETS)
async def test_a_page_keeps_to_itself(page: httpx.AsyncClient, path: str) -> None:
    answer = await page.get(path)

    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = dict(
        one.strip().split(" ", 1) for one in answer.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_the_page_has_nothing_inline_and_nothing_from_elsewhere(
    page: httpx.AsyncClient,
) -> None:
    markup = Markup((await page.get("/validate")).text)

    for tag, attributes in markup.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert tag != "style"
        assert tag != "script" or attributes["src"] == "validate.js"
        assert attributes.get("href") in {None, "pages.css", "validate.css", "data:,"}


async def test_the_page_lists_every_shipped_profile_of_a_resource(page: httpx.AsyncClient) -> None:
    markup = Markup((await page.get("/validate")).text)

    listed = [attributes["value"] for tag, attributes in markup.tags if tag == "option"]

    assert listed[0] == ""
    assert len([url for url in listed if "ACP-" in url]) == 17 + 18
    assert len(listed) == len(set(listed))


async def test_the_script_never_makes_markup_of_text(page: httpx.AsyncClient) -> None:
    script = (await page.get("/validate.js")).text

    for danger in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "Function(",
    ):
        assert danger not in script.replace("// The page /validate.", "")

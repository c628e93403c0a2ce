"""`hub demo` as a newcomer runs it: real processes, a real port, a data directory of its own."""

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from hub.demo.secured import FURTHER
from hub.demo.stories import stories
from hub.pages.door.examples import EXAMPLES
from tests.e2e.demo_port import demo_port
from tests.e2e.left_open import assert_a_place_is_sought
from tests.hub.demo.documents import VENDOR, blocks
from tests.plugins.leaks import LEAKS

pytestmark = pytest.mark.slow

HUB = Path(sys.executable).with_name("hub")
CURL = shutil.which("curl")  # without it, the stories are not tried
ENOUGH = 120  # seconds, on a machine with other work
ASKS_WITHIN = float(os.environ.get("DEMO_ASKS_WITHIN", "60"))  # seconds; alone it takes six


def environment() -> dict[str, str]:
    """As a newcomer's, and with a proxy that does not know this machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return {**kept, "ALL_PROXY": "http://127.0.0.1:9", "NO_PROXY": "", "no_proxy": ""}


def hub(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HUB, *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=ENOUGH,
        check=False,
    )


def processes(data_dir: Path, port: str) -> list[str]:
    """The command lines of what works on this data directory, at this port or that for TLS."""
    if not Path("/proc").is_dir():
        pytest.skip("needs /proc to see processes")
    found, ports = [], {port, str(int(port) + FURTHER)}
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue  # it ended meanwhile
        if ports & {*words} or any(str(data_dir) in word for word in words):
            found.append(" ".join(words))
    return found


def becomes(wanted: int, data_dir: Path, port: str) -> list[str]:
    """The processes, once there are so many or patience ends."""
    deadline = time.monotonic() + ENOUGH
    while len(found := processes(data_dir, port)) != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of this module: the tests start the demo again and again in it, as people do."""
    return tmp_path_factory.mktemp("demo") / "data"


@dataclass(frozen=True, slots=True)
class Running:
    """The demo, up."""

    process: subprocess.Popen[str]
    port: str
    told: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def owner_url(self) -> str:
        return next(word for line in self.told for word in line.split() if "postgresql://" in word)


@pytest.fixture
def running(data_dir: Path) -> Iterator[Running]:
    port = demo_port()
    process = subprocess.Popen(
        [HUB, "demo", "--port", port, "--data-dir", str(data_dir)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        told = []
        for line in process.stdout:
            told.append(line)
            if line.startswith("# 5."):
                break
        else:
            pytest.fail("".join(told))
        yield Running(process, port, tuple(told))
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=ENOUGH)


def checked(*arguments: str, cwd: Path) -> tuple[str, float]:
    """What `hub demo --check` prints, and the seconds until it began to ask."""
    began, lines, until = time.monotonic(), list[str](), float("inf")
    kept = {**environment(), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [HUB, *arguments],
        cwd=cwd,
        env=kept,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process as running:
        for line in running.stdout or ():
            lines.append(line)
            if line.startswith("Huisarts op"):
                until = time.monotonic() - began
    assert process.returncode == 0, "".join(lines)
    return "".join(lines), until


def test_the_check_passes_and_again_on_the_data_that_it_left(data_dir: Path) -> None:
    port = demo_port()
    arguments = ["demo", "--check", "--port", port, "--data-dir", str(data_dir)]
    first, _ = checked(*arguments, cwd=data_dir.parent)
    clients = (data_dir / "demo" / "clients.json").read_text()

    second, until_it_asked = checked(*arguments, cwd=data_dir.parent)

    assert until_it_asked < ASKS_WITHIN
    answers = [said.partition("Huisarts op")[2] for said in (first, second)]
    assert answers[0] == answers[1]
    assert "Reanimatie: NIET reanimeren (2026-02-17), Huisartsenpraktijk De Sluis" in second
    assert "Mies Kwelder (verpleegkundige overdracht naar huis): 3 wensen, overdracht" in second
    assert "overdracht van 2026-09-01, overdracht van 2026-09-28" in second
    assert "vertegenwoordigt haar): 13 wensen, overdracht van 2026-10-01" in second
    assert "Tjeerd Wadman (heeft nog geen keuze gemaakt): niets gevonden" in second
    for story in (
        "Willem Dijkgraaf laat het hospice toe bij de huisarts: wensen van 1 bron",
        "dat wacht op hem zelf",
        "Een ander onder het BSN van Johanna Polderman: geweigerd",
        "Spoed: de ambulance ziet 2 wensen van Tjeerd Wadman",
        "Een token van de huisartsenpost, met het eigen certificaat: open",
        "Een token van de huisartsenpost, met dat van een ander: geweigerd",
        "Een token van de huisartsenpost, met geen certificaat: geweigerd",
        "Een token vragen zonder certificaat: geweigerd",
        "Sietske Rietmeer leest zelf",
        "Johanna Polderman logt in: substantial",
        "Samira Zeelander logt in, en mag kiezen voor Noor Zeelander",
        "B. Voorbeeld logt in als zorgverlener, rol 01.015",
        "Tjeerd Wadman logt in en leest zijn wensen",
        "Hij laat de huisartsenpost toe: die ziet 2 wensen",
        "Hij trekt dat in: die ziet meteen niets",
        "Hij ziet wie keek: een huisarts bij Huisartsenpost Polderlicht",
        "typt een BSN en leest van Johanna Polderman: NIET reanimeren",
        "Van Tjeerd Wadman ziet hij niets, tot hij spoed meldt",
        "Hij logt uit",
        "3 aanbieders melden wat vrij is",
        "Huisartsenpraktijk De Sluis vraagt een bed voor Willem Dijkgraaf",
        "I. Stroomman van Zorggroep De Vaart leest het op /rtp en zegt ja",
        "T. Wegwijzer van Regionaal Transferpunt Polderland ziet het op /rtp, met wie is gevraagd",
        "Zorggroep De Vaart en Hospice De Ooievaar: ja, en houden die vrij",
        "Willem Dijkgraaf kiest Zorggroep De Vaart; de anderen zien niets meer",
        "Zorggroep De Vaart las de overdracht, nam op en nam het dossier over",
        "De cijfers van de maand: bij Regionaal Transferpunt Polderland één plaatsing meer",
    ):
        assert story in first
        assert story in second
    assert (data_dir / "demo" / "clients.json").read_text() == clients
    assert processes(data_dir, port) == []


def test_the_stories_can_be_pasted_and_ctrl_c_stops_everything(
    running: Running, data_dir: Path, tmp_path: Path, search_database: Callable[[str], None]
) -> None:
    for sample in (data_dir / "demo" / "sources").rglob("*.json"):
        LEAKS.known.learn(json.loads(sample.read_text()))
    LEAKS.logs.update((data_dir / "demo" / "logs").iterdir())
    LEAKS.logs.add(data_dir / "postgres" / "postgres.log")
    # Itself, PostgreSQL, both hubs, where people log in, an ECD, four adapters, one that listens;
    # a worker has no port.
    assert len(becomes(11, data_dir, running.port)) == 11
    assert_stories_are_true(data_dir, running.url)
    assert_tokens_say_whose_word_a_person_is(data_dir)
    assert_a_place_is_sought(data_dir, running.url)
    assert_a_vendor_can_push(data_dir, running.url)
    assert_the_guide_runs_its_calls(running.url)
    assert_a_vendor_can_register(running.owner_url, tmp_path)
    assert_secrets_are_closed(data_dir)
    search_database(running.owner_url)

    running.process.send_signal(signal.SIGINT)
    told, _ = running.process.communicate(timeout=ENOUGH)

    assert running.process.returncode == 0
    assert "Stopped" in told
    assert processes(data_dir, running.port) == []


def shell(script: str, cwd: Path) -> str:
    done = subprocess.run(
        ["/bin/sh", "-euc", script],
        cwd=cwd,
        env={**environment(), "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=ENOUGH,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def assert_tokens_say_whose_word_a_person_is(data_dir: Path) -> None:
    """The options of `hub token` that tell who he is, and why he asks."""
    usual = ["--client", "gp-post", "--practitioner", "900000501", "--role"]
    mandate = ["--mandate", "900000502", "01.015"]
    reason = ["--reason-code", "life-threatening", "--reason", "Bewusteloos gevonden"]
    emergency = claims_of(data_dir, *usual, "01.015", "--purpose", "ETREAT", *reason)
    mandated = claims_of(data_dir, *usual, "00.000", *mandate)

    assert emergency["acr"] == "http://eidas.europa.eu/LoA/high"
    assert time.time() - emergency["auth_time"] < ENOUGH
    assert emergency["extensions"]["vouched_by"] == "https://local.invalid/jwks.json"
    assert emergency["extensions"]["emergency"] == {
        "code": "life-threatening",
        "reason": "Bewusteloos gevonden",
    }
    assert mandated["acr"] == "http://eidas.europa.eu/LoA/substantial"
    assert mandated["extensions"]["vouched_by"] == "organization"
    assert mandated["extensions"]["mandated_by"]["national_provider_identifier"] == "900000502"
    refused = hub(
        "token", "--data-dir", str(data_dir), *usual, "00.000", *mandate[:2], "00.000", cwd=data_dir
    )
    assert "must name a clinician" in refused.stderr
    himself = claims_of(data_dir, "--as", "Sietske Rietmeer")
    assert himself["extensions"]["patient_request"]["inhabitant"] == himself["sub"]
    assert "999940302" not in json.dumps(himself)
    behalf = ["--on-behalf-of", "Lien Oeverzegge", "child"]
    other = claims_of(data_dir, "--as", "Mies Kwelder", *behalf)
    assert other["extensions"]["patient_request"]["ground"] == "child"
    assert other["extensions"]["patient_request"]["inhabitant"] != other["sub"]


def claims_of(data_dir: Path, *options: str) -> dict:
    """What stands in the token that `hub token` prints."""
    done = hub("token", "--data-dir", str(data_dir), *options, cwd=data_dir)
    assert done.returncode == 0, done.stderr
    payload = done.stdout.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def assert_a_vendor_can_push(data_dir: Path, url: str) -> None:
    """The program of docs/vendor.md does what it says."""
    program, *_ = blocks(VENDOR, "python")
    here = program.replace("http://127.0.0.1:8000", url).replace(".demo/", f"{data_dir}/")

    done = subprocess.run(
        [sys.executable, "-c", here], capture_output=True, text=True, timeout=ENOUGH, check=True
    )

    assert done.stdout.startswith("200 ")


def assert_the_guide_runs_its_calls(url: str) -> None:
    """Each call at /docs goes well, but the one that shows a refusal."""
    with httpx.Client(base_url=url, trust_env=False, timeout=ENOUGH) as http:
        assert "Dit is een demo" in http.get("/", headers={"Accept": "text/html"}).text
        shown = http.get("/docs").text
        for name in EXAMPLES:
            assert f'value="{name}"' in shown
            answer = http.post("/docs/try", data={"example": name})
            told = re.findall(r"<h3>Answer: (\d+)</h3>", answer.text)
            assert answer.status_code == 200
            # Where the Patient had to be found first, that call is shown too.
            expected = ["200", "200"] if EXAMPLES[name].asks_patient else ["200"]
            last = {"refused": ["405"], "launch": ["201"]}
            assert told == last.get(name, expected), name


def assert_a_vendor_can_register(owner_url: str, cwd: Path) -> None:
    """The commands of docs/vendor.md make keys, and get a client_id for them."""
    register, *_ = blocks(VENDOR, "sh")
    here = register.replace(".venv/bin/", f"{HUB.parent}/")

    told = shell(here.replace("postgresql://…", owner_url), cwd)

    assert json.loads(told)["client_id"]


def assert_stories_are_true(data_dir: Path, url: str) -> None:
    """The stories' commands answer what the stories say."""
    if not CURL:
        return
    clients = json.loads((data_dir / "demo" / "clients.json").read_text())
    [secure_url] = {client["tls_url"] for client in clients}
    told = shell(stories(str(HUB.parent), str(data_dir), url, secure_url), data_dir)

    pushed, *answers, stranger, let_in, withdrawn, closed, log, own, thief, bare = documents(told)
    assert pushed["type"] == "transaction-response"
    found = [answer["total"] > 0 for answer in answers]
    assert found == [True, True, False, True, True, False, True, True]
    assert "eerst gebeld" in told
    assert stranger["total"] == 0
    assert (let_in["total"] > 0, withdrawn["status"], closed["total"]) == (True, "inactive", 0)
    lines = [one["part"] for one in log["parameter"] if one["name"] == "line"]
    said = [{part["name"]: part for part in line} for line in lines]
    log_ins = [one for one in said if one["action"]["valueString"] == "ingelogd"]
    assert [one["refused"]["valueBoolean"] for one in log_ins if "Het was" in str(one)] == [False]
    assert "U gaf hiervoor toestemming." in json.dumps(lines)
    assert "U trok uw toestemming in." in json.dumps(lines)
    assert own["total"] == 1
    assert [one["issue"][0]["code"] for one in (thief, bare)] == ["login", "login"]


def assert_secrets_are_closed(data_dir: Path) -> None:
    lines = json.loads((data_dir / "demo" / "clients.json").read_text())
    keys = [Path(line[name]) for line in lines for name in ("private_jwk", "certificate_key")]

    assert len(set(keys)) == 26
    assert [key for key in keys if key.stat().st_mode & 0o077] == []
    assert (data_dir / "demo").stat().st_mode & 0o077 == 0


def documents(text: str) -> list[dict]:
    """The JSON documents that stand one after another in a text."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        document, end = decoder.raw_decode(text[at:])
        found.append(document)
        at += end
    return found


def test_a_demo_that_is_killed_leaves_nothing_running(running: Running, data_dir: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux ends the children of a process that is killed")

    running.process.kill()
    running.process.wait()

    assert becomes(0, data_dir, running.port) == []


def test_a_port_that_is_taken_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = hub("demo", "--port", port, "--data-dir", "data", cwd=tmp_path)

    assert done.returncode == 1
    assert f"port {port} is taken" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_database_without_its_keys_is_not_given_other_ones(tmp_path: Path) -> None:
    (tmp_path / "data" / "postgres" / "data").mkdir(parents=True)

    done = hub("demo", "--port", demo_port(), "--data-dir", "data", cwd=tmp_path)

    assert done.returncode == 1
    assert "without its keys" in done.stderr

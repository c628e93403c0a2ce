"""`python -m bench.viewer`: from a typed BSN to the first paint of the wishes, while others read.

In Chromium, on the machine of the hub. docs/decisions/0012-how-we-measure.md
"""

import argparse
import asyncio
import itertools
import json
import statistics
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.common.by import By

from bench.bulk.size import SIZES
from bench.figures import percentile
from bench.founding import READER_URA
from bench.measure import Bench, _bench
from bench.region import Inhabitant
from bench.stage import Stage, stage
from hub.access.sessions import PROFESSIONALS, StoredSessions
from hub.oauth.people.viewer import SCOPES
from hub.security.professional_request import ProfessionalRequest
from hub.security.requester import Practitioner
from hub.settings import Settings
from hub.storage.database import Database
from hub.storage.sealing import Keyring

PAINTED = """
const shown = document.querySelector(".first .decision");
const paint = performance.getEntriesByName("first-contentful-paint")[0];
const whole = performance.getEntriesByType("navigation")[0];
return shown && paint ? [paint.startTime, whole.responseEnd] : null;
"""
# Nobody logs in there: the session is put where a log-in would have.
PROVIDERS = {
    "HUB_PROFESSIONALS_ISSUER": "http://127.0.0.1:9/professional",
    "HUB_PROFESSIONALS_CLIENT_ID": "bench",
}
WARM_UP = 20
DOCTORS = 12
"""Who look in turn: one alone would soon be asking more than one may."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Load, log in, and look."""
    parser = argparse.ArgumentParser("bench.viewer", description=__doc__)
    parser.add_argument("--size", choices=("", *SIZES), default="M")
    parser.add_argument("--data", type=Path, help="directory in which the region stays")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--readers", type=int, default=8, help="others, who read meanwhile")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--width", type=int, default=390)
    chosen = parser.parse_args(arguments)
    with stage(chosen.data) as empty:
        full = empty.filled(SIZES[chosen.size])
        full = replace(full, environment={**full.environment, **PROVIDERS})
        with full.hub(chosen.workers) as hub, _bench(full, hub, chosen.workers) as bench:
            secrets = asyncio.run(_sessions(full.environment))
            for readers in (0, chosen.readers):
                _told(readers, _runs(full, bench, secrets, readers, chosen))


async def _sessions(environment: Mapping[str, str]) -> list[str]:
    """As of doctors of the reading organisation, who logged in just now."""
    settings = Settings.model_validate(
        {name.removeprefix("HUB_").lower(): value for name, value in environment.items()}
    )
    database = await Database.open(settings.database_url.get_secret_value(), 1)
    keyring, now = Keyring.of_settings(settings), datetime.now(UTC)
    sessions = StoredSessions.of_settings(database, keyring, settings, PROFESSIONALS)
    try:
        return [(await sessions.begin(_doctor(one, now), now))[0] for one in range(DOCTORS)]
    finally:
        await database.close()


def _doctor(number: int, now: datetime) -> ProfessionalRequest:
    person = Practitioner(f"9000001{number:02d}", f"Arts {number}", "01.015", "high", now, "bench")
    return ProfessionalRequest(
        practitioner=person,
        ura=READER_URA,
        organization_type="H1",
        name="Huisartsenpost",
        scopes=SCOPES,
    )


def _runs(
    full: Stage,
    bench: Bench,
    secrets: Sequence[str],
    readers: int,
    chosen: argparse.Namespace,
) -> list[tuple[float, float]]:
    """Milliseconds to the first paint, and to the last byte, of each look."""
    browser = _browser(full.url, chosen.width)
    ended = threading.Event()
    others = threading.Thread(target=_read, args=(bench, readers, ended))
    found = []
    try:
        if readers:
            others.start()
        who = Random(1)  # noqa: S311 - who is looked at is no secret
        people = who.sample(full.region.inhabitants, chosen.runs + WARM_UP)
        for one, secret in zip(people, itertools.cycle(secrets), strict=False):
            _log_in(browser, full.url, secret)
            found.append(_look(browser, full.url, one))
        return found[WARM_UP:]
    finally:
        ended.set()
        if readers:
            others.join()
        browser.quit()


def _read(bench: Bench, readers: int, ended: threading.Event) -> None:
    for seed in range(10_000):
        if ended.is_set():
            return
        run = bench.run("reads", readers, 4.0, seed)
        print(f"  others: {run.rate:.0f} reads/s, p99 {run.p99:.0f} ms, errors {run.errors}")


def _look(browser: Chrome, url: str, one: Inhabitant) -> tuple[float, float]:
    browser.get(f"{url}/viewer")
    browser.find_element(By.ID, "bsn").send_keys(one.bsn)
    browser.find_element(By.CSS_SELECTOR, "button.main").click()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found = browser.execute_script(PAINTED)
        if found:
            return found[0], found[1]
        time.sleep(0.02)
    raise SystemExit(f"no decision on the page: {browser.title}")


def _browser(url: str, width: int) -> Chrome:
    options = ChromeOptions()
    for one in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(one)
    browser = Chrome(options=options)
    browser.set_window_size(width, 844)
    browser.get(f"{url}/pages.svg")
    return browser


def _log_in(browser: Chrome, url: str, secret: str) -> None:
    cookie = {"name": "viewer", "value": secret, "url": url, "httpOnly": True, "sameSite": "Lax"}
    browser.execute_cdp_cmd("Network.setCookie", cookie)


def _told(readers: int, found: Sequence[tuple[float, float]]) -> None:
    painted, whole = ([one[which] for one in found] for which in (0, 1))
    said = {
        "readers": readers,
        "runs": len(found),
        "paint p50": round(statistics.median(painted)),
        "paint p95": round(percentile(painted, 0.95)),
        "paint max": round(max(painted)),
        "last byte p50": round(statistics.median(whole)),
        "last byte p95": round(percentile(whole, 0.95)),
    }
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()

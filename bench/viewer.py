"""`python -m bench.viewer`: from a typed BSN to the first paint of the wishes, while others read.

In Chromium, on the machine of the hub. docs/decisions/0012-how-we-measure.md
"""

import argparse
import asyncio
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
from bench.region import PERSON, Inhabitant
from bench.stage import Stage, stage
from hub.access.sessions import PROFESSIONALS, StoredSessions
from hub.oauth.people.viewer import SCOPES
from hub.security.professional_request import ProfessionalRequest
from hub.security.requester import Practitioner
from hub.settings import Settings
from hub.storage.database import Database
from hub.storage.sealing import Keyring

PAINTED = """
const done = arguments[arguments.length - 1];
const shown = document.querySelector(".first .decision");
const paint = performance.getEntriesByName("first-contentful-paint")[0];
const whole = performance.getEntriesByType("navigation")[0];
if (!shown || !paint) done(null); else done([paint.startTime, whole.responseEnd]);
"""
# Nobody logs in there: the session is put where a log-in would have.
PROVIDERS = {
    "HUB_PROFESSIONALS_ISSUER": "http://127.0.0.1:9/professional",
    "HUB_PROFESSIONALS_CLIENT_ID": "bench",
}
WARM_UP = 20


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
            secret = asyncio.run(_session(full.environment))
            for readers in (0, chosen.readers):
                _told(readers, _runs(full, bench, secret, readers, chosen.runs, chosen.width))


async def _session(environment: Mapping[str, str]) -> str:
    """As of a doctor of the reading organisation, who logged in just now."""
    settings = Settings.model_validate(
        {name.removeprefix("HUB_").lower(): value for name, value in environment.items()}
    )
    database = await Database.open(settings.database_url.get_secret_value(), 1)
    person = Practitioner(
        PERSON["national_provider_identifier"], PERSON["subject_name"], PERSON["subject_role"][0],
        "high", datetime.now(UTC), "bench",
    )  # fmt: skip
    who = ProfessionalRequest(
        practitioner=person, ura=READER_URA, organization_type="H1", name="Huisartsenpost",
        scopes=SCOPES,
    )  # fmt: skip
    try:
        keyring = Keyring.of_settings(settings)
        sessions = StoredSessions.of_settings(database, keyring, settings, PROFESSIONALS)
        secret, _ = await sessions.begin(who, datetime.now(UTC))
    finally:
        await database.close()
    return secret


def _runs(
    full: Stage, bench: Bench, secret: str, readers: int, runs: int, width: int
) -> list[tuple[float, float]]:
    """Milliseconds to the first paint, and to the last byte, of each look."""
    browser = _browser(full.url, secret, width)
    ended = threading.Event()
    others = threading.Thread(target=_read, args=(bench, readers, ended))
    try:
        if readers:
            others.start()
        people = Random(1).sample(full.region.inhabitants, runs + WARM_UP)  # noqa: S311 - who is looked at is no secret
        return [_look(browser, full.url, one) for one in people][WARM_UP:]
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
        found = browser.execute_async_script(PAINTED)
        if found:
            return found[0], found[1]
        time.sleep(0.02)
    raise SystemExit("no decision on the page")


def _browser(url: str, secret: str, width: int) -> Chrome:
    options = ChromeOptions()
    for one in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(one)
    browser = Chrome(options=options)
    browser.set_window_size(width, 844)
    browser.get(f"{url}/pages.svg")
    cookie = {"name": "viewer", "value": secret, "url": url, "httpOnly": True, "sameSite": "Lax"}
    browser.execute_cdp_cmd("Network.setCookie", cookie)
    return browser


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

"""One line of JSON an answer, which names the call and nobody."""

import json

import anyio
import pytest

from hub.telemetry.access_log import WITHIN
from tests.builders import a_bsn
from tests.hub.dossier import a_dossier
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


async def test_every_answer_has_its_line_and_nothing_of_the_inhabitant(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, written = region.running.app.fhir.app.hub.seen.log, list[str]()
    dossier = await a_dossier(region)
    monkeypatch.setattr(log, "write", written.append)
    log.flush()
    written.clear()

    read = await dossier.source.get(dossier.patient)
    refused = await dossier.source.get(f"{a_bsn()}/{dossier.bsn}?name={dossier.bsn}")
    log.flush()

    lines = [json.loads(line) for line in "".join(written).splitlines()]
    assert [(one["method"], one["type"], one["status"]) for one in lines] == [
        ("GET", "Patient", 200),
        ("GET", "-", refused.status_code),
    ]
    assert [one["request"] for one in lines] == [
        answer.headers["X-Request-Id"] for answer in (read, refused)
    ]
    assert all(0 <= one["ms"] < 60_000 and one["at"].endswith("Z") for one in lines)
    assert dossier.bsn not in "".join(written)


async def test_lines_are_written_soon_without_being_asked(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:

    log, written = region.running.app.fhir.app.hub.seen.log, list[str]()
    log.flush()
    monkeypatch.setattr(log, "write", written.append)

    answer = await (await region.organization()).get("Goal/1")

    await anyio.sleep(4 * WITHIN)
    assert answer.headers["X-Request-Id"] in "".join(written)

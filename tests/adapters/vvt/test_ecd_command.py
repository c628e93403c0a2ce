"""The command as an ECD's owner runs it, against an ECD of the test that speaks R4, and a hub."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.vvt.__main__ import run
from tests.adapters.vvt.documents import URN, a_document, as_bytes, snomed
from tests.stubs.ecd import EcdStub, status
from tests.stubs.hub import StubHub, outcome

Tree = dict[str, Any]
PATH = "Composition/handoff/$document"


@pytest.fixture
def ecd() -> Iterator[EcdStub]:
    with EcdStub() as running:
        running.put(PATH, a_document())
        running.put_task(_task("in-progress"), "2026-11-30T10:00:00Z")
        yield running


@pytest.fixture
def hub() -> Iterator[StubHub]:
    with StubHub() as running:
        yield running


@pytest.fixture
def desk(
    ecd: EcdStub, hub: StubHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    key = tmp_path / "key.jwk"
    key.write_text(json.dumps(hub.key.as_dict(private=True)))

    def ran(*more: str) -> tuple[int, str]:
        who = ["--hub", hub.url, "--client-id", hub.client_id, "--key", str(key)]
        place = ["--state", str(tmp_path / "state"), "--once"]
        ended = run([*who, "--ecd", ecd.base, *place, *more])
        return ended, capsys.readouterr().out

    return ran


def _task(state: str) -> Tree:
    handoff = {"reference": "Composition/handoff"}
    return {
        "resourceType": "Task",
        "id": "t",
        "status": state,
        "intent": "order",
        "code": snomed("308292007"),
        "for": {"reference": "Patient/p"},
        "requester": {"reference": "Organization/o"},
        "owner": {"reference": "Organization/elsewhere"},
        "input": [{"type": snomed("11171000146100"), "valueReference": handoff}],
    }


def _tasks(hub: StubHub) -> list[Tree]:
    return [one for url, one in hub.store.items() if url.startswith("Task/")]


def test_an_ecd_that_speaks_r4_is_taken_once_and_followed(
    ecd: EcdStub, hub: StubHub, desk: Callable[..., tuple[int, str]]
) -> None:
    first, said = desk()
    pushes = len(hub.pushes)
    again, _ = desk()
    ecd.put_task(_task("completed"), "2026-11-30T10:09:00Z")
    third, _ = desk()

    assert (first, again, third) == (0, 0, 0), said
    assert pushes == 2
    assert len(hub.pushes) == 3
    assert [one["status"] for one in _tasks(hub)] == ["completed"]
    assert sum(url.startswith("Bundle?") for url in hub.store) == 1


def test_all_of_one_inhabitant_leaves_in_one_lane(
    ecd: EcdStub, desk: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    letter = {"contentType": "application/pdf", "url": "Binary/1"}
    document = a_document()
    document["entry"][3]["resource"]["extension"] = [
        {"url": "https://ecd.example/letter", "valueAttachment": letter}
    ]
    ecd.put(PATH, document)
    ecd.put_bytes("Binary/1", b"%PDF-1.7", "application/pdf")

    ended, said = desk()

    with sqlite3.connect(tmp_path / "state" / "outbox.sqlite") as outbox:
        lanes = outbox.execute("SELECT count(*), count(DISTINCT lane) FROM parcel").fetchone()
    assert ended == 0, said
    assert lanes == (3, 1)


def test_what_is_told_names_nobody(
    ecd: EcdStub, desk: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    ecd.faults.append(status(500))

    _, said = desk("--trace", str(tmp_path / "trace"))

    told = said + (tmp_path / "trace").read_text()
    assert not [one for one in ("999900006", "handoff", "Task/t", ecd.base) if one in told]


def test_a_document_with_a_hole_is_brought_and_stays_set_aside_until_it_is_mended(
    ecd: EcdStub, hub: StubHub, desk: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    document = a_document()
    [section] = document["entry"][0]["resource"]["section"]
    section["section"][0]["entry"].append({"reference": f"{URN}77"})
    ecd.put(PATH, document)
    broken, said = desk()
    brought = [one for url, one in hub.store.items() if url.startswith("Bundle?")]
    ecd.put(PATH, a_document())
    ecd.put_task(_task("in-progress"), "2026-11-30T11:00:00Z")
    mended, _ = desk()

    assert (broken, mended) == (2, 0)
    assert "brought, but for" in said
    assert [one["meta"]["security"][0]["code"] for one in brought] == ["REDACTED"]
    assert list((tmp_path / "state" / "rejected").iterdir()) == []


def test_a_document_that_is_refused_by_the_hub_is_set_aside_with_its_task(
    hub: StubHub, desk: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    hub.refuse = lambda _: outcome("processing", "not taken")

    ended, _ = desk()

    kept = list((tmp_path / "state" / "rejected").iterdir())
    assert ended == 2
    assert len(kept) == 2


def test_an_ecd_that_does_not_answer_is_a_failure_and_a_line(
    ecd: EcdStub, desk: Callable[..., tuple[int, str]]
) -> None:
    ecd.token = "another"

    ended, said = desk()

    assert ended == 1
    assert "the ECD can't be read: the ECD answers 401" in said


def test_a_dry_run_asks_and_keeps_nothing(
    hub: StubHub, desk: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    ended, said = desk("--dry-run")

    assert ended == 0, said
    assert "1 would be pushed" in said
    assert hub.pushes == []
    assert not (tmp_path / "state").exists()


def test_a_way_in_that_is_none_ends_with_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--ecd", "http://ecd.example/fhir"])

    assert "https" in capsys.readouterr().err


def test_a_folder_is_taken_as_before(
    hub: StubHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, key = tmp_path / "source", tmp_path / "key.jwk"
    source.mkdir()
    (source / "a.json").write_bytes(as_bytes(a_document()))
    (source / "brief.pdf").write_bytes(b"%PDF-")
    (source / "b.xml").write_bytes(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
    (source / "c.json").write_bytes(as_bytes(a_document())[:-9])
    key.write_text(json.dumps(hub.key.as_dict(private=True)))
    who = ["--hub", hub.url, "--client-id", hub.client_id, "--key", str(key)]

    ended = run([*who, "--source", str(source), "--state", str(tmp_path / "state"), "--once"])

    said = capsys.readouterr().out
    assert ended == 2
    assert sum(url.startswith("Bundle?") for url in hub.store) == 1
    assert said.count("set aside: not valid") == 2
    assert "a file .pdf" in said

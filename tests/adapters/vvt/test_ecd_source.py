"""A transfer at an ECD from its offer to its end, as it leaves for the hub."""

import base64
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from adapters.core.records import Record, Untaken
from adapters.vvt.ecd.access import Access
from adapters.vvt.ecd.memory import Memory
from adapters.vvt.ecd.server import EcdServer, Patience
from adapters.vvt.ecd.source import EcdAway, EcdSource
from adapters.vvt.ecd.transfer import to_transactions
from profiles import systems
from profiles.check.structure import check_structure
from profiles.invalid import InvalidRecord
from tests.adapters.vvt.stu3 import (
    BSN,
    RECEIVER,
    SENDER,
    Tree,
    a_document,
    a_patient,
    a_task,
    an_organization,
)
from tests.stubs.ecd import EcdStub, status

QUICK = Patience(attempts=2, first=0.001, longest=0.5)
HANDOFF, NOTICE = "Composition/handoff-1/$document", "Composition/notice-1/$document"
A_PDF = b"%PDF-1.7 brief"


@dataclass
class Seen:
    """What one look at the ECD gave."""

    records: list[Record]
    untaken: list[Untaken]

    @property
    def bundles(self) -> list[Tree]:
        return [one for record in self.records for one in to_transactions(record).bundles]

    def of(self, kind: str) -> list[Tree]:
        entries = [entry for bundle in self.bundles for entry in bundle["entry"]]
        return [one["resource"] for one in entries if one["resource"]["resourceType"] == kind]


@dataclass
class Ward:
    """An ECD, and what stands beside it."""

    ecd: EcdStub
    folder: Path
    said: io.StringIO = field(default_factory=io.StringIO)

    def put(self, *kinds: str) -> None:
        for kind in kinds:
            self.ecd.put(f"Composition/{kind}-1/$document", a_document(self.ecd.base, kind))
        for one in (a_patient(), an_organization("org-1", SENDER)):
            self.ecd.put(f"{one['resourceType']}/{one['id']}", one)
        self.ecd.put("Organization/org-2", an_organization("org-2", RECEIVER))

    def look(self) -> Seen:
        """As a process that was started anew."""
        memory = Memory(self.folder, self.ecd.base)
        server = lambda: EcdServer(Access(self.ecd.base), QUICK)  # noqa: E731 - one of its own
        source = EcdSource(server, memory, once=True, out=self.said)
        try:
            return Seen(list(source.records()), list(source.untaken()))
        finally:
            memory.close()


@contextmanager
def _ward(folder: Path, **stub: Any) -> Iterator[Ward]:
    with EcdStub(**stub) as ecd:
        yield Ward(ecd, folder)


def _is_valid(bundles: list[Tree]) -> bool:
    found = [one for bundle in bundles for one in check_structure(bundle)]
    return not [one for one in found if one.severity in {"error", "fatal"}]


def test_a_transfer_from_its_offer_to_its_end(tmp_path: Path) -> None:
    with _ward(tmp_path) as ward:
        ward.put("notice", "handoff")
        ward.ecd.put_task(a_task("requested", "notice"), "2026-11-30T10:00:00Z")
        offered = ward.look()
        ward.ecd.put_task(a_task("in-progress", "notice", "handoff"), "2026-11-30T10:05:00Z")
        chosen = ward.look()
        for path in (NOTICE, HANDOFF, "Patient/pat-1"):
            del ward.ecd.kept[path]
        ward.ecd.put_task(a_task("completed", "notice", "handoff"), "2026-11-30T10:09:00Z")
        ended = ward.look()
        nothing = ward.look()

    titles = [[one["title"] for one in seen.of("Composition")] for seen in (offered, chosen, ended)]
    tasks = [seen.of("Task")[0] for seen in (offered, chosen, ended)]
    assert [len(one) for one in titles] == [1, 2, 0]
    assert [one["status"] for one in tasks] == ["requested", "in-progress", "completed"]
    assert len({one["id"] for one in tasks}) == 1
    assert nothing.records == []
    assert all(_is_valid(seen.bundles) for seen in (offered, chosen, ended))
    assert tasks[2]["input"][1]["valueReference"]["reference"] in {
        f"Composition/{one['id']}" for one in chosen.of("Composition")
    }
    assert tasks[2]["for"]["reference"].startswith("Patient?identifier=")
    whose = {to_transactions(seen.records[0]).whose for seen in (offered, chosen, ended)}
    assert len(whose) == 1


def test_the_handoff_is_not_asked_for_before_its_receiver_is_chosen(tmp_path: Path) -> None:
    with _ward(tmp_path) as ward:
        ward.put("notice", "handoff")
        ward.ecd.put_task(a_task("accepted", "notice", "handoff"), "2026-11-30T10:00:00Z")

        seen = ward.look()

    [task] = seen.of("Task")
    assert f"{HANDOFF}" not in [one.path for one in ward.ecd.asked]
    assert task["input"][1]["valueReference"] == {"display": "Document"}


def test_the_task_names_who_sends_and_who_takes_over_by_ura(tmp_path: Path) -> None:
    with _ward(tmp_path) as ward:
        ward.put("handoff")
        ward.ecd.put_task(a_task("in-progress", "handoff"), "2026-11-30T10:00:00Z")

        [*_, transaction] = ward.look().bundles

    by_url = {one["fullUrl"]: one["resource"] for one in transaction["entry"]}
    [task] = [one for one in by_url.values() if one["resourceType"] == "Task"]
    for role, ura in (("requester", SENDER), ("owner", RECEIVER)):
        who = by_url[task[role]["reference"]]
        assert who["identifier"] == [{"system": systems.URA_SYSTEM, "value": ura}]
    assert by_url[task["for"]["reference"]]["identifier"][0]["value"] == BSN


def test_the_original_goes_along_under_the_document(tmp_path: Path) -> None:
    with _ward(tmp_path) as ward:
        ward.put("handoff")
        ward.ecd.put_task(a_task("in-progress", "handoff"), "2026-11-30T10:00:00Z")

        seen = ward.look()

    [original], [pointer] = seen.of("Binary"), seen.of("DocumentReference")
    assert base64.b64decode(original["data"]) == ward.ecd.kept[HANDOFF].body
    assert original["securityContext"]["reference"].startswith("DocumentReference?identifier=")
    urls = [one["attachment"]["url"] for one in pointer["content"]]
    assert urls[1] == f"Binary/{original['id']}"


def test_the_same_is_the_same_record_byte_for_byte(tmp_path: Path) -> None:
    with _ward(tmp_path) as ward:
        ward.put("handoff")
        ward.ecd.put_task(a_task("in-progress", "handoff"), "2026-11-30T10:00:00Z")
        first = ward.look()
        again = Ward(ward.ecd, tmp_path / "other").look()

    assert first.records == again.records
    assert first.records[0].name.endswith(".transfer")


def test_a_document_that_is_named_anew_at_each_reading_is_the_same_document(tmp_path: Path) -> None:
    urls = []
    with _ward(tmp_path) as ward:
        ward.put("handoff")
        for number in range(2):
            named = {"system": systems.URN, "value": f"urn:uuid:{number}"}
            document = {**a_document(ward.ecd.base, "handoff"), "identifier": named}
            ward.ecd.put(HANDOFF, document)
            ward.ecd.put_task(a_task("in-progress", "handoff"), f"2026-11-30T10:0{number}:00Z")
            urls.append(ward.look().bundles[0]["entry"][0]["request"]["url"])

    assert urls[0] == urls[1]


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"resourceType": "Bundle", "type": "searchset"}, "neither|document"),
        ({"resourceType": "OperationOutcome", "issue": []}, "document"),
    ],
    ids=["a searchset", "an outcome"],
)
def test_what_is_no_document_is_refused_with_the_task(
    tmp_path: Path, document: Tree, why: str
) -> None:
    with _ward(tmp_path) as ward:
        ward.put("handoff")
        ward.ecd.put(HANDOFF, document)
        ward.ecd.put_task(a_task("in-progress", "handoff"), "2026-11-30T10:00:00Z")

        [record] = ward.look().records

    with pytest.raises(InvalidRecord):
        to_transactions(record)


def _other_patient(document: Tree) -> Tree:
    text = json.dumps(document).replace("pat-1", "pat-2").replace(BSN, "999900018")
    found: Tree = json.loads(text)
    return found


def test_a_document_of_another_inhabitant_never_joins_the_task(tmp_path: Path) -> None:
    with _ward(tmp_path) as ward:
        ward.put("handoff")
        ward.ecd.put(HANDOFF, _other_patient(a_document(ward.ecd.base, "handoff")))
        ward.ecd.put_task(a_task("in-progress", "handoff"), "2026-11-30T10:00:00Z")

        [record] = ward.look().records

    with pytest.raises(InvalidRecord) as caught:
        to_transactions(record)
    assert [one.expression for one in caught.value.issues] == ["Task.for"]


def test_another_document_than_was_asked_for_is_refused(tmp_path: Path) -> None:
    with _ward(tmp_path) as ward:
        ward.put("notice", "handoff")
        ward.ecd.put(HANDOFF, a_document(ward.ecd.base, "notice"))
        ward.ecd.put_task(a_task("in-progress", "handoff"), "2026-11-30T10:00:00Z")

        [record] = ward.look().records

    with pytest.raises(InvalidRecord, match="1 issue"):
        to_transactions(record)


def test_a_document_that_is_not_open_is_told_and_comes_when_it_is(tmp_path: Path) -> None:
    with _ward(tmp_path) as ward:
        ward.put("handoff")
        document = ward.ecd.kept.pop(HANDOFF)
        ward.ecd.put_task(a_task("in-progress", "handoff"), "2026-11-30T10:00:00Z")
        closed = ward.look()
        ward.ecd.kept[HANDOFF] = document
        opened = ward.look()

    assert [one.why for one in closed.untaken] == ["the ECD answers 404"]
    assert "404" in to_transactions(closed.records[0]).to_mend[0]
    assert closed.of("Composition") == []
    assert len(opened.of("Composition")) == 1
    assert opened.untaken == []


def test_a_missing_part_is_told_and_hides_nothing_else(tmp_path: Path) -> None:
    with _ward(tmp_path) as ward:
        ward.put("handoff")
        document = a_document(ward.ecd.base, "handoff")
        del document["entry"][5]
        ward.ecd.put(HANDOFF, document)
        ward.ecd.put_task(a_task("in-progress", "handoff"), "2026-11-30T10:00:00Z")

        [record] = ward.look().records

    found = to_transactions(record)
    assert "Observation" in found.to_mend[0]
    assert _is_valid(list(found.bundles))


def test_a_cut_connection_and_a_bad_day_lose_nothing(tmp_path: Path) -> None:
    with _ward(tmp_path) as ward:
        ward.put("handoff")
        ward.ecd.put_task(a_task("in-progress", "handoff"), "2026-11-30T10:00:00Z")
        ward.ecd.faults.extend([status(500), status(500)])
        with pytest.raises(EcdAway):
            ward.look()
        ward.ecd.faults.extend([lambda _: False, status(502), status(502)])
        failed = ward.look()
        seen = ward.look()

    assert "the ECD can't be read: status 500" in ward.said.getvalue()
    assert failed.records == []
    assert [one.why for one in failed.untaken] == ["status 502 of the ECD after 2 attempts"]
    assert len(seen.of("Composition")) == 1
    assert seen.untaken == []


def test_who_is_not_let_in_is_told(tmp_path: Path) -> None:
    with _ward(tmp_path, token="other") as ward, pytest.raises(EcdAway):
        ward.look()

    assert "401" in ward.said.getvalue()


def _letter(content: str) -> Tree:
    return {
        "resourceType": "DocumentReference",
        "id": "brief-1",
        "status": "current",
        "type": {"text": "Brief"},
        "subject": {"reference": "Patient/pat-1"},
        "indexed": "2026-10-03T09:30:00+02:00",
        "content": [{"attachment": {"contentType": "application/pdf", "url": content}}],
    }


@pytest.mark.parametrize("is_wrapped", [True, False], ids=["in a Binary", "as itself"])
def test_a_file_of_the_document_goes_along(tmp_path: Path, *, is_wrapped: bool) -> None:
    with _ward(tmp_path) as ward:
        ward.put("handoff")
        ward.ecd.put(HANDOFF, a_document(ward.ecd.base, "handoff", _letter("Binary/7")))
        if is_wrapped:
            data = base64.b64encode(A_PDF).decode()
            held = {"resourceType": "Binary", "id": "7", "contentType": "application/pdf"}
            ward.ecd.put("Binary/7", {**held, "content": data})
        else:
            ward.ecd.put_bytes("Binary/7", A_PDF, "application/pdf")
        ward.ecd.put_task(a_task("in-progress", "handoff"), "2026-11-30T10:00:00Z")

        seen = ward.look()

    files = {one["id"]: base64.b64decode(one["data"]) for one in seen.of("Binary")}
    letter = next(one for one in seen.of("DocumentReference") if "masterIdentifier" not in one)
    url = letter["content"][0]["attachment"]["url"]
    assert files[url.removeprefix("Binary/")] == A_PDF


def test_a_pdf_that_is_none_is_told_and_the_rest_is_brought(tmp_path: Path) -> None:
    with _ward(tmp_path) as ward:
        ward.put("handoff")
        ward.ecd.put(HANDOFF, a_document(ward.ecd.base, "handoff", _letter("Binary/7")))
        ward.ecd.put_bytes("Binary/7", b"<html>log in</html>", "application/pdf")
        ward.ecd.put_task(a_task("in-progress", "handoff"), "2026-11-30T10:00:00Z")

        seen = ward.look()

    assert "a PDF is none" in to_transactions(seen.records[0]).to_mend[0]
    assert len(seen.of("Composition")) == 1
    assert _is_valid(seen.bundles)


def _until(
    source: EcdSource, wanted: Callable[[list[Record], list[Untaken]], bool]
) -> list[Record]:
    """Looks again and again, as a watch does."""
    given: list[Record] = []
    for _ in range(200):
        with suppress(EcdAway):
            given += source.records()
            if wanted(given, list(source.untaken())):
                return given
    raise AssertionError("it never came")


def test_a_watch_gives_what_changed_once_and_goes_on_after_a_bad_day(tmp_path: Path) -> None:
    with _ward(tmp_path) as ward:
        ward.put("handoff")
        ward.ecd.put_task(a_task("in-progress", "handoff"), "2026-11-30T10:00:00Z")
        memory = Memory(tmp_path, ward.ecd.base)
        server = lambda: EcdServer(Access(ward.ecd.base), QUICK)  # noqa: E731 - one of its own
        source = EcdSource(server, memory, once=False, out=ward.said)
        ward.ecd.faults.extend([status(500), status(500)])

        first = _until(source, lambda given, _: bool(given))
        ward.ecd.put_task(a_task("completed", "handoff"), "2026-11-30T10:05:00Z")
        second = _until(source, lambda given, _: bool(given))
        settled = [one for _ in range(3) for one in source.records()]

    assert [len(first), len(second), len(settled)] == [1, 1, 0]
    assert ward.said.getvalue().count("can't be read") == 1
    assert first[0].place == second[0].place
    assert first[0].digest != second[0].digest

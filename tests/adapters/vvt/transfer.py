"""What an ECD has of a transfer: first its advance notice, then the handoff with a directive."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from tests.adapters.vvt.ecd_of_folder import BASE
from tests.adapters.vvt.stu3 import BSN, Tree, a_directive, a_document, a_task, as_xml
from tests.plugins.leaks import LEAKS

_OWN = re.compile(r"\b(pat|org|diagnose|gewicht|wens|handoff|notice|overdracht)-\d\b")


def lay(source: Path, people: Sequence[str], mark: str) -> None:
    """A Task that hands over the advance notice."""
    for place, bsn in enumerate(people):
        own = f"{mark}{place}"
        _leave(source / f"{place:03}-notice.json", a_document(BASE, "notice"), bsn, own)
        _leave(source / f"{place:03}-task.json", _task("received", "10", "notice"), bsn, own)


def change(source: Path, people: Sequence[str], mark: str) -> None:
    """The same Task, which hands over the nursing handoff too; that one is in XML."""
    for place, bsn in enumerate(people):
        own, handoff = f"{mark}{place}", a_document(BASE, "handoff", a_directive())
        _leave(source / f"{place:03}-handoff.xml", handoff, bsn, own)
        task = next(source.glob(f"*{place:03}-task*"))
        _leave(task, _task("in-progress", "11", "notice", "handoff"), bsn, own)


def _task(status: str, hour: str, *kinds: str) -> Tree:
    task = a_task(status, *kinds)
    return {**task, "meta": {**task["meta"], "lastUpdated": f"2026-11-30T{hour}:00:00Z"}}


def _leave(file: Path, tree: Tree, bsn: str, own: str) -> None:
    text = _OWN.sub(rf"\g<0>-{own}", json.dumps(tree).replace(BSN, bsn))
    made = json.loads(text)
    LEAKS.known.learn(made)
    file.write_bytes(as_xml(made) if file.suffix == ".xml" else text.encode())

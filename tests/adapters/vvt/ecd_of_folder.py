"""An ECD that has what lies in a folder: Tasks and documents, in the order of their names."""

import json
from pathlib import Path
from typing import Any

from tests.adapters.vvt.stu3 import SENDER
from tests.stubs.ecd import EcdStub, Kept

BASE = "http://ecd.invalid/fhir"
"""Stands in the files for the address of the server, as `SENDER` does for whose ECD it is."""


class EcdOfFolder(EcdStub):
    """Its folder may change at any moment; a page of its list has one Task."""

    def __init__(self, folder: Path, ura: str) -> None:
        super().__init__(page=1)
        self._folder, self._ura, self.url = folder, ura, self.address

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def base(self) -> str:
        return f"{self.url}/fhir"

    def found(self, path: str, query: dict[str, str]) -> Kept | None:
        self.tasks.clear()
        self.kept.clear()
        for file in sorted(self._folder.iterdir()):
            text = file.read_text().replace(BASE, self.base).replace(SENDER, self._ura)
            if file.suffix == ".xml":
                # What it is called stands in its own first entry.
                own_id = text.partition('<id value="')[2].partition('"')[0]
                self.put_bytes(f"Composition/{own_id}/$document", text.encode(), _XML)
            else:
                self._show(json.loads(text))
        return super().found(path, query)

    def _show(self, tree: dict[str, Any]) -> None:
        if tree["resourceType"] == "Task":
            self.tasks[tree["id"]] = tree
            return
        for one in [entry["resource"] for entry in tree["entry"]]:
            self.put(f"{one['resourceType']}/{one['id']}", one)
        self.put(f"Composition/{tree['entry'][0]['resource']['id']}/$document", tree)


_XML = "application/fhir+xml"

"""Whether an attack was answered as `table` says, and left behind what it says, and no number."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from hub.storage.database import Database
from hub.storage.sealing import Keyring
from tests.attacks.threats.table import THREATS
from tests.plugins.ledger import left_behind
from tests.plugins.personal import has_bsn
from tests.plugins.processes import HubProcess


@dataclass(frozen=True, slots=True)
class Judge:
    """Reads the ledger with its keys, and the log of the hub that was attacked.

    Of one in this process the log is searched when the run ends.
    """

    database: Database
    keyring: Keyring = field(repr=False)
    hub: HubProcess | None = None

    async def left_behind(
        self, answer: httpx.Response | None = None, most: int = 600
    ) -> list[dict[str, Any]]:
        """Ledger rows, oldest first: of the call of this answer, or the newest of all."""
        name = answer.headers["X-Request-Id"] if answer is not None else None
        return await left_behind(self.database, self.keyring, name, most)

    async def refuses(self, threat: str, answer: httpx.Response) -> dict[str, Any]:
        """The row that it left: the answer is a refusal as stated, and neither names anybody."""
        stated = THREATS[threat]
        told = code_of(answer)
        assert (answer.status_code, told) == (stated.status, stated.code), answer.text
        if stated.challenge:
            assert f'error="{stated.challenge}"' in answer.headers["WWW-Authenticate"]
        rows = await self.left_behind(answer)
        assert [row["status"] for row in rows] == [stated.status]
        assert rows[0]["rule"] in stated.left, rows[0]["rule"]
        self.names_nobody(answer, rows)
        return rows[0]

    def names_nobody(self, answer: httpx.Response, rows: list[dict[str, Any]]) -> None:
        """No number of an inhabitant stands in the answer, in the rows' words, or in the log."""
        assert not has_bsn(answer.content + str(answer.headers.raw).encode())
        said = [[row["detail"], row["asked"], row["rule"], row["entities"]] for row in rows]
        assert not has_bsn(json.dumps(said).encode()), said
        assert self.hub is None or not has_bsn(self.hub.log.read_bytes())


def code_of(answer: httpx.Response) -> str:
    """The first issue's of an OperationOutcome, the error of OAuth's."""
    said = answer.json()
    if "issue" in said:
        assert said["issue"][0]["severity"] == "error"
        return str(said["issue"][0]["code"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert "access_token" not in said
    return str(said["error"])

"""Whether others are told of what changed, and take it."""

from datetime import UTC, datetime

from hub.commands.doctor.finding import Findings, each, ok, warn
from hub.storage.backlog import standing
from hub.storage.connections import Connection

LONG = 900.0
"""Seconds: for so long a worker that runs leaves nothing to wait but for who does not take it."""
_SEE = "see `hub notifications list`, and whether `hub worker` runs"


async def of_notifications(connection: Connection) -> Findings:
    """What waits for long, and what was given up."""

    async def looked() -> Findings:
        now = await standing(connection, datetime.now(UTC))
        said = f"{now.waiting} wait, {now.dead} were given up"
        if now.dead or now.oldest > LONG:
            return [warn("notifications", f"{said}, one waits for {now.oldest:.0f} s; {_SEE}")]
        return [ok("notifications", f"{said}, none waits for long")]

    return await each([("notifications", looked)])

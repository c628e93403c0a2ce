"""What is noted of each answer, whichever door it leaves by."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from hub.telemetry.access_log import AccessLog
from hub.telemetry.answers import Answers

CLIENT = "hub.client"
"""Where in its ASGI scope a request has the id of its client, once that is proven."""
NOBODY = "-"
"""In place of a client that is not known, and of a resource type that was not named."""


class Asked(NamedTuple):
    """One request as it may be told: `route` is of a closed set, `client` an id the hub gave."""

    request_id: str
    method: str
    type: str
    route: str
    client: str


@dataclass(slots=True)
class Seen:
    """The log and the counts of one process."""

    log: AccessLog = field(default_factory=AccessLog)
    answers: Answers = field(default_factory=Answers)
    traced: Callable[[Asked, int], None] | None = None
    """Tells it on the span of the request, where there are traces."""

    def add(self, asked: Asked, status: int, began: float) -> None:
        """One answer; `began` by `time.perf_counter`."""
        request_id, method, kind, route, client = asked
        seconds = time.perf_counter() - began
        self.log.add(request_id, (method, kind), status, seconds, client)
        self.answers.add(route, status, seconds)
        if self.traced is not None:
            self.traced(asked, status)

"""What one notification says, in whatever style: that something became of a Task, and no more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hub.outbound.notifications.sending import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The `event` of the `channel` of `partner`, by URA; the same one says the same each time.

    `base` is the hub's R4 API, `task` the id by which the partner reads the Task there.
    """

    base: str
    channel: UUID
    topic: str
    event: int
    at: datetime
    partner: str
    task: str

    @property
    def address(self) -> str:
        """Of the Task, whole."""
        return f"{self.base}/Task/{self.task}"


def bolt(endpoint: str, notice: Notice) -> Message:
    """An empty POST to the id of the Task, behind the address of the partner."""
    return Message(f"{endpoint}/{notice.task}")

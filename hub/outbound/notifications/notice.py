"""What one notification says, in whatever style: that something became of a Task, and no more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The `event` of the `channel` of `partner`; the same one says the same each time.

    `base` is where the hub is reached, `task` the id by which the partner reads the Task there.
    `name` and `group` are made by chance, of this event and of all of its Task. Both organisations
    are URAs: who is told, and the `keeper` of the Task.
    """

    base: str
    channel: UUID
    topic: str
    event: int
    at: datetime
    partner: str
    keeper: str
    task: str
    name: UUID
    group: UUID

    @property
    def r4(self) -> str:
        """The address of the Task in R4, whole."""
        return f"{self.base}/fhir/Task/{self.task}"

    @property
    def stu3(self) -> str:
        """And in STU3."""
        return f"{self.base}/stu3/Task/{self.task}"

    @property
    def subscription(self) -> str:
        """The address of the channel, whole."""
        return f"{self.base}/fhir/Subscription/{self.channel}"

"""That something changed, kept for each who is to know of it, with the change itself.

docs/decisions/0090-notifications.md
"""

from collections.abc import Iterable
from uuid import UUID

from hub.storage.append import Rows, StatementPart

TRANSFER = "transfer"
"""The topic of whatever becomes of a Task of the transfer point."""
# One number after the other for each channel, by the row that counts them: whoever commits later
# has the later number, and none is left out.
_NOTICES = StatementPart(
    "noticed AS (SELECT * FROM {} AS n (partner, topic, task)), "
    "channels AS (INSERT INTO notification_channel AS c (partner, topic, events) "
    "SELECT partner, topic, count(*) FROM noticed GROUP BY partner, topic ORDER BY partner, topic "
    "ON CONFLICT (partner, topic) DO UPDATE SET events = c.events + excluded.events "
    "RETURNING id, partner, topic, events), "
    "notices AS (INSERT INTO notification (channel, event, task) SELECT c.id, "
    "c.events + 1 - row_number() OVER (PARTITION BY c.id ORDER BY n.task DESC), n.task "
    "FROM noticed n JOIN channels c USING (partner, topic))",
    ("text", "text", "uuid"),
)


Changed = tuple[UUID, tuple[str, ...]]
"""A Task, and by URA those who are to know that something became of it."""


def noticed(changed: Iterable[Changed]) -> tuple[StatementPart, Rows]:
    """The part of a statement that keeps it for each of them.

    A statement has one such part at most.
    """
    told = {(partner, TRANSFER, task) for task, partners in changed for partner in partners}
    return _NOTICES, sorted(told)

"""How long each provider took to answer what it was offered lately."""

from datetime import datetime, timedelta

from hub.storage.database import Connection

_LATELY = timedelta(days=90)
# Who did not answer in time took all of it: that is told by the worker, as an answer.
_MEDIAN = (
    "SELECT provider, percentile_cont(0.5) WITHIN GROUP (ORDER BY answered - made) AS taken "
    "FROM (SELECT o.provider, min(e.at) FILTER (WHERE e.was IS NULL) AS made, "
    "min(e.at) FILTER (WHERE e.was IN ('requested', 'received') "
    "AND e.became IN ('accepted', 'rejected', 'on-hold')) AS answered "
    "FROM transfer_event e JOIN transfer_offer o ON o.rid = e.offer "
    "WHERE e.at > $1 GROUP BY e.offer, o.provider) AS t "
    "WHERE answered IS NOT NULL AND made IS NOT NULL GROUP BY provider"
)


async def answer_times(connection: Connection, now: datetime) -> dict[str, timedelta]:
    """The median of each, by URA."""
    rows = await connection.fetch(_MEDIAN, now - _LATELY)
    return {row["provider"]: row["taken"] for row in rows}

"""What lies at a source and is not taken: each has its line, and stands in the owner's table."""

import time
from collections.abc import Sequence

from adapters.core.outbox import Outbox
from adapters.core.records import Untaken


def note_untaken(outbox: Outbox, found: Sequence[Untaken]) -> list[Untaken]:
    """Keep them in place of those of the pass before; the ones that are new."""
    known = dict(outbox.database.execute("SELECT place, why FROM untaken"))
    new = [one for one in found if known.get(one.place) != one.why]
    gone = known.keys() - {one.place for one in found}
    if new or gone:
        rows = [(one.place, one.name, one.why, time.time()) for one in new]
        with outbox.taking():
            for place in gone:
                outbox.database.execute("DELETE FROM untaken WHERE place = ?", (place,))
            outbox.database.executemany("REPLACE INTO untaken VALUES (?, ?, ?, ?)", rows)
    return new

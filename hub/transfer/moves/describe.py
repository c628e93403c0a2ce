"""What becomes known of somebody who waits."""

from dataclasses import dataclass, replace

from hub.transfer.case import Case
from hub.transfer.circumstances import Circumstances
from hub.transfer.moves.rules import zoned
from hub.transfer.party import ASKING, Roles
from hub.transfer.step import Setting


@dataclass(frozen=True, slots=True)
class Describe:
    """These are the circumstances, in the place of what was known; after the end too, to mend."""

    circumstances: Circumstances
    roles: Roles = ASKING
    offer: None = None

    def __call__(self, at: Setting) -> Case:
        ready = self.circumstances.ready_at
        if ready is not None:
            zoned(ready, "Task.input")
        return replace(at.case, circumstances=self.circumstances)

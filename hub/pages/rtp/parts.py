"""What every page under /rtp works with."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from markupsafe import Markup

from hub.pages import parts
from hub.pages.rtp.streams import Streams
from hub.pages.viewer import ViewerDoor
from hub.query.open_region import OpenRegion
from hub.query.transfer_figures import Figures
from hub.query.weighed import Weights
from hub.validation.verdicts import Verdicts

CLIENT = "rtp"
"""The name by which whoever is logged in asks here."""
COC = "COC"
"""Why: continuity of care. https://terminology.hl7.org/CodeSystem-v3-ActReason.html"""
READS = ("user/*.rs",)
WRITES = ("user/*.cu",)
"""What a page takes that shows, and one that changes something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(parts.Parts):
    """`viewer` is the door at which professionals log in, for these pages too.

    What a page writes is judged by `verdicts`, as what a system sends; `streams` are the pages that
    are open, `weights` by what cases press.
    """

    viewer: ViewerDoor
    verdicts: Verdicts
    figures: Figures
    open_region: OpenRegion
    drawn: dict[Hashable, Markup] = field(default_factory=dict)
    """Months as they were drawn, by when they were counted."""
    streams: Streams = field(default_factory=Streams)
    weights: Weights = field(default_factory=Weights)

    @property
    def can_log_in(self) -> bool:
        """Whether any professional can."""
        return self.viewer.parts.log_in is not None

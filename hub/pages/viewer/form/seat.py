"""Who sits at the form: what a door hands to its pages, so that these know no door."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from starlette.responses import Response

from consent.asker import Professional
from hub.access.access import Access
from hub.errors import FhirError, Forbidden
from hub.pages.days import day_of, day_said, time_said
from hub.pages.words import Words, words_of
from hub.query.wishes import Wishes
from hub.security.draft import Drafts, Whose
from hub.security.errand import Errand
from hub.validation.verdicts import Verdicts

FOLDER = "viewer/form"


@dataclass(frozen=True, slots=True)
class Tools:
    """What the form works with, the same for every request."""

    access: Access
    verdicts: Verdicts
    drafts: Drafts
    server_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One request: `steps` is what stands behind the form's own address, which is `root`.

    `render` makes a page of a template, `leave` sends the browser on, `record` puts a refusal in
    the ledger that a page tells itself. `wishes` is what is open to him, asked once.
    """

    tools: Tools
    errand: Errand
    bsn: str = field(repr=False)
    now: datetime
    root: str
    steps: Sequence[str]
    fields: Mapping[str, str]
    organization: str
    render: Callable[..., Response]
    leave: Callable[[str], Response]
    record: Callable[[FhirError], Awaitable[None]]
    wishes: Callable[[], Awaitable[Wishes]]

    @property
    def words(self) -> Words:
        """For professionals, who read Dutch."""
        return words_of(FOLDER, "nl")

    @property
    def who(self) -> Professional:
        """He himself.

        Raises:
            Forbidden: nobody who had a talk.
        """
        if not isinstance(self.errand.asker, Professional):
            raise Forbidden("a talk is written down by a professional", rule="W-PROFESSIONAL")
        return self.errand.asker

    @property
    def whose(self) -> Whose:
        """Whose drafts these are, about whom."""
        return Whose(self.who.number, self.who.ura, self.bsn)

    @property
    def today(self) -> date:
        """In the Netherlands."""
        return day_of(self.now)

    def day_said(self, moment: datetime) -> str:
        """A moment as people say it."""
        day = day_said(day_of(moment), self.words, self.today)
        return self.words("form.moment", day=day, time=time_said(moment, self.words))

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page of the form."""
        wishes = self.root.rpartition("/")[0]
        own = {"w": self.words, "root": self.root, "wishes": wishes, "day": self.day_said}
        return self.render(f"form/{template}", status, **(own | values))

    def see(self, step: str = "") -> Response:
        """The browser goes on to another page of the form, and asks for it."""
        return self.leave(f"{self.root}/{step}" if step else self.root)

"""One request under /viewer: which professional, about whom, and the page that answers him."""

from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec

from hub.pages import visit
from hub.pages.viewer.parts import CLIENT, Parts
from hub.security.errand import Errand
from hub.security.professional_request import About, AskedNow, ProfessionalRequest

ABOUT = "w"
"""The name of the pages about an inhabitant; whom, the rest of their address stands for."""


class Draft(msgspec.Struct, frozen=True):
    """What was typed of an emergency that is not declared yet."""

    code: str
    words: str


class Kept(msgspec.Struct, frozen=True):
    """What an address of a page stands for."""

    about: About
    draft: Draft | None = None
    paper: str = ""
    """Which plan stood on the paper that he came by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(visit.Visit[Parts, ProfessionalRequest]):
    """`kept` is what this address stands for in this session, None where it stands for nothing."""

    house: ClassVar[str] = CLIENT
    kept: Kept | None = None

    @property
    def about(self) -> About:
        """Whom he asks about, on pages about an inhabitant."""
        assert self.kept is not None  # noqa: S101 - narrowing: without it the page is not there
        return self.kept.about

    @property
    def paper(self) -> str:
        """Which plan stood on the paper that he came by; empty where he came by none."""
        return self.kept.paper if self.kept else ""

    @property
    def errand(self) -> Errand:
        """What the token of an app would make of him that his EHR opened."""
        asked = AskedNow(
            now=self.now,
            request_id=self.request_id,
            token_id=self.known.name,
            address=self.address,
        )
        errand = self.known.who.errand(CLIENT, self.kept.about if self.kept else None, asked)
        if self.place is None:
            return errand
        return msgspec.structs.replace(errand, urgent=self.place.in_lane, place=self.place)

    async def address_of(self, kept: Kept, step: str = "", secret: str = "") -> str:
        """The name of a new address of this session for this, as `to` and `see` take it."""
        content = msgspec.json.encode(kept)
        name = await self.parts.addresses.give(secret or self.secret, content, self.now)
        return "/".join(filter(None, (ABOUT, name, step)))

    def _may_write(self) -> bool:
        """Whether a talk may be written down from here: by who says that he treats him."""
        about = self.kept.about if self.kept else None
        is_treating = about is not None and about.relation and about.emergency is None
        return is_treating and self.known.who.opened is None

    def shared(self) -> dict[str, Any]:
        """What all templates may use."""
        who = self.session.who if self.session else None
        return visit.Visit.shared(self) | {
            "page": "/".join((self.name, *self.rest)),
            "ref": self.rest[0] if self.kept and self.rest else "",
            "ends": self.kept.about.bsn[-3:] if self.kept else "",
            "may_write": self._may_write(),
            "declared": bool(self.kept and self.kept.about.emergency),
            "who": who,
        }

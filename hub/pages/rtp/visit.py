"""One request under /rtp: which professional, of which organisation, and the page for him."""

from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec

from hub.pages import visit
from hub.pages.rtp.menu import entries
from hub.pages.rtp.parts import CLIENT, COC, Parts
from hub.security.errand import Errand
from hub.security.professional_request import About, AskedNow, ProfessionalRequest

_MANY = About(bsn="", purpose=COC, relation=True)
"""What he is offered is of many: he is asked to take over, or asks for who does, as a token of his
system says too. A page about one inhabitant names him itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(visit.Visit[Parts, ProfessionalRequest]):
    """`is_launched` is whether his EHR logged him in, to see one inhabitant elsewhere."""

    house: ClassVar[str] = CLIENT
    is_launched: bool = False

    @property
    def ura(self) -> str:
        """Of his organisation."""
        return self.known.who.ura

    @property
    def region(self) -> str | None:
        """The sub-region that his organisation finds places for; None where it is no desk."""
        return self.parts.access.transfer_points.get(self.ura)

    @property
    def errand(self) -> Errand:
        """What the token of an app would make of him, who sees to the continuity of care."""
        return self.errand_about(_MANY)

    def errand_about(self, about: About) -> Errand:
        """The same about one inhabitant."""
        asked = AskedNow(
            now=self.now,
            request_id=self.request_id,
            token_id=self.known.name,
            address=self.address,
        )
        errand = self.known.who.errand(CLIENT, about, asked)
        if self.place is None:
            return errand
        return msgspec.structs.replace(errand, urgent=self.place.in_lane, place=self.place)

    def shared(self) -> dict[str, Any]:
        """What all templates may use."""
        session = self.session
        return visit.Visit.shared(self) | {
            "page": "/".join((self.name, *self.rest)),
            "who": session.who if session else None,
            "menu": entries(is_desk=self.region is not None) if session else (),
        }

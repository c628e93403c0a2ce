"""One request under /mijn: who is logged in, in which language, and the page that answers him."""

from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response

from consent.rules.purpose import OWN_REQUEST
from hub.pages import visit
from hub.pages.mijn.parts import CLIENT, Parts
from hub.pages.visit import path_of
from hub.pages.words import LANGUAGES, Language, words_of
from hub.security.announced import PERSON_SCOPES
from hub.security.errand import Client, Errand
from hub.security.patient_request import LEVEL, PatientRequest

SCOPES = PERSON_SCOPES
"""What the client `mijn` is granted: what its pages ask, which any app of a person may have."""
MENU = (
    *("", "wensen", "eigen-woorden", "keuzes", "wie-keek", "klopt-niet", "wie-voor-mij"),
    "meenemen",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(visit.Visit[Parts, PatientRequest]):
    """Of an inhabitant, or of who stands for him."""

    house: ClassVar[str] = CLIENT

    @property
    def form(self) -> str:
        """Where the form stands of which this is a step, behind /mijn: all but the step."""
        return "/".join((self.name, *self.rest[:-1]))

    @property
    def errand(self) -> Errand:
        """What a token of the client `mijn` would make of him."""
        who = self.known.who
        return Errand(
            asker=who.asker,
            purpose=OWN_REQUEST,
            now=self.now,
            request_id=self.request_id,
            client=Client(
                client_id=CLIENT,
                name=CLIENT,
                scopes=SCOPES,
                token_id=self.known.name,
                level=LEVEL,
            ),
            address=self.address,
            vouched=who.vouched,
        )

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page made of this template; where much is typed in it, the other language keeps it."""
        typed_in = str(values.get("typed_in"))
        other_typed = path_of(CLIENT, self._other, typed_in)
        return visit.Visit.page(self, template, status, **values, other_typed=other_typed)

    @property
    def _other(self) -> Language:
        """The language that this page is not in."""
        return next(one for one in LANGUAGES if one != self.language)

    def shared(self) -> dict[str, Any]:
        """What all templates may use."""
        other, session = self._other, self.session
        here = "/".join((self.name, *self.rest))
        return visit.Visit.shared(self) | {
            "other_language": other,
            "other_words": words_of(CLIENT, other),
            "other_url": path_of(CLIENT, other, here),
            "menu": MENU,
            "acting": (session.who.ground or "") if session else "",
            "quick_exit": self.parts.settings.quick_exit,
            "typed_in": None,
        }

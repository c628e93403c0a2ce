"""What an app is told of a record that it was opened for: by the search that anybody would do.

docs/decisions/0044-smart-app-launch.md
"""

from dataclasses import dataclass

from consent.asker import Professional
from hub.access.access import Access
from hub.errors import FhirError
from hub.query.search import Limits, SearchAsked, search_record
from hub.security.errand import Errand
from profiles.identifiers import BSN
from profiles.systems import BSN_SYSTEM, UZI_PERSON


@dataclass(frozen=True, slots=True)
class SearchedLaunches:
    """Decided, and written down, as every search is."""

    access: Access
    limits: Limits

    async def patient(self, errand: Errand, bsn: BSN) -> str | None:
        """The Patient's id, as who asks calls it; None where he is not his to see."""
        return await self._only(errand, "Patient", f"{BSN_SYSTEM}|{bsn.value}")

    async def user(self, errand: Errand) -> str | None:
        """The Practitioner with the number of who asks, as `Type/id`; None where there is none."""
        asker = errand.asker
        if not isinstance(asker, Professional):
            return None
        name = await self._only(errand, "Practitioner", f"{UZI_PERSON}|{asker.number}")
        return f"Practitioner/{name}" if name else None

    async def _only(self, errand: Errand, kind: str, identifier: str) -> str | None:
        asked = SearchAsked(kind, (("identifier", identifier),), self.limits)
        try:
            found = await search_record(self.access, errand, asked)
        except FhirError:
            return None
        return found.matches[0].id if found.matches else None

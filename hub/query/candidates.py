"""Who could take the inhabitant of a case: all candidates with why, as `$match` tells them.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hub.access.access import Access
from hub.errors import Unprocessable
from hub.query.case_seen import CaseSeen
from hub.query.directory_listed import listed_of
from hub.query.matching import Agreed, matched
from hub.query.own_record import organizations_called
from hub.security.errand import Errand
from hub.security.granted import require_may_bring, require_scope
from hub.transfer.matching.need import Need
from hub.transfer.matching.ranking import Match
from hub.transfer.matching.wished import wishes_of
from profiles.resource.read import words


@dataclass(frozen=True, slots=True)
class Candidates:
    """In their order; nobody is chosen. `services` are names by id, `names` by URA."""

    need: Need
    matches: Sequence[Match]
    services: Mapping[str, str]
    names: Mapping[str, str]


async def candidates(access: Access, errand: Errand, seen: CaseSeen, agreed: Agreed) -> Candidates:
    """By the care that was advised and what he wishes, and not who he does not want to go to.

    Raises:
        Unprocessable: the request is not open, or does not say what is looked for.
        FhirError: as `$match`.
    """
    case = seen.case
    if seen.of.request is None:
        raise Unprocessable("a request says one kind of care, and on which day it is wanted")
    require_scope(errand.client, "ServiceRequest", "read")
    require_may_bring(errand.client, "Patient")

    def added(need: Need) -> Need:
        care = case.care_type or need.care_type
        excluded = need.excluded | case.excluded
        wishes = (*need.wishes, *wishes_of(seen.of.task))
        return replace(need, care_type=care, excluded=excluded, wishes=wishes)

    found = await matched(access, errand, str(seen.of.request["id"]), agreed, added)
    async with access.database.connection(urgent=errand.urgent) as connection:
        services = await listed_of(access, connection, "HealthcareService")
    return Candidates(
        found.need,
        found.matches,
        {str(one["id"]): words(one, "name") for one in services},
        await organizations_called(access, {one.candidate.provider for one in found.matches}),
    )

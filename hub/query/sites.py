"""Sites of the directory, as people know them: what each is called, and where it lies.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.access.access import Access
from hub.query.directory_listed import listed_of
from profiles.resource.read import element, words


@dataclass(frozen=True, slots=True)
class Site:
    """A Location; `at` is its latitude and longitude, None where it does not tell."""

    name: str
    at: tuple[float, float] | None = None


async def sites_by_address(access: Access) -> Mapping[str, Site]:
    """All of them, by `Location/id`; one without a name by its id."""
    async with access.database.connection() as connection:
        locations = await listed_of(access, connection, "Location")
    found = dict[str, Site]()
    for one in locations:
        at, name = element(one, "position"), words(one, "name")
        known = (float(at["latitude"]), float(at["longitude"])) if _tells(at) else None
        found[f"Location/{one['id']}"] = Site(name or str(one["id"]), known)
    return found


def _tells(position: Mapping[str, object]) -> bool:
    return all(type(position.get(one)) in {int, float} for one in ("latitude", "longitude"))

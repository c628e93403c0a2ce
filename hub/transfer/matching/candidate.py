"""A service that could take somebody, with what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hub.transfer.capacity.board import Row
from hub.transfer.matching.need import Codes, Need

Ages = tuple[int, int | None]
Days = tuple[date, date]
Coordinates = Mapping[str, tuple[float, float]]
"""Of a postcode of four digits its latitude and longitude."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A HealthcareService at a site. None is what is not known, an empty set is none at all.

    `asks` are the indications without which it takes nobody; `closed` are days, both included,
    on which it takes nobody; `rows` is what the board shows of it.
    """

    provider: str
    service: str
    care_types: Codes
    rows: tuple[Row, ...] = ()
    is_at_home: bool = False
    handles: Codes | None = None
    asks: Codes = frozenset()
    legal_statuses: Codes | None = None
    area: Codes | None = None
    ages: Ages | None = None
    closed: tuple[Days, ...] = ()
    postcode: str | None = None
    faiths: Codes | None = None
    languages: Codes | None = None
    insurers: Codes | None = None
    answers_in: timedelta | None = None

    def supply(self, need: Need) -> Row | None:
        """What it has of this kind of care; at home in the district, or else for all of them."""
        fitting = [
            row for row in self.rows
            if row.of.care_type == need.care_type and (row.of.unit != "beds") == self.is_at_home
            and row.of.district in {None, need.home}
        ]  # fmt: skip
        return max(fitting, key=lambda row: row.of.district or "", default=None)

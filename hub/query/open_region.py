"""What a region decides about offers without a name, and what it counts, as its settings say.

docs/decisions/0087-offers-without-a-name.md
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hub.settings import Settings
from hub.transfer.open.setting import Facts, Grain, Setting
from hub.transfer.open.table import read_inhabitants, read_patients

_GRAINS: Mapping[str, Grain] = {"day": "day", "week": "week", "month": "month"}


class InvalidRegion(ValueError):
    """A table can't be read; the text names the setting."""


@dataclass(slots=True)
class OpenRegion:
    """`coarse` has nobody's desk yet; `counted` is of the day that it was asked for last."""

    coarse: Setting
    counted: Facts

    def setting(self, own: str, points: Collection[str]) -> Setting:
        """A transfer point stands where a requester would, who may say much about his patients.

        Where the region has none it is who asks himself, as it is in the offers that he makes.
        """
        desk = own if own in points else next(iter(points), own)
        return replace(self.coarse, desk=desk)

    def facts(self, today: date) -> Facts:
        """What counts on this day; made anew only when it is another."""
        if self.counted.today != today:
            self.counted = replace(self.counted, today=today)
        return self.counted


def open_region_of(settings: Settings) -> OpenRegion:
    """Read once; raises InvalidRegion."""
    inhabitants, patients = settings.transfer_inhabitants, settings.transfer_patients
    with _told("HUB_TRANSFER_INHABITANTS"):
        cells = read_inhabitants(_text(inhabitants)) if inhabitants else ()
        facts = Facts(date.min, cells)
    with _told("HUB_TRANSFER_PATIENTS"):
        counted = read_patients(_text(patients)) if patients else {}
    return OpenRegion(_coarse(settings), replace(facts, patients=counted))


def _coarse(settings: Settings) -> Setting:
    *grains, birth = settings.transfer_grains.split()
    written, wanted, clinical = (_GRAINS[one] for one in grains)
    fewest, patients = map(int, settings.transfer_fewest.split())
    return Setting(
        desk="",
        written=written,
        wanted=wanted,
        clinical=clinical,
        birth="year" if birth == "year" else "decade",
        fewest=fewest,
        fewest_patients=patients,
    )


def _text(file: str) -> str:
    return Path(file).read_text(encoding="utf-8")


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Of a table that can't be read the setting, never the file's name or what stands in it."""
    try:
        yield
    except OSError as error:
        raise InvalidRegion(f"{name}: {type(error).__name__}") from None
    except UnicodeDecodeError:
        raise InvalidRegion(f"{name}: it is not in UTF-8") from None
    except ValueError as error:
        raise InvalidRegion(f"{name}: {error}") from None

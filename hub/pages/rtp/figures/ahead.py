"""`/rtp/figures/vooruit`: places two weeks ahead, and how far such a forecast was off before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from hub.errors import NotFound
from hub.pages.days import day_of, day_said, time_said
from hub.pages.rtp.figures.block import Table
from hub.pages.rtp.figures.plot import Line, line
from hub.pages.rtp.figures.said import number
from hub.pages.rtp.named import named
from hub.pages.rtp.visit import Visit
from hub.pages.words import Words
from hub.transfer.figures.ahead import Expectation
from hub.transfer.open.coding import CARE_TYPE, own_words

_CARE = "zorg"


@dataclass(frozen=True, slots=True)
class Shown:
    """A region together, or one site."""

    title: str
    error: str
    table: Table
    plot: Line | None


async def ahead(visit: Visit) -> Response:
    """Of the kind of care that was chosen. Raises NotFound where there is no such care."""
    t, cares = visit.words, {code: said for (_, code), said in own_words(CARE_TYPE).items()}
    care = visit.request.query_params.get(_CARE) or next(iter(cares))
    if care not in cares:
        raise NotFound("there is no such care")
    found = await visit.parts.figures.ahead.told(visit.errand, care)
    return visit.page(
        "figures/ahead.html",
        care=care,
        cares=cares,
        at=f"{day_said(day_of(found.at), t)}, {time_said(found.at, t)}",
        shown=[_shown(one, found.names, t) for one in (*found.sums, *found.sites)],
    )


def _shown(one: Expectation, names: Mapping[str, str], t: Words) -> Shown:
    days = one.outlook.days
    columns = ("day", "count", "low", "high")
    title = _title(one, names, t)
    return Shown(
        title=title,
        error=_error(one, t),
        table=Table(
            caption=title,
            columns=tuple(t(f"figures.ahead.column.{name}") for name in columns),
            rows=tuple(
                (_day(day.day, t), *(_count(free, t) for free in (day.free, day.low, day.high)))
                for day in days
            ),
        ),
        plot=line([(day.day, day.free, day.low, day.high) for day in days]),
    )


def _title(one: Expectation, names: Mapping[str, str], t: Words) -> str:
    unit = t(f"figures.ahead.unit.{one.unit}")
    provider = named(names, one.provider or "", t)
    if one.provider is None:
        said = t("figures.ahead.all-sites", region=one.region.capitalize())
    elif one.district:
        said = t("figures.ahead.district", provider=provider, district=one.district)
    else:
        site = names.get(one.site or "") or (one.site or "").removeprefix("Location/")
        said = t("figures.ahead.site", provider=provider, site=site)
    return f"{said}, {unit}"


def _error(one: Expectation, t: Words) -> str:
    error = one.outlook.error
    if error is None:
        return t("figures.ahead.untried")
    said = t(
        "figures.ahead.error",
        mean=number(error.mean, t),
        naive=number(error.naive, t),
        tried=number(error.tried, t),
        unit=t(f"figures.ahead.unit.{one.unit}"),
    )
    if error.inside is None:
        return said
    return f"{said} {t('figures.ahead.inside', inside=number(error.inside, t))}"


def _day(day: date, t: Words) -> str:
    return f"{t(f'figures.ahead.weekday.{day.weekday()}')} {day_said(day, t)}"


def _count(free: int | None, t: Words) -> str:
    return t("figures.ahead.unknown") if free is None else number(free, t)

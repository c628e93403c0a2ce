"""`/rtp/figures`: the figures of a month for who is logged in, and the same as a table."""

from collections.abc import Iterator
from datetime import date, timedelta

from markupsafe import Markup
from starlette.responses import Response

from hub.errors import NotFound
from hub.pages.days import day_of, day_said, time_said
from hub.pages.rendering import templates
from hub.pages.rtp.figures.ahead import ahead
from hub.pages.rtp.figures.dashboard import firsts, named, sections
from hub.pages.rtp.visit import Visit
from hub.pages.visit import KEPT_APART
from hub.query.transfer_figures import Told
from hub.transfer.figures.sheet import sheet
from hub.transfer.figures.terms import Period

NAME, _TABLE, _MONTH = "figures", "tabel", "maand"
AHEAD = "vooruit"
_MONTHS, _MOST_KEPT = 24, 16
"""So many are there to choose from, and so many are kept as they were drawn."""


async def figures(visit: Visit) -> Response:
    """The page of the month that was chosen, or its table; or what is expected of places.

    Raises:
        NotFound: there are no figures of it, or not yet; another page behind this one; no month.
    """
    if visit.rest == (AHEAD,):
        return await ahead(visit)
    if visit.rest not in {(), (_TABLE,)}:
        raise NotFound("there is nothing at this address")
    if not visit.parts.access.transfer_points:
        return visit.page("figures/none.html")
    months = list(_months(visit))
    month = _chosen(visit, months)
    told = await visit.parts.figures.told(visit.errand, month)
    return _table(visit, told) if visit.rest else _page(visit, told, months)


def _page(visit: Visit, told: Told, months: list[Period]) -> Response:
    t, terms = visit.words, visit.parts.figures.agreed.terms
    at = f"{day_said(day_of(told.at), t)}, {time_said(told.at, t)}"
    return visit.page(
        "figures/page.html",
        month=_value(told.month),
        month_said=_said(visit, told.month),
        months=[(_value(one), _said(visit, one)) for one in months],
        at=at,
        told=told,
        smallest=terms.smallest,
        drawn=_drawn(visit, told),
    )


def _drawn(visit: Visit, told: Told) -> Markup:
    """All figures, drawn once: who reads them is nowhere in it."""
    kept, key = visit.parts.drawn, (told.month, told.at, told.is_whole)
    if key not in kept:
        t, terms = visit.words, visit.parts.figures.agreed.terms
        drawn = (
            templates(visit.house)
            .get_template("figures/drawn.html")
            .render(
                t=t,
                firsts=list(firsts(told.lines, terms, t)),
                sections=list(sections(named(told.lines, told.names), terms, t)),
            )
        )
        kept[key] = Markup(drawn)  # noqa: S704 - a template made it, in which text is text
        if len(kept) > _MOST_KEPT:
            del kept[next(iter(kept))]
    return kept[key]


def _table(visit: Visit, told: Told) -> Response:
    body = sheet(told.lines, told.month, visit.parts.figures.agreed.terms)
    name = f'attachment; filename="cijfers-{_value(told.month)}.csv"'
    headers = {**KEPT_APART, "Content-Disposition": name}
    return Response(body, headers=headers, media_type="text/csv; charset=utf-8")


def _months(visit: Visit) -> Iterator[Period]:
    """The newest first: for the transfer point this one too, for others what is told by now."""
    agreed, first = visit.parts.figures.agreed, day_of(visit.now).replace(day=1)
    count = 0
    while count < _MONTHS:
        month = Period.month(first.year, first.month)
        if visit.region is not None or agreed.published_at(month) <= visit.now:
            yield month
            count += 1
        first = (first - timedelta(days=1)).replace(day=1)


def _chosen(visit: Visit, months: list[Period]) -> Period:
    said = visit.request.query_params.get(_MONTH)
    if not said:
        return months[0]
    try:
        day = date.fromisoformat(f"{said}-01")
    except ValueError:
        raise NotFound("there is no such month") from None
    return Period.month(day.year, day.month)


def _value(month: Period) -> str:
    return f"{month.first:%Y-%m}"


def _said(visit: Visit, month: Period) -> str:
    return f"{visit.words(f'month.{month.first.month}')} {month.first.year}"

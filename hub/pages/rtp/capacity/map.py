"""Sites on a map: a circle for each, drawn by the hub itself, so that nobody else is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians
from xml.sax.saxutils import escape

from hub.query.sites import Site
from hub.transfer.capacity.board import Row

WIDTH, HEIGHT, _EDGE = 640, 420, 70


@dataclass(frozen=True, slots=True)
class Point:
    """One site: where it is drawn, and what is free there of all kinds of care in beds."""

    x: int
    y: int
    name: str
    free: int | None

    @property
    def number(self) -> str:
        """What stands in its circle."""
        return "?" if self.free is None else str(self.free)

    @property
    def said(self) -> str:
        """The same for who sees no map."""
        return f"{self.name} {self.number}"


def points(rows: Iterable[Row], sites: Mapping[str, Site]) -> list[Point]:
    """Those of which it is known where they lie; the one farthest north on top."""
    free: dict[str, list[int | None]] = {}
    for row in rows:
        free.setdefault(row.of.site, []).append(row.available if row.of.unit == "beds" else None)
    placed = {name: sites[name].at for name in free if name in sites and sites[name].at is not None}
    known = {name: at for name, at in placed.items() if at is not None}
    if not known:
        return []
    at = _drawn(known)
    return [Point(*at[name], sites[name].name, _sum(free[name])) for name in at]


def drawn(listed: Iterable[Point]) -> str:
    """The map as an image, in colours that are the same in any light."""
    inside = "".join(map(_circle, listed))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="14" text-anchor="middle">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{inside}</svg>'
    )


def _circle(one: Point) -> str:
    """Full and unknown are told by the line too, not by a colour alone."""
    line, dashes = ("#1d6b34", "") if one.free else ("#a3261d", ' stroke-dasharray="5 3"')
    if one.free is None:
        line, dashes = "#4a4a4a", ' stroke-dasharray="2 4"'
    return (
        f'<circle cx="{one.x}" cy="{one.y}" r="16" fill="#ffffff" stroke="{line}" '
        f'stroke-width="3"{dashes}/>'
        f'<text x="{one.x}" y="{one.y + 5}" font-weight="bold">{one.number}</text>'
        f'<text x="{one.x}" y="{one.y + 32}">{escape(one.name)}</text>'
    )


def _drawn(known: Mapping[str, tuple[float, float]]) -> dict[str, tuple[int, int]]:
    """In their distances to each other, as large as fits."""
    south, north = (pick(a for a, _ in known.values()) for pick in (min, max))
    shrink = cos(radians((south + north) / 2))
    flat = {name: (b * shrink, a) for name, (a, b) in known.items()}
    west, east = (pick(x for x, _ in flat.values()) for pick in (min, max))
    wide, high = max(east - west, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * _EDGE) / wide, (HEIGHT - 2 * _EDGE) / high)
    if len(known) == 1:
        return dict.fromkeys(known, (WIDTH // 2, HEIGHT // 2))
    ordered = sorted(flat.items(), key=lambda one: (-one[1][1], one[0]))
    return {
        name: (round(_EDGE + (x - west) * scale), round(_EDGE + (north - y) * scale))
        for name, (x, y) in ordered
    }


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [one for one in counts if one is not None]
    return sum(known) if known else None

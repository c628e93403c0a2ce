"""One figure as it is shown: in a sentence, as plots, and as a table of the same beneath each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from hub.pages.rtp.figures.plot import Drawn, Plot, behind_each_other, over_each_other
from hub.pages.rtp.figures.said import in_order, kind, left_out, number, part
from hub.pages.words import Words
from hub.transfer.figures.publish import Line
from hub.transfer.figures.terms import Terms
from hub.transfer.figures.words import DIMENSIONS, FIGURES, SCORES

_MOST_DRAWN, _COLUMNS, _ROWS = 12, 4, 8
"""Rows of a plot; of more the table alone is shown."""


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` over `rows`, of which the first `heads` cells say what it is of."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    heads: int = 1
    plot: Plot | None = None

    @property
    def is_broad(self) -> bool:
        """Whether it takes more than a column of the page."""
        return len(self.columns) > _COLUMNS

    @property
    def is_long(self) -> bool:
        """Whether it is shown when it is asked for."""
        return len(self.rows) > _ROWS


@dataclass(frozen=True, slots=True)
class Target:
    """A sentence, and whether it is met; None is not known."""

    said: str
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class Block:
    """A figure by its code."""

    code: str
    title: str
    counted: str
    targets: tuple[Target, ...]
    tables: tuple[Table, ...]

    @property
    def is_broad(self) -> bool:
        """Whether one of its tables is."""
        return any(one.is_broad for one in self.tables)


def block(code: str, lines: Sequence[Line], terms: Terms, t: Words) -> Block:
    """Of all lines of one figure, the whole first."""
    whole, *rows = lines
    groups = [list(same) for _, same in groupby(rows, key=lambda one: one.by)]
    make = _of_parts if whole.unit == "%" else _of_times
    tables = make(whole, groups, terms, t) if whole.counted != 0 else ()
    return Block(
        code=code,
        title=FIGURES[code],
        counted=_counted(whole, t),
        targets=tuple(_targets(whole, terms, t)),
        tables=tuple(sorted(tables, key=lambda one: one.is_broad)),
    )


def _counted(whole: Line, t: Words) -> str:
    said = t("figures.counted", number=number(whole.counted, t))
    if whole.left_out == 0:
        return said
    why = [f"{left_out(name, t)}: {number(count, t)}" for name, count in whole.why.items()]
    out = t("figures.left-out", number=number(whole.left_out, t), why="; ".join(why))
    return f"{said} {out}"


def _targets(whole: Line, terms: Terms, t: Words) -> Iterator[Target]:
    for (code, name), target in terms.targets.items():
        if code != whole.code:
            continue
        score = whole.scores.get(name)
        is_met = None if score is None else terms.is_met(code, name, score)
        which = "at-least" if (code, name) in terms.at_least else "at-most"
        said = t(
            f"figures.target.{which}",
            name=SCORES.get(name) or part(code, name, t),
            target=f"{number(target, t)} {t(f'figures.unit.{whole.unit}')}",
        )
        word = {True: "met", False: "missed", None: "unknown"}[is_met]
        yield Target(f"{said}: {t(f'figures.target.{word}')}.", is_met)


def _of_times(
    whole: Line, groups: Sequence[Sequence[Line]], terms: Terms, t: Words
) -> Iterator[Table]:
    """How long, by what it is told apart by; the whole stands on top of each."""
    names = [name for name in ("p50", "p90", "total") if name in whole.scores]
    target = terms.targets.get((whole.code, "p50"))
    for group in groups or [[]]:
        by = group[0].by if group else ()
        lines = [whole, *group]
        heads = [_heads(one, by, t) for one in lines]
        drawn = [
            Drawn(", ".join(head[:1] if one is whole else head), _median(one, t),
                  [one.scores.get("p50"), one.scores.get("p90")], target)
            for one, head in zip(lines, heads, strict=True)
        ]  # fmt: skip
        keys = (t("figures.key.p50"), t("figures.key.p90"))
        yield Table(
            caption=_caption(by, t),
            columns=(
                *_dimensions(by, t),
                t("figures.column.counted"),
                *(
                    t("figures.column.of", name=_capital(SCORES[name]), unit=_unit(whole, t))
                    for name in names
                ),
            ),
            rows=tuple(
                (*head, number(one.counted, t), *(_score(one, name, t) for name in names))
                for one, head in zip(lines, heads, strict=True)
            ),
            heads=max(len(by), 1),
            plot=over_each_other(drawn, keys) if _is_drawn(by, lines) else None,
        )


def _of_parts(
    whole: Line, groups: Sequence[Sequence[Line]], terms: Terms, t: Words
) -> Iterator[Table]:
    """Which part is how much: of all, and then by what it is told apart by."""
    code, names = whole.code, in_order(whole, t)
    drawn = [
        Drawn(part(code, one, t), _share(whole, one, t), [whole.scores.get(one)],
              terms.targets.get((code, one)))
        for one in names
    ]  # fmt: skip
    yield Table(
        caption=_caption((), t),
        columns=(t("figures.column.part"), t("figures.column.count"), t("figures.column.share")),
        rows=tuple(
            (part(code, one, t), number(whole.parts[one], t), _score(whole, one, t))
            for one in names
        ),
        plot=over_each_other(drawn, ()) if len(names) <= _MOST_DRAWN else None,
    )
    for group in groups:
        yield _by(whole, group, names, t)


def _by(whole: Line, group: Sequence[Line], names: Sequence[str], t: Words) -> Table:
    code, by = whole.code, group[0].by
    heads = [_heads(one, by, t) for one in group]
    keys = tuple(part(code, name, t) for name in names)
    drawn = [
        Drawn(", ".join(head), number(one.counted, t),
              [one.parts.get(name, 0) for name in names])
        for one, head in zip(group, heads, strict=True)
    ]  # fmt: skip
    return Table(
        caption=_caption(by, t),
        columns=(*_dimensions(by, t), t("figures.column.counted"), *keys),
        rows=tuple(
            (*head, number(one.counted, t), *(_share(one, name, t) for name in names))
            for one, head in zip(group, heads, strict=True)
        ),
        heads=len(by),
        plot=behind_each_other(drawn, keys) if _is_drawn(by, group) and len(names) > 1 else None,
    )


def _is_drawn(by: Sequence[str], lines: Sequence[Line]) -> bool:
    return len(by) < 2 and len(lines) <= _MOST_DRAWN  # noqa: PLR2004 - of two at once it is no row


def _caption(by: Sequence[str], t: Words) -> str:
    if not by:
        return t("figures.caption.whole")
    return t("figures.caption.by", by=t("figures.and").join(DIMENSIONS[name] for name in by))


def _dimensions(by: Sequence[str], t: Words) -> tuple[str, ...]:
    return tuple(_capital(DIMENSIONS[name]) for name in by) or (t("figures.column.what"),)


def _heads(line: Line, by: Sequence[str], t: Words) -> tuple[str, ...]:
    if not line.of:
        return (t("figures.all"), *("" for _ in by[1:]))
    return tuple(kind(name, of, t) for name, of in zip(by, line.of, strict=True))


def _score(line: Line, name: str, t: Words) -> str:
    """Of nothing there is no score."""
    return number(line.scores[name], t) if name in line.scores else t("figures.none")


def _share(line: Line, name: str, t: Words) -> str:
    if name not in line.parts:
        return number(0, t)
    count, share = line.parts[name], line.scores.get(name)
    if count is None or share is None:
        return t("figures.masked")
    return t("figures.share", count=number(count, t), share=number(Decimal(share), t))


def _median(line: Line, t: Words) -> str:
    if line.scores.get("p50") is None:
        return _score(line, "p50", t)
    return t("figures.median", value=_score(line, "p50", t), unit=_unit(line, t))


def _unit(line: Line, t: Words) -> str:
    return t(f"figures.unit.{line.unit}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

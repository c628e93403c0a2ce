"""Outside the transfer point nothing tells of a few: not as it stands, and not by subtracting."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.transfer.figures.figure import OF, Measured, Row, figure
from hub.transfer.figures.hidden import shown
from hub.transfer.figures.month import figures_of
from hub.transfer.figures.publish import Line, for_desk, for_others
from tests.hub.transfer.figures.simulated import AT, OCTOBER, TERMS, simulated

FEW = replace(TERMS, smallest=4)
KINDS = st.sampled_from(["a", "b", "c", "d"])


@st.composite
def measured(draw: st.DrawFn) -> list[Measured]:
    """Up to forty of whom some are left out."""
    found = []
    for n in range(draw(st.integers(0, 40))):
        part = draw(st.sampled_from(["yes", "yes", "no", None]))
        why = draw(st.sampled_from(["open", "late"])) if part is None else None
        found.append(Measured(f"{n}", {"kind": draw(KINDS)}, part=part, left_out=why))
    return found


def numbers(line: Line) -> dict[str, int | None]:
    """What is counted of one row; of what is not told there is nothing."""
    return {"counted": line.counted, "left-out": line.left_out, **line.parts}


@given(measured())
def test_no_number_of_a_few_is_shown_nor_is_the_rest_of_a_column(found: list[Measured]) -> None:
    both = [figure("x", "case", "%", found), figure("x", "case", "%", found, ("kind",))]
    truth = {one.of: numbers(one) for one in for_desk(both)}

    lines = {one.of: numbers(one) for one in for_others(both, FEW)}

    assert lines.keys() == truth.keys()
    for of, row in lines.items():
        for name, number in row.items():
            assert number in {None, truth[of][name]}
            assert number not in {1, 2, 3}
        _tells_of_no_few([row["counted"], row["left-out"]], [truth[of]["counted"],
                         truth[of]["left-out"]], None)  # fmt: skip
    for name in ("counted", "left-out", "yes", "no"):
        rows = [of for of in lines if of and name in lines[of]]
        column = [lines[of][name] for of in rows]
        _tells_of_no_few(column, [truth[of][name] for of in rows], lines[()].get(name, 0))


def _tells_of_no_few(
    column: Sequence[int | None], truth: Sequence[int | None], total: int | None
) -> None:
    if total is None:
        return
    rest = [real for number, real in zip(column, truth, strict=True) if number is None]
    assert sum(one or 0 for one in rest) not in {1, 2, 3}
    assert len(rest) != 1 or (rest[0] or 0) >= FEW.smallest


def test_a_total_minus_the_others_is_hidden_with_the_next_smallest() -> None:
    sizes = {"a": 30, "b": 12, "c": 3}
    found = [Measured(f"{k}{n}", {"kind": k}, value=n) for k in sizes for n in range(sizes[k])]
    both = [figure("x", "case", "h", found), figure("x", "case", "h", found, ("kind",))]

    lines = {one.of: one.counted for one in for_others(both, TERMS)}

    assert lines == {(): 45, ("a",): 30, ("b",): None, ("c",): None}


def test_one_figure_does_not_tell_what_another_hides() -> None:
    ids = [f"{n}" for n in range(40)]
    one = [Measured(n, part="done" if int(n) < 37 else "open") for n in ids]
    other = [Measured(n, value=1, left_out=None if int(n) < 37 else "open") for n in ids]
    asked = [Measured(n, part="asked") for n in ids]
    figures = [
        figure("outcome", "case", "%", one), figure("time", "case", "h", other),
        figure("asked", "case", "%", asked),
    ]  # fmt: skip

    found = {line.code: line for line in for_others(figures, TERMS)}

    assert found["asked"].counted == 40
    assert found["outcome"].parts == {"done": None, "open": None}
    assert (found["time"].counted, found["time"].left_out) == (None, None)
    assert found["time"].scores["p50"] is not None, "a percentile follows from no others"


def test_what_is_hidden_has_no_share_and_of_a_few_there_is_no_percentile() -> None:
    few = [Measured(f"{n}", value=n) for n in range(9)]
    some = [Measured(f"{n}", part="yes" if n < 5 else "no") for n in range(50)]

    [time, share] = for_others(
        [figure("t", "case", "{nights}", few), figure("s", "offer", "%", some)], TERMS
    )

    assert set(time.scores.values()) == {None}
    assert share.scores == {"yes": None, "no": None}
    assert share.counted == 50


def test_many_offers_for_a_few_are_of_a_few() -> None:
    offers = [f"case-{n % 3}{OF}{n}" for n in range(30)]
    found = [Measured(one, value=3600) for one in offers]

    [line] = for_others([figure("response-time", "offer", "h", found)], TERMS)

    assert (line.counted, set(line.scores.values())) == (None, {None})


def test_a_sum_is_shown_of_all_alone() -> None:
    found = [Measured(f"{n}", {"kind": "ab"[n % 2]}, value=n) for n in range(60)]
    both = [figure("x", "case", "{nights}", found),
            figure("x", "case", "{nights}", found, ("kind",))]  # fmt: skip

    totals = {one.of: one.scores["total"] for one in for_others(both, TERMS)}

    assert totals[()] == sum(range(60))
    assert totals["a",] is None


def test_what_is_for_the_desk_is_shown_to_nobody_else() -> None:
    found = [Measured(f"{n}", {"provider": "p"}, value=n) for n in range(60)]
    mine = figure("x", "offer", "h", found, ("provider",), is_for_desk=True)

    assert for_others([mine], TERMS) == []
    assert [one.of for one in for_desk([mine])] == [(), ("p",)]


@settings(max_examples=60)
@given(st.lists(st.frozensets(st.sampled_from("abcdefgh")), max_size=9))
def test_no_secret_follows_from_what_is_shown(cells: list[frozenset[str]]) -> None:
    secret = [one for one in cells if 0 < len(one) < 3]
    safe = shown(cells, secret)

    assert not safe & set(secret)
    for one in secret:
        assert not follows(one, safe)
    for one in set(cells) - safe - set(secret):
        assert any(follows(few, {*safe, one}) for few in secret), "no more is hidden than has to be"


def test_of_a_whole_month_no_number_of_a_few_follows_from_all_others() -> None:
    region = simulated(90, seed=26)
    figures = figures_of(region.events, region.facts, TERMS, OCTOBER, AT)
    rows = {(f.code, f.by if row.of else (), row.of): (f, row) for f in figures if not f.is_for_desk
            for row in (f.whole, *f.rows)}  # fmt: skip
    safe, few = (
        defaultdict[str, set[frozenset[str]]](set),
        defaultdict[str, set[frozenset[str]]](set),
    )
    for line in for_others(figures, TERMS):
        one, row = rows[line.code, line.by, line.of]
        for number, ids in _beside(line, row):
            if number is not None:
                safe[one.of].add(ids)
            if 0 < len({one.split("\n")[0] for one in ids}) < TERMS.smallest:
                few[one.of].add(ids)

    assert sum(map(len, few.values())) > 20
    assert sum(map(len, safe.values())) > 20
    for of, secrets in few.items():
        assert not _that_follow(secrets, safe[of])


def _beside(line: Line, row: Row) -> Iterable[tuple[int | None, frozenset[str]]]:
    yield line.counted, row.counted
    yield line.left_out, row.all_left_out
    yield from ((line.parts[name], ids) for name, ids in row.parts.items())
    yield from ((line.why[name], row.left_out[name]) for name in line.why)


def follows(one: frozenset[str], shown_: Iterable[frozenset[str]]) -> bool:
    """Whether adding and subtracting what is shown gives this."""
    return one in _that_follow([one], shown_)


def _that_follow(
    secrets: Iterable[frozenset[str]], shown_: Iterable[frozenset[str]]
) -> list[frozenset[str]]:
    """By fractions, row by row."""
    rows: list[dict[str, Fraction]] = []
    for cell in shown_:
        if left := _left(dict.fromkeys(sorted(cell), Fraction(1)), rows):
            rows.append(left)
    return [one for one in secrets if not _left(dict.fromkeys(sorted(one), Fraction(1)), rows)]


def _left(vector: dict[str, Fraction], rows: list[dict[str, Fraction]]) -> dict[str, Fraction]:
    for row in rows:
        first = next(iter(row))
        if times := vector.get(first):
            for name, number in row.items():
                vector[name] = vector.get(name, Fraction(0)) - times * number / row[first]
            vector = {name: number for name, number in vector.items() if number}
    return vector

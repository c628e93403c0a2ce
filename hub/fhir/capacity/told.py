"""The board as Parameters: a `row` for each kind of care at a site, a `total` for each region.

https://hl7.org/fhir/R4/parameters.html
"""

from collections.abc import Iterator
from typing import Any

from hub.fhir.choices.parameters import Part, organization, parameters, parts
from hub.query.capacity_board import Board
from hub.transfer.capacity.board import Row
from hub.transfer.capacity.columns import UNTOLD, Columns
from hub.transfer.capacity.report_names import CARE_TYPE
from hub.transfer.capacity.statement import Count, Statement
from hub.transfer.capacity.total import Sum, Total
from profiles.instant import instant


def told(board: Board) -> dict[str, Any]:
    """What is not known is left out: zero is zero."""
    return parameters(_all(board))


def _all(board: Board) -> Iterator[Part]:
    for row in board.seen.rows:
        yield parts("row", row_parts(row))
    for total in board.seen.totals:
        yield parts("total", _total(total))
    for one in board.to_mend:
        yield parts("correction", _correction(one))
    for of in board.disputed:
        listed: list[Part] = [
            {"name": "provider", "valueReference": organization(of.provider, {})},
            {"name": "site", "valueReference": {"reference": of.site}},
            {"name": "care-type", "valueCoding": care_type(of.care_type)},
        ]
        yield parts("disputed", listed)


def care_type(code: str) -> dict[str, str]:
    """As a Coding."""
    return {"system": CARE_TYPE, "code": code}


def row_parts(row: Row) -> Iterator[Part]:
    """One kind of care at one site."""
    of = row.of
    yield {"name": "region", "valueCode": of.region}
    yield {"name": "provider", "valueReference": organization(of.provider, {})}
    if of.site != UNTOLD:
        yield {"name": "site", "valueReference": {"reference": of.site}}
    yield {"name": "care-type", "valueCoding": care_type(of.care_type)}
    yield {"name": "unit", "valueCode": of.unit}
    if of.district:
        yield {"name": "district", "valueString": of.district}
    yield {"name": "standing", "valueCode": row.standing}
    yield from _count("available", row.available)
    yield from _count("reserved", row.reserved)
    if row.short:
        yield {"name": "short", "valueInteger": row.short}
    if row.statement is not None:
        yield from _said(row.statement)
    if row.age is not None:
        yield {"name": "age", "valueCode": row.age.kind}
        yield {"name": "worth", "valueInteger": row.age.worth}
        yield {"name": "ended", "valueBoolean": row.age.has_ended}
    for day, count in row.expected:
        if count is not None:
            yield parts(
                "expected", [{"name": "day", "valueDate": f"{day}"}, *_count("count", count)]
            )


def _said(said: Statement) -> Iterator[Part]:
    yield {"name": "said-at", "valueInstant": instant(said.said_at)}
    yield {"name": "said-by", "valueCode": said.by}
    if said.entered_by:
        yield {"name": "entered-by", "valueReference": organization(said.entered_by, {})}
    yield from _count("staffed", said.staffed)
    yield from _count("occupied", said.occupied)
    if said.confidence:
        yield {"name": "confidence", "valueCode": said.confidence}
    for limit in sorted(said.limits or ()):
        yield {"name": "limit", "valueCode": limit}
    for odd in said.oddities:
        yield {"name": "oddity", "valueCode": odd}


def _total(total: Total) -> Iterator[Part]:
    yield {"name": "region", "valueCode": total.group.region}
    yield {"name": "care-type", "valueCoding": care_type(total.group.care_type)}
    yield {"name": "unit", "valueCode": total.group.unit}
    yield {"name": "rows", "valueInteger": total.rows}
    yield {"name": "providers", "valueInteger": total.providers}
    yield {"name": "not-fresh", "valueInteger": total.not_fresh}
    yield parts("available", _sum(total.available))
    yield parts("staffed", _sum(total.staffed))
    for number, day in enumerate(total.expected, 1):
        yield parts("expected", [{"name": "days", "valueInteger": number}, *_sum(day)])


def _sum(one: Sum) -> Iterator[Part]:
    yield from _count("count", one.value)
    yield {"name": "unknown", "valueInteger": one.unknown}
    if one.is_hidden:
        yield {"name": "hidden", "valueBoolean": True}


def _count(name: str, count: Count) -> Iterator[Part]:
    if count is not None:
        yield {"name": name, "valueInteger": count}


def _correction(row: Columns) -> Iterator[Part]:
    yield {"name": "provider", "valueReference": organization(row["provider"], {})}
    if row["site"]:
        yield {"name": "site", "valueReference": {"reference": row["site"]}}
    yield {"name": "care-type", "valueCoding": care_type(row["care_type"])}
    yield {"name": "kind", "valueCode": row["kind"]}
    yield {"name": "reason", "valueCode": row["reason"]}
    yield from _count("available", row["available"])
    yield {"name": "refused-at", "valueInstant": instant(row["refused_at"])}

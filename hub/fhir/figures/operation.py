"""`Measure/$evaluate-measure` and `Measure/id/$evaluate-measure`: the figures of a month.

https://hl7.org/fhir/R4/measure-operation-evaluate-measure.html
docs/decisions/0089-figures-of-the-transfer-point.md
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from hub.errors import Invalid, NotFound, NotSupported, Required
from hub.fhir.call import Answer, Call
from hub.fhir.figures.formats import CSV, is_table
from hub.fhir.operation_input import day_of, said_in
from hub.fhir.parts import Hub
from hub.query.transfer_figures import NAME, Told
from hub.security.granted import require_one_scope
from hub.transfer.figures.report import MEASURE, Head, measure_report
from hub.transfer.figures.sheet import sheet
from hub.transfer.figures.terms import Period

TAKEN = frozenset({"periodStart", "periodEnd", "reportType"})
OF_TYPE = frozenset({"measure"})
_OF_ALL = "population"
_A_MONTH = "a month of the calendar is counted: send its first day and its last, as 2026-10-01"


async def evaluate(hub: Hub, call: Call, _resource_type: str, name: str | None = None) -> Answer:
    """Of the Measure that the URL names, or the parameter `measure`.

    Raises:
        Required, Invalid, NotSupported: the parameters. Forbidden: no scope for MeasureReport, or
            a person asks. NotFound: no such Measure, or no figures of that month yet.
    """
    require_one_scope(call.errand.client, "MeasureReport", ("read", "search-type"))
    said = said_in(call, NAME, TAKEN if name else TAKEN | OF_TYPE)
    _require_measure(hub, name, said)
    if said.get("reportType", _OF_ALL) != _OF_ALL:
        raise NotSupported(f"figures are of all together: leave reportType out, or send {_OF_ALL}")
    told = await hub.figures.told(call.errand, _month(said))
    if is_table(call.headers, call.pairs):
        return _table(hub, told)
    body = measure_report(told.lines, Head(told.month, told.at, told.ura))
    return Answer(200, msgspec.json.encode(body))


def _require_measure(hub: Hub, name: str | None, said: Mapping[str, str]) -> None:
    url = hub.catalogue.canonical("Measure", name) if name else said.get("measure")
    if url is None and name is None:
        raise Required(f"say which Measure: Measure/[id]/{NAME}, or measure=")
    if url is None or url.partition("|")[0] != MEASURE:
        raise NotFound("there is no such Measure here that is counted; search Measure by url")


def _month(said: Mapping[str, str]) -> Period:
    first, last = day_of(said, "periodStart"), day_of(said, "periodEnd")
    if first is None or last is None:
        raise Required("send periodStart and periodEnd")
    month = _month_of(first)
    if (first, last) != (month.first, month.last):
        raise Invalid(_A_MONTH)
    return month


def _month_of(day: date) -> Period:
    return Period.month(day.year, day.month)


def _table(hub: Hub, told: Told) -> Answer:
    name = f'attachment; filename="cijfers-{told.month.first:%Y-%m}.csv"'
    headers = {"Content-Type": f"{CSV}; charset=utf-8", "Content-Disposition": name}
    return Answer(200, sheet(told.lines, told.month, hub.figures.agreed.terms), headers)

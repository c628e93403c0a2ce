"""`MeasureReport/$capacity`: what one's own sites have as a file of a spreadsheet, there and back.

docs/decisions/0088-capacity-and-matching.md
"""

from collections.abc import Container, Iterator
from typing import Any

import msgspec

from hub.errors import FhirError, Unprocessable, UnsupportedMediaType
from hub.fhir.call import Answer, Call
from hub.fhir.choices.parameters import Part, parameters, parts
from hub.fhir.figures.formats import CSV, is_table
from hub.fhir.operation_input import said_in
from hub.fhir.parts import Hub
from hub.languages.dutch import in_dutch
from hub.query.capacity_own import NAME, own_capacity, sender_of
from hub.security.granted import require_one_scope, require_scope
from hub.transfer.capacity.report_names import CARE_TYPE
from hub.transfer.capacity.reported import written
from hub.transfer.capacity.sheet import Fault, read_sheet
from hub.transfer.capacity.sheet_written import as_sheet
from hub.write.capacity_sent import Taken, send_capacity
from profiles.issue import Issue

_NO_TABLE = "send a table: Content-Type text/csv, in the columns that a GET of this address tells"
_FILE = {
    "Content-Type": f"{CSV}; charset=utf-8",
    "Content-Disposition": 'attachment; filename="capaciteit.csv"',
}


async def own_sheet(hub: Hub, call: Call, resource_type: str) -> Answer:
    """What one's own sites said last, and lines to fill in for what they said nothing of.

    Raises:
        Invalid: a parameter. Forbidden: no scope, or a person asks for himself.
    """
    require_one_scope(call.errand.client, resource_type, ("read", "search-type"))
    said_in(call, NAME, ())
    found = await own_capacity(hub.access, call.errand)
    if is_table(call.headers, call.pairs):
        return Answer(200, as_sheet(found), _FILE)
    entries = [{"resource": one} for one in written(found)]
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "collection"}
    return Answer(200, msgspec.json.encode(bundle | ({"entry": entries} if entries else {})))


async def send_sheet(hub: Hub, call: Call, resource_type: str) -> Answer:
    """Each good line is kept; each bad one is told, with what to do.

    Raises:
        UnsupportedMediaType: no table. Unprocessable: no line of it could be kept. Forbidden.
    """
    require_scope(call.errand.client, resource_type, "create")
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() != CSV:
        raise UnsupportedMediaType(_NO_TABLE)
    read = read_sheet(call.body, sender_of(hub.access, call.errand), care_types(hub))
    lines = zip(read.lines, read.statements, strict=True)
    taken = await send_capacity(hub.access, call.errand, lines, hub.fhir_url)
    faults = sorted([*read.faults, *_refused(taken)], key=lambda one: one.line)
    if faults and not taken.lines:
        raise _nothing(faults)
    return Answer(200, msgspec.json.encode(parameters(_told(taken, faults))))


def care_types(hub: Hub) -> Container[str]:
    """The codes of kinds of care."""
    concepts = hub.catalogue.at_hand.concepts(CARE_TYPE)
    return frozenset(concepts.codes) if concepts else frozenset()


def _refused(taken: Taken) -> Iterator[Fault]:
    for line, refusal in taken.refused:
        column = "locatie" if _is_of_site(refusal) else ""
        for issue in refusal.issues:
            yield Fault(line, column, in_dutch(issue.text) or issue.text)


def _is_of_site(refusal: FhirError) -> bool:
    return any("subject" in issue.expression for issue in refusal.issues)


def _nothing(faults: list[Fault]) -> Unprocessable:
    issues = [Issue("error", Unprocessable.code, "", _sentence(one)) for one in faults]
    return Unprocessable(issues[0].text, issues=issues, rule="CAPACITY")


def _sentence(fault: Fault) -> str:
    column = f", kolom {fault.column}" if fault.column else ""
    return f"Regel {fault.line}{column}: {fault.why}"


def _told(taken: Taken, faults: list[Fault]) -> Iterator[Part]:
    yield {"name": "taken", "valueInteger": taken.lines}
    for one in taken.reports:
        yield {"name": "report", "valueReference": {"reference": one}}
    for fault in faults:
        listed: list[Part] = [{"name": "line", "valueInteger": fault.line}]
        if fault.column:
            listed.append({"name": "column", "valueString": fault.column})
        yield parts("fault", [*listed, {"name": "text", "valueString": fault.why}])

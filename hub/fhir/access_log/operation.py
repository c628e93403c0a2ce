"""`Patient/$access-log` and `Patient/id/$access-log`: who looked at a person's record.

docs/decisions/0039-choices-in-words.md
"""

import msgspec

from hub.errors import Invalid
from hub.fhir.access_log.formats import COMPACT, CSV, form_of
from hub.fhir.access_log.table import table
from hub.fhir.access_log.told import compact, parameters
from hub.fhir.call import Answer, Call
from hub.fhir.language import language_of
from hub.fhir.operation_input import day_of, said_in
from hub.fhir.parts import Hub
from hub.query.access_log import NAME, Days, access_log
from hub.security.granted import require_one_scope

TAKEN = frozenset({"start", "end"})
_FILE = 'attachment; filename="access-log.csv"'


async def own_log(hub: Hub, call: Call, _resource_type: str, patient: str | None = None) -> Answer:
    """Of the person whose token it is, in the days from `start` to `end`.

    Raises:
        Invalid: another parameter, or no day. Forbidden: no scope for AuditEvent, an organisation
            asks, or it is another's.
    """
    require_one_scope(call.errand.client, "AuditEvent", ("read", "search-type"))
    said, language = said_in(call, NAME, TAKEN), language_of(call)
    days = Days(day_of(said, "start"), day_of(said, "end"))
    if days.first and days.last and days.last < days.first:
        raise Invalid("end is no day before start")
    told = await access_log(hub.access, call.errand, days, patient=patient, language=language)
    headers: dict[str, str] = {"Content-Language": language}
    match form_of(call.headers, call.pairs):
        case "csv":
            headers |= {"Content-Type": f"{CSV}; charset=utf-8", "Content-Disposition": _FILE}
            return Answer(200, table(told, language), headers)
        case "compact":
            body = msgspec.json.encode(compact(told, language))
            return Answer(200, body, headers | {"Content-Type": COMPACT})
    return Answer(200, msgspec.json.encode(parameters(told, language)), headers)

"""All of one inhabitant's record that is open, as SQL: decided, counted and paged at once.

https://hl7.org/fhir/R4/patient-operation-everything.html
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from hub.search.arguments import Arguments
from hub.search.query import Cursor
from hub.search.reach import Reach
from hub.search.statement import Statement
from hub.storage.current import newest, told
from hub.storage.sealing import Keyring

CARE_DATES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            *("AdverseEvent", "Appointment", "CarePlan", "ClinicalImpression", "Composition"),
            *("DiagnosticReport", "Encounter", "EpisodeOfCare", "Immunization", "Observation"),
            *("Procedure", "RiskAssessment", "SupplyRequest"),
        ),
        ("date",),
    ),
    "ChargeItem": ("occurrence",),
    "Communication": ("sent", "received"),
    "CommunicationRequest": ("occurrence", "authored"),
    "DetectedIssue": ("identified",),
    "DeviceRequest": ("event-date", "authored-on"),
    "DocumentReference": ("date", "period"),
    "ImagingStudy": ("started",),
    "Media": ("created",),
    "MedicationAdministration": ("effective-time",),
    "MedicationDispense": ("whenhandedover", "whenprepared"),
    "MedicationRequest": ("authoredon", "date"),
    "MedicationStatement": ("effective",),
    "NutritionOrder": ("datetime",),
    "QuestionnaireResponse": ("authored",),
    "RequestGroup": ("authored",),
    "ServiceRequest": ("occurrence", "authored"),
    "Specimen": ("collected",),
    "Task": ("period", "authored-on"),
    "VisionPrescription": ("datewritten",),
}
"""The parameters that say on which days care was given, asked or told, of each type that is dated.

What holds until it ends (wishes, conditions, allergies, who somebody is) is of no day, and stays.
"""
FIRST = Cursor("-infinity", UUID(int=0))
"""Behind the Patient, before all else."""
_COLUMNS = (
    "r.rid, r.said_by, r.type, r.version, r.last_updated, r.pat, r.section, r.custodian, "
    "r.category, r.deleted"
)
_PATIENT = "Patient"


class Narrowed(msgspec.Struct, frozen=True):
    """What of the record is asked: these types alone, changed since, cared for in [start, end)."""

    kinds: Sequence[str]
    since: datetime | None = None
    start: datetime | None = None
    end: datetime | None = None


def everything(
    asked: Narrowed, reach: Reach, keyring: Keyring, count: int, after: Cursor | None
) -> Statement:
    """The Patient and then the rest, the oldest first; one row more than `count` if more follows.

    Each row tells `holds` as a search does, how many there are on all pages, `total`, and what
    they are open by, of which the first row tells, `shown`; `rid` is null where the page is empty.
    """
    arguments = Arguments(keyring, reach)
    pat, epoch = arguments.add(reach.pat, "uuid"), arguments.add(reach.epoch, "bigint")
    beyond = ""
    if after is not None:
        moment, name = arguments.add(after.moment, "text"), arguments.add(after.rid, "uuid")
        beyond = f"WHERE NOT first AND (last_updated, rid) > ({moment}::timestamptz, {name})"
    order = "ORDER BY first DESC, last_updated, rid"
    limit = arguments.add(count + 1 if count else 0, "int")
    key = "section::text || ' ' || rid::text" if reach.by_resource else "section::text"
    return Statement(
        f"WITH o AS MATERIALIZED ({_open(asked, arguments)}), "
        f"p AS (SELECT *, row_number() OVER ({order}) AS place FROM o {beyond} {order} "
        f"LIMIT {limit}) SELECT s.holds, t.total, {told('p')}, p.first, "
        # Told once, for it may be as long as the record.
        "CASE WHEN coalesce(p.place, 1) = 1 THEN t.shown END AS shown "
        f"FROM (SELECT coalesce((SELECT i.epoch FROM inhabitant i WHERE i.pat = {pat}), 0) "
        f"= {epoch} AS holds) AS s "
        f"CROSS JOIN (SELECT count(*) AS total, array_agg(DISTINCT {key}) AS shown FROM o) AS t "
        f"LEFT JOIN p ON s.holds {newest('p')} ORDER BY p.place",
        tuple(arguments.values),
    )


def anything(kinds: Sequence[str], reach: Reach, keyring: Keyring) -> Statement:
    """Whether there is anything of these types that is open, `found`."""
    arguments = Arguments(keyring, reach)
    visible, types = arguments.visible("r"), arguments.add(list(kinds), "text[]")
    return Statement(
        f"SELECT EXISTS (SELECT FROM resource r WHERE {visible} AND r.type = ANY ({types}) "
        "AND NOT r.deleted) AS found",
        tuple(arguments.values),
    )


def _open(asked: Narrowed, arguments: Arguments) -> str:
    """Of the Patient one word stands for all, as in a search."""
    visible, changed = arguments.visible("r"), _since(asked.since, arguments)
    others = arguments.add([kind for kind in asked.kinds if kind != _PATIENT], "text[]")
    rest = (
        f"SELECT {_COLUMNS}, false AS first FROM resource r WHERE {visible} "
        f"AND r.type = ANY ({others}) AND NOT r.deleted{changed}{_cared(asked, arguments)}"
    )
    if _PATIENT not in asked.kinds:
        return rest
    groups = arguments.reach.first if arguments.reach else ()
    placed = (arguments.add(sorted(group), "text[]") for group in groups)
    turn = "".join(f"(r.custodian = ANY ({group})) DESC, " for group in placed)
    return (
        f"SELECT * FROM (SELECT DISTINCT ON (r.rid) {_COLUMNS}, true AS first FROM resource r "
        f"WHERE {visible} AND r.type = '{_PATIENT}' AND NOT r.deleted "
        f"ORDER BY r.rid, {turn}r.rank, r.last_updated DESC, r.version DESC) AS r "
        f"WHERE true{changed} UNION ALL {rest}"
    )


def _since(moment: datetime | None, arguments: Arguments) -> str:
    return f" AND r.last_updated >= {arguments.add(moment, 'timestamptz')}" if moment else ""


def _cared(asked: Narrowed, arguments: Arguments) -> str:
    """One of its days of care is among those that are asked, or it has none."""
    bounds = {"d.hi > ": asked.start, "d.lo < ": asked.end}
    said = [f"{way}{arguments.add(one, 'timestamptz')}" for way, one in bounds.items() if one]
    if not said:
        return ""
    kinds = asked.kinds
    days = [f"{kind}.{each}" for kind in kinds for each in CARE_DATES.get(kind, ())]
    spans = (
        "SELECT FROM unnest(r.date_params, r.date_lows, r.date_highs) AS d (p, lo, hi) "
        f"WHERE r.type || '.' || d.p = ANY ({arguments.add(days, 'text[]')})"
    )
    return f" AND (NOT EXISTS ({spans}) OR EXISTS ({spans} AND {' AND '.join(said)}))"

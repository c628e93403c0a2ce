"""Draws the shipped tables from full tables of R4: `python -m profiles.r4.condense DIR`.

What is a summary's is drawn from the standard's own profiles-resources.json, where it is in DIR.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from profiles.r4.tables import elements, resource_types

_Row = dict[str, str]

# The source table was drawn from a server's own definitions, which add to R4 4.0.1; the standard's
# StructureDefinitions do not have these.
NOT_IN_R4 = (
    *(
        f"Meta.{name}"
        for name in ("account", "accounts", "author", "compartment", "onBehalfOf", "project")
    ),
    "Binary.url",
    "DeviceDefinition.bodySite",
    "DeviceDefinition.classification",
    "MetadataResource",
    "ObservationDefinition.publisher",
    *(
        f"ResearchStudy.{name}"
        for name in (
            *("associatedParty", "classifier", "comparisonGroup", "descriptionSummary", "label"),
            *("name", "objective.description", "outcomeMeasure", "progressStatus", "recruitment"),
            *("region", "result", "studyDesign", "whyStopped"),
        )
    ),
    "SubscriptionStatus",
    "EvidenceVariable.characteristic",
)
RESTORED = """\
.characteristic	1..*	BackboneElement
..description	0..1	string
..definition[x]	1..1	{definition}	Group
..usageContext	0..*	UsageContext
..exclude	0..1	boolean
..participantEffective[x]	0..1	dateTime Period Duration Timing
..timeFromStart	0..1	Duration
..groupMeasure	0..1	code		http://hl7.org/fhir/ValueSet/group-measure
""".format(
    definition="Reference canonical CodeableConcept Expression DataRequirement TriggerDefinition"
)
CHANGED: dict[str, _Row] = {
    "AuditEvent.source.observer": {
        "target_profiles": "PractitionerRole Practitioner Organization Device Patient RelatedPerson"
    },
    "Bundle.entry.response.outcome": {"types": "Resource"},
    "DetectedIssue.status": {"value_set": "http://hl7.org/fhir/ValueSet/observation-status"},
    "MeasureReport.subject": {
        "target_profiles": (
            "Patient Practitioner PractitionerRole Location Device RelatedPerson Group"
        )
    },
    "ResearchStudy.site": {"target_profiles": "Location"},
}
BASES = ("DomainResource", "Resource", "BackboneElement", "Element")


def condense_elements(source: str) -> str:
    """The elements table: a type and its base, then its own elements, dots telling the depth."""
    rows = [row | CHANGED.get(row["path"], {}) for row in _r4(source)]
    rows.sort(key=lambda row: row["path"].partition(".")[0] not in BASES)
    paths = {row["path"] for row in rows}
    lines: list[str] = []
    for row in rows:
        root, _, below = row["path"].partition(".")
        if root[0].islower() or (below and _is_inherited(root, below, paths)):
            continue
        lines.append(_line(row, below) if below else f"{root}\t{_base(root, paths)}")
        if root == "EvidenceVariable" and below == "type":
            lines.extend(RESTORED.splitlines())
    return "\n".join(lines) + "\n"


def condense_codes(source: str, elements: str) -> str:
    """The codes table: value set, system and its codes, for what elements require or advise."""
    rows = (line.split("\t") for line in elements.splitlines())
    wanted = {cells[-1] for cells in rows if cells[-1].startswith("http")}
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in _rows(source):
        if row["value_set"] in wanted:
            grouped.setdefault((row["value_set"], row["system"]), []).append(row["code"])
    return "".join(
        f"{url}\t{system}\t{' '.join(grouped[url, system])}\n" for url, system in grouped
    )


def condense_modifiers(source: str) -> str:
    """The paths of the elements that can change what the rest of a resource means."""
    inherited = ("implicitRules", "modifierExtension")
    return "".join(
        f"{row['path']}\n"
        for row in _r4(source)
        if row["is_modifier"]
        and (not row["path"].endswith(inherited) or row["path"].startswith(BASES))
    )


def condense_summary(definitions: str) -> str:
    """By resource type its own root elements that R4 marks as a summary's."""
    found = (entry["resource"] for entry in json.loads(definitions)["entry"])
    marked = {
        element["path"]
        for one in found
        if one["resourceType"] == "StructureDefinition" and one.get("derivation") != "constraint"
        for element in one["snapshot"]["element"]
        if element.get("isSummary")
    }
    inherited = ("id", "meta", "implicitRules")
    lines = []
    for kind in sorted(resource_types()):
        names = [one.name for one in elements(kind) if one.name not in inherited]
        lines.append(f"{kind}\t{' '.join(one for one in names if f'{kind}.{one}' in marked)}\n")
    return "".join(lines)


def condense_invariants(source: str) -> str:
    """The keys of R4's own invariants."""
    return "".join(f"{key}\n" for key in sorted({row["key"] for row in _rows(source)}))


def _rows(source: str) -> Iterator[_Row]:
    return csv.DictReader(io.StringIO(source), delimiter="\t", quoting=csv.QUOTE_NONE)


def _r4(source: str) -> Iterator[_Row]:
    dropped = tuple(f"{path}." for path in NOT_IN_R4)
    return (row for row in _rows(source) if not f"{row['path']}.".startswith(dropped))


def _is_inherited(root: str, below: str, paths: set[str]) -> bool:
    if "." in below:
        return below.rpartition(".")[2] in {"id", "extension", "modifierExtension"}
    return f"{_base(root, paths)}.{below}" in paths


def _base(root: str, paths: set[str]) -> str:
    if root in BASES:
        return {"DomainResource": "Resource", "BackboneElement": "Element"}.get(root, "")
    for base, mark in zip(BASES, ("contained", "implicitRules", "modifierExtension"), strict=False):
        if f"{root}.{mark}" in paths:
            return base
    return "Element"


def _line(row: _Row, below: str) -> str:
    depth, name = below.count("."), below.rpartition(".")[2]
    types = row["types"] or row["content_reference"]
    value_set, strength = row["value_set"].partition("|")[0], row["binding_strength"]
    cells = (
        "." * (depth + 1) + name,
        f"{row['min']}..{row['max']}",
        types,
        row["target_profiles"],
        value_set if strength == "required" else "",
        value_set if strength == "extensible" else "",
    )
    return "\t".join(cells).rstrip("\t")


if __name__ == "__main__":
    folder, here = Path(sys.argv[1]), Path(__file__).parent
    drawn = condense_elements((folder / "elements.tsv").read_text("utf-8"))
    codes = condense_codes((folder / "value-sets.tsv").read_text("utf-8"), drawn)
    (here / "elements.tsv").write_text(drawn, "utf-8")
    (here / "codes.tsv").write_text(codes, "utf-8")
    modifiers = condense_modifiers((folder / "elements.tsv").read_text("utf-8"))
    (here / "modifiers.tsv").write_text(modifiers, "utf-8")
    keys = condense_invariants((folder / "invariants.tsv").read_text("utf-8"))
    (here / "invariants.tsv").write_text(keys, "utf-8")
    standard = folder / "profiles-resources.json"
    if standard.exists():
        (here / "summary.tsv").write_text(condense_summary(standard.read_text("utf-8")), "utf-8")

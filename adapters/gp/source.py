"""The export of a GP system: one completed national PZP form per JSON file.

A record is a FHIR R4 Bundle of type `collection`:

- `Bundle.identifier.system`: a URL or URN of the source under which it names its resources; the
  business identifiers that this adapter makes carry it (absent: `urn:ietf:rfc:3986`).
  `Bundle.identifier.value`: the source's key of the record, for a form without identifier.
- exactly one `Patient`, with exactly one valid BSN, or with none and a number of the source's own,
  by which the source alone sees him then. Whom the form is about is known from here alone, never
  from the name typed in the form. Its name stands above the form's; a birth date that is not the
  form's refuses the record.
- exactly one `QuestionnaireResponse` of the national form, of any version, with the questions of
  ACP-zib2020 or ACP-zib2017, status completed, amended or entered-in-error. What comes from it is
  named after its `identifier`, else the key of the record, else its `id`; a correction keeps that
  name. None of them may hold the BSN.
- at most one each of `Practitioner` and `PractitionerRole`: who had the talk (with AGB or UZI,
  which the form lacks), and `Organization`: the practice itself, with its URA.
- at most one each of `Encounter` (R4, so with a status): `class` and, where the form has no date,
  `period.start` of the talk; and `Device`: the ICD, of which the form knows that it is there only.

References between them are by `fullUrl` or `Type/id`. What says whom a resource is about has to be
found within the record; of another, as the general practitioner of the Patient, who is not there
is kept by display.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from adapters.gp.persons import bsn_of, known_by_own_number
from profiles import systems
from profiles.invalid import JsonObject
from profiles.pzp.form.accepted import check_form, keys_of
from profiles.pzp.form.export import LOOSE, Export, exported_kind, is_outside, loosened
from profiles.pzp.form.faults import FORM, fault, gathered
from profiles.pzp.form.keys import Keys
from profiles.pzp.form.shape import checked
from profiles.resource.transaction import references, relinked

_EACH_ONCE = ("Patient", FORM)
_KINDS = (*_EACH_ONCE, "Practitioner", "PractitionerRole", "Organization", "Encounter", "Device")
_CLAIMS = ("profile", "security", "tag")


@dataclass(frozen=True, slots=True)
class Read:
    """A record as it may be mapped; `written` still names who is not in it."""

    export: Export
    written: dict[str, JsonObject]
    has_bsn: bool


def read_export(bundle: JsonObject) -> Export:
    """The record in a Bundle as this module describes; raises InvalidRecord with every fault."""
    return read_record(bundle).export


def read_record(bundle: JsonObject) -> Read:
    """The same, with what is to be told of it."""
    if bundle.get("resourceType") != "Bundle" or bundle.get("type") != "collection":
        raise fault("value", "Bundle.type", "A record is a Bundle of type collection")
    found = _by_type(bundle)
    resources = {kind: resource for kind, (_, resource) in found.items()}
    gathered(
        [
            lambda: check_form(resources[FORM]),
            lambda: _check_subject(resources[FORM], found["Patient"]),
        ]
    )
    bsn = bsn_of(resources["Patient"])
    if bsn is None:
        resources["Patient"] = known_by_own_number(resources["Patient"])
    named = bundle.get("identifier")
    named = named if isinstance(named, dict) else {}
    form = resources[FORM]
    own = named.get("value") or form.get("id")
    system = named.get("system", systems.URN)
    keys = keys_of(form, system if isinstance(system, str) else "", own, bsn)
    targets = dict(_targets(found, keys))
    linked = {kind: _own(relinked(resource, targets)) for kind, resource in resources.items()}
    there = set(targets.values())
    kept = {kind: one if kind == FORM else loosened(one, there) for kind, one in linked.items()}
    gathered(partial(_check_links, kind, kept[kind], targets) for kind in kept)
    return Read(Export(keys, kept), linked, has_bsn=bsn is not None)


def _by_type(bundle: JsonObject) -> dict[str, tuple[str | None, JsonObject]]:
    entries = bundle.get("entry")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise fault("structure", "Bundle.entry", "A record holds a list of entries")
    resources = gathered(
        partial(checked, entry.get("resource"), f"Bundle.entry[{number}].resource", _KINDS)
        for number, entry in enumerate(entries)
    )
    found: dict[str, tuple[str | None, JsonObject]] = {}
    for entry, resource in zip(entries, resources, strict=True):
        kind = resource["resourceType"]
        if kind in found:
            raise fault("invariant", "Bundle.entry", f"A record holds one {kind} at most")
        found[kind] = (entry.get("fullUrl"), resource)
    for kind in _EACH_ONCE:
        if kind not in found:
            raise fault("required", "Bundle.entry", f"A record holds one {kind}")
    return found


def _check_subject(form: JsonObject, patient: tuple[str | None, JsonObject]) -> None:
    subject = form.get("subject")
    if subject is None:
        return
    url, resource = patient
    names = {url, f"Patient/{resource['id']}" if "id" in resource else None} - {None}
    literal, logical = subject.get("reference"), subject.get("identifier")
    same = (literal is None or literal in names) and (
        logical is None or _is_one_of(logical, resource.get("identifier", []))
    )
    if not same or (literal is None and logical is None):
        text = "The form's subject is not the Patient of the record"
        raise fault("business-rule", f"{FORM}.subject", text)


def _is_one_of(logical: JsonObject, identifiers: list[JsonObject]) -> bool:
    wanted = (logical.get("system"), logical.get("value"))
    return any((held.get("system"), held.get("value")) == wanted for held in identifiers)


def _targets(
    found: dict[str, tuple[str | None, JsonObject]], keys: Keys
) -> Iterator[tuple[str, str]]:
    for kind, (full_url, resource) in found.items():
        target = keys.url(exported_kind(kind))
        if isinstance(full_url, str):
            yield full_url, target
        if "id" in resource:
            yield f"{kind}/{resource['id']}", target


def _own(resource: JsonObject) -> JsonObject:
    """Without what a server gives: with it, the same record would look changed at each export."""
    kept = {name: value for name, value in resource.items() if name != "id"}
    meta = {name: value for name, value in kept.pop("meta", {}).items() if name in _CLAIMS}
    return {"resourceType": kept.pop("resourceType"), **({"meta": meta} if meta else {}), **kept}


def _check_links(kind: str, resource: JsonObject, targets: dict[str, str]) -> None:
    known = set(targets.values())
    held = {name: value for name, value in resource.items() if kind != FORM or name not in LOOSE}
    for reference in references(held):
        if reference not in known and not is_outside(reference):
            text = "Every reference has to point to a resource of the record"
            raise fault("not-found", f"{kind}.descendants().reference", text)

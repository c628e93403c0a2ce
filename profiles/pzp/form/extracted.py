"""What a filled-in form comes to, as the transaction that its source would push.

http://hl7.org/fhir/uv/sdc/OperationDefinition/QuestionnaireResponse-extract
docs/decisions/0078-the-form-both-ways.md
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from profiles import systems
from profiles.invalid import InvalidRecord, JsonObject
from profiles.issue import Issue
from profiles.pzp.form.accepted import check_form, keys_of
from profiles.pzp.form.export import Export, exported_kind, loosened
from profiles.pzp.form.faults import FORM
from profiles.pzp.form.mapping import entries
from profiles.pzp.form.shape import checked
from profiles.pzp.form.unclear import clear_resources
from profiles.pzp.form.zib2017 import as_of_2020, is_of_2017
from profiles.resource.transaction import relinked, transaction

ASSEMBLER = "Hub"
_INSIDE = ("Patient", "Practitioner", "PractitionerRole", "Organization", "Encounter", "Device")
_PATIENT = exported_kind("Patient")
_OF_TWO = (
    "a form is of one inhabitant: where a Patient is contained in it, he is its subject, by a "
    "reference to his id within it, and no other is contained"
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """The transaction, and a warning for each answer that nothing is made of."""

    bundle: JsonObject
    unclear: tuple[Issue, ...]


def extract(form: JsonObject, patient: JsonObject, address: str = "") -> Extracted:
    """The transaction of a form about a Patient; who is contained in the form comes along.

    `address` is where the Patient is already: then he is referred to, and not written.

    Raises:
        InvalidRecord: it is no such form, or it can't be mapped.
    """
    if is_of_2017(form):
        form = as_of_2020(form)
    checked(form, FORM, [FORM])
    check_form(form)
    export = _export(form, checked(patient, "Patient", ["Patient"]))
    clear = clear_resources(export)
    made = clear.resources
    if not address:
        return Extracted(transaction(entries(made, export)), clear.unclear)
    others = {kind: one for kind, one in made.items() if kind != _PATIENT}
    linked = relinked(others, {export.keys.url(_PATIENT): address})
    return Extracted(transaction(entries(linked, export)), clear.unclear)


def contained_patient(form: Mapping[str, object]) -> JsonObject | None:
    """The Patient within the form, if he is there, whom its subject names, if it names any.

    Raises:
        InvalidRecord: the subject is another, or more than one is within it.
    """
    listed = form.get("contained")
    inside = listed if isinstance(listed, list) else []
    found = [
        one for one in inside if isinstance(one, dict) and one.get("resourceType") == "Patient"
    ]
    if not found:
        return None
    subject = form.get("subject")
    said = subject.get("reference") if isinstance(subject, Mapping) else None
    if len(found) > 1 or said not in {None, f"#{found[0].get('id')}"}:
        raise InvalidRecord([Issue("error", "business-rule", f"{FORM}.subject", _OF_TWO)])
    return found[0]


def _export(form: JsonObject, patient: JsonObject) -> Export:
    inside = {one["resourceType"]: one for one in _inside(form)}
    own = form.get("identifier", {})
    system = own.get("system", systems.URN)
    keys = keys_of(form, system, None, _bsn(patient))
    urls = {
        f"#{one['id']}": keys.url(exported_kind(kind))
        for kind, one in inside.items()
        if "id" in one
    }
    bare = {
        **form,
        "contained": [one for one in form.get("contained", []) if one not in [*inside.values()]],
    }
    bare = {name: value for name, value in bare.items() if name not in {"id", "meta"} and value}
    persons = {kind: one for kind, one in inside.items() if kind != "Patient"}
    there = set(urls.values())
    resources = {
        kind: loosened(_nameless(relinked(one, urls)), there)
        for kind, one in {"Patient": patient, **persons}.items()
    }
    return Export(keys, {**resources, FORM: relinked(bare, urls)}, ASSEMBLER)


def _inside(form: JsonObject) -> Iterator[JsonObject]:
    """Of each type the first."""
    seen = set()
    for one in form.get("contained", []):
        kind = one.get("resourceType")
        if kind in _INSIDE and kind not in seen:
            seen.add(kind)
            yield checked(one, f"{FORM}.contained", _INSIDE)


def _nameless(resource: JsonObject) -> JsonObject:
    return {name: value for name, value in resource.items() if name not in {"id", "meta"}}


def _bsn(patient: JsonObject) -> str | None:
    numbers = (
        one.get("value")
        for one in patient.get("identifier", [])
        if one.get("system") == systems.BSN_SYSTEM
    )
    return next((one for one in numbers if one), None)

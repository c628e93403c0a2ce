"""Any set of answers is mapped, or refused with its reasons; the same answers map the same."""

import json

from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given
from hypothesis import strategies as st

from adapters.gp.mapping import to_transaction
from profiles import systems
from profiles.check.structure import check_structure as validate
from profiles.invalid import InvalidRecord
from profiles.issue import Issue
from profiles.resource.transaction import references
from tests.adapters.gp.forms import OPTIONS, WORDS, forms
from tests.adapters.gp.records import (
    Answer,
    JsonObject,
    a_form,
    a_record,
    as_file,
    coded,
    item,
    text,
)

junk: st.SearchStrategy[Answer] = st.one_of(
    st.text(min_size=1, max_size=5).map(text),
    st.builds(coded, st.sampled_from([None, systems.SNOMED]), st.sampled_from(["0", "1", "x"])),
    st.booleans().map(lambda value: {"valueBoolean": value}),
    st.just({}),
)
junk_items = st.builds(item, st.sampled_from([*OPTIONS, *WORDS, "40", "1"]), junk)


def _outcome(form: JsonObject) -> tuple[JsonObject | None, tuple[Issue, ...]]:
    """The bundle, or the reasons why there is none."""
    try:
        [bundle] = to_transaction(as_file(a_record(form))).bundles
    except InvalidRecord as refusal:
        return None, refusal.issues
    return bundle, ()


@given(forms)
def test_a_form_gives_resources_that_hold_together_or_reasons(form: JsonObject) -> None:
    bundle, reasons = _outcome(form)

    if bundle is None:
        assert reasons
        assert all(issue.expression and issue.text for issue in reasons)
        return
    assert [issue for issue in validate(bundle) if issue.severity in {"error", "fatal"}] == []
    known = {entry["fullUrl"] for entry in bundle["entry"]}
    assert len(known) == len(bundle["entry"])
    for entry in bundle["entry"]:
        resource = entry["resource"]
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        assert set(references(resource)) <= known


@given(forms)
def test_a_treatment_directive_is_a_type_or_a_text(form: JsonObject) -> None:
    bundle, _ = _outcome(form)

    for entry in bundle["entry"] if bundle else []:
        resource = entry["resource"]
        if resource["resourceType"] == "Consent" and resource["status"] == "active":
            has_type = "type" in resource["provision"]
            assert has_type != ("modifierExtension" in resource)


@given(forms)
def test_the_same_form_maps_to_the_same_bytes(form: JsonObject) -> None:
    assert json.dumps(_outcome(form)[0]) == json.dumps(_outcome(form)[0])


@given(st.lists(junk_items, max_size=6))
def test_whatever_stands_in_a_form_nothing_breaks(items: list[JsonObject]) -> None:
    bundle, reasons = _outcome(a_form(*items))

    assert (bundle is None) == bool(reasons)

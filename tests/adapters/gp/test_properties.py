"""Any set of answers is mapped, or refused with its reasons; the same answers map the same."""

import json

from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given
from hypothesis import strategies as st

from adapters.core.bundle import references
from adapters.core.errors import InvalidRecord
from adapters.gp.contact_person import RELATIONS, ROLES
from adapters.gp.form import YES_NO, YES_NO_UNKNOWN
from adapters.gp.mapping import to_transaction
from adapters.gp.observation import WISHES
from adapters.gp.treatment_limit import LIMITS
from profiles import systems, validate
from profiles.issue import Issue
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

DECISIONS = [(systems.TREATMENT_DECISION, code) for code in "012"] + [(systems.NULL_FLAVOR, "UNK")]
OPTIONS: dict[str, list[tuple[str | None, str]]] = {
    **{limit.question.decision: DECISIONS for limit in LIMITS},
    **{wish.answer: list(wish.options) for wish in WISHES if wish.options},
    "1402": DECISIONS,
    "1005": [(systems.TREATMENT_DECISION, "0"), (systems.NULL_FLAVOR, "NASK")],
    "1006": list(YES_NO_UNKNOWN),
    "1008": [(None, "ICD")],
    "999": [
        (systems.SNOMED, "385987000"),
        (systems.SNOMED, "225353007"),
        (systems.NULL_FLAVOR, "UNK"),
    ],
    "1406": list(YES_NO),
    "984": list(YES_NO),
    "1200": list(YES_NO),
    "82": [(None, "Patiënt")],
    "982": list(ROLES),
    "997": list(ROLES),
    "983": list(RELATIONS),
    "995": list(RELATIONS),
    "998": list(RELATIONS),
    "1405": [(systems.UZI_ROLE, "01.015"), (systems.UZI_ROLE, "30.000")],
}
WORDS = (
    *("964", "965", "966", "968", "969", "970", "973", "974", "975", "985", "986", "987"),
    *("1001", "1002", "1009", "1010", "1190", "1192", "1196", "1404", "1407", "1422", "411", "976"),
)
coded_answers = st.sampled_from(sorted(OPTIONS)).flatmap(
    lambda link_id: st.sampled_from(OPTIONS[link_id]).map(
        lambda option: item(link_id, coded(*option))
    )
)
written_answers = st.builds(
    lambda link_id, words: item(link_id, text(words)),
    st.sampled_from(WORDS),
    st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=12),
)
forms = st.builds(
    lambda items, status: a_form(*items, status=status),
    st.lists(
        st.one_of(coded_answers, written_answers),
        unique_by=lambda item: item["linkId"],
        max_size=25,
    ),
    st.sampled_from(["completed", "amended", "entered-in-error"]),
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

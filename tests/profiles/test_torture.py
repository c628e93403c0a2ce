"""Whatever is given is answered: no crash, no hang, within bounds of time and memory."""

import copy
import json
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.issue import Issue
from profiles.text.parse import Malformed, parse
from profiles.validator import shipped_validator
from tests.profiles.mutants.material import published
from tests.profiles.strategies import TREES, Tree, consent, minimal, spoiled

PZP = "https://fhir.iknl.nl/fhir/StructureDefinition/ACP-"
PROFILES = {
    "TreatmentDirective": "Consent",
    "AdvanceDirective": "Consent",
    "Patient": "Patient",
    "ContactPerson": "RelatedPerson",
    "Encounter": "Encounter",
    "Procedure": "Procedure",
    "Medical-Policy-Goal": "Goal",
    "PreferredPlaceOfDeath": "Observation",
    "MedicalDevice.Product-ICD": "Device",
    "MedicalDevice": "DeviceUseStatement",
    "Communication": "Communication",
    "HealthProfessional-PractitionerRole": "PractitionerRole",
}
MANY = 100_000
DEEP = 500
ENTRIES = 1_200
ACTS = 200
MEGABYTE = 1_000_000


def judged(resource: Tree, profile: str = "") -> list[Issue]:
    found = shipped_validator().validate(resource, [PZP + profile] if profile else None)
    for one in found:
        assert one.severity in {"fatal", "error", "warning", "information"}
        assert one.expression.partition(".")[0].partition("[")[0].isalpha()
        one.text.encode()
    return found


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """A bound of a whole judgement, in processor time, since others share the machine."""
    shipped_validator().validate(whole("TreatmentDirective"))
    began = time.thread_time()
    yield
    assert time.thread_time() - began < seconds


@contextmanager
def using(megabytes: float) -> Iterator[None]:
    """A bound of what is held at once beside the resource itself."""
    shipped_validator().validate(whole("TreatmentDirective"))
    tracemalloc.start()
    try:
        yield
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < megabytes * MEGABYTE


def whole(profile: str) -> Tree:
    """An instance with something at each element that R4 requires or the guide speaks of."""
    kind = PROFILES[profile]
    made = consent() if kind == "Consent" else minimal(kind)
    return made | {"meta": {"profile": [PZP + profile]}}


@given(st.sampled_from(sorted(PROFILES)), st.data())
def test_a_spoiled_resource_is_judged_by_its_profile(profile: str, data: st.DataObject) -> None:
    resource = data.draw(spoiled(whole(profile)))
    if isinstance(resource, dict):
        judged(resource, profile)


@given(st.data())
def test_a_spoiled_national_example_is_judged(data: st.DataObject) -> None:
    resource = data.draw(st.sampled_from(published()).flatmap(lambda one: spoiled(one.resource)))
    if isinstance(resource, dict):
        judged(resource)
        judged({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource}]})


@given(st.sampled_from(sorted(PROFILES)), st.data())
def test_any_value_of_any_element_is_judged_by_a_profile(profile: str, data: st.DataObject) -> None:
    names = ["category", "code", "extension", "identifier", "name", "relationship", "scope"]
    names += ["modifierExtension", "participant", "provision", "telecom", "valueString", "_gender"]
    chosen = data.draw(st.dictionaries(st.sampled_from(names), TREES, max_size=3))
    judged(whole(profile) | chosen, profile)


@given(TREES, TREES)
def test_any_meta_is_judged(meta: Any, profile: Any) -> None:
    judged(consent() | {"meta": meta})
    judged(consent() | {"meta": {"profile": profile}})


@given(TREES, TREES)
def test_any_entries_are_judged(entries: Any, resource: Any) -> None:
    judged({"resourceType": "Bundle", "type": "transaction", "entry": entries})
    entry = [{"fullUrl": "urn:uuid:a", "resource": resource}, {"resource": consent()}]
    judged({"resourceType": "Bundle", "type": "collection", "entry": entry})


@pytest.mark.parametrize(
    "opening", [b"[", b'{"a":', b'{"contained":[', b'{"extension":[{"extension":[']
)
def test_json_that_is_a_hundred_thousand_deep_is_refused_by_the_parser(opening: bytes) -> None:
    with within(2), pytest.raises(Malformed):
        parse(opening * MANY)


@pytest.mark.parametrize("inner", ["extension", "contained", "provision", "entry"])
def test_a_tree_that_is_five_hundred_deep_is_judged(inner: str) -> None:
    deep: Tree = {"url": "http://example.org/extension", "valueCode": "code"}
    for _ in range(DEEP):
        deep = {"url": "http://example.org/extension", "resourceType": "Consent", inner: [deep]}
    with within(2):
        assert judged(consent() | {inner: deep}, "TreatmentDirective")
        assert judged(consent() | {inner: [deep]}, "TreatmentDirective")
        judged({"resourceType": "Bundle", "type": "batch", "entry": [{"resource": deep}]})


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("category", {"coding": [{"system": "http://snomed.info/sct", "code": "129125009"}]}),
        ("category", {"text": "text"}),
        ("extension", {"url": "http://nictiz.nl/fhir/StructureDefinition/ext-Comment"}),
        ("modifierExtension", {"url": "http://example.org/m", "valueCode": "code"}),
        ("identifier", None),
        ("contained", {"resourceType": "Device", "id": "same"}),
        ("policy", {"uri": 1}),
    ],
    ids=["members", "no-members", "extensions", "modifiers", "nulls", "contained", "wrong"],
)
def test_a_hundred_thousand_items_are_judged(name: str, item: Tree) -> None:
    resource = consent() | {name: [item] * MANY}
    with within(5):
        found = judged(resource, "TreatmentDirective")
    assert len(found) < 2_500


@pytest.mark.parametrize("name", ["category", "extension", "contained", "wrong"])
def test_a_hundred_thousand_items_are_judged_in_little_memory(name: str) -> None:
    # Text is no category that the profile asks for, and no item of the others may stand there.
    resource = consent() | {name: [{"text": "text"}] * MANY}
    with using(80):
        judged(resource, "TreatmentDirective")


def test_a_hundred_thousand_properties_are_judged() -> None:
    resource = consent() | {f"wrong{number}": number for number in range(MANY)}
    with within(3):
        assert judged(resource, "TreatmentDirective")


@pytest.mark.parametrize(
    "text", ["\ud800", "\udfff\ud800", "a\x00b", "\ufffe", "\u202e", "👩‍⚕️" * 99]
)
@pytest.mark.parametrize("name", ["code", "url", "reference", "text", "profile", "div", "key"])
def test_text_of_any_unicode_is_judged(name: str, text: str) -> None:
    spoils: dict[str, Tree] = {
        "code": {"category": [{"coding": [{"system": text, "code": text}]}]},
        "url": {"extension": [{"url": text, "valueString": text}]},
        "reference": {"patient": {"reference": text}},
        "text": {"provision": {"code": [{"text": text}]}},
        "profile": {"meta": {"profile": [text]}},
        "div": {"text": {"status": "generated", "div": text}},
        "key": {text: text},
    }
    judged(consent() | spoils[name])
    judged(consent() | spoils[name], "TreatmentDirective")


def test_half_a_surrogate_pair_is_refused_by_the_parser() -> None:
    with pytest.raises(Malformed):
        parse(b'{"resourceType": "Patient", "id": "\\ud800"}')


def test_contained_resources_in_a_circle_are_judged() -> None:
    circle = [
        {
            "resourceType": "Procedure",
            "id": f"p{number}",
            "status": "completed",
            "subject": {"reference": "#p0"},
            "reasonReference": [{"reference": f"#p{(number + 1) % 3}"}],
        }
        for number in range(3)
    ]
    encounter = minimal("Encounter") | {
        "contained": circle,
        "reasonReference": [{"reference": "#p0"}],
    }
    with within(1):
        judged(encounter, "Encounter")


def test_entries_in_a_circle_are_judged() -> None:
    def entry(number: int, other: int) -> Tree:
        encounter = minimal("Encounter") | {
            "meta": {"profile": [f"{PZP}Encounter"]},
            "reasonReference": [{"reference": urn(other)}],
        }
        procedure = minimal("Procedure") | {
            "meta": {"profile": [f"{PZP}Procedure"]},
            "encounter": {"reference": urn(other)},
        }
        return {"fullUrl": urn(number), "resource": encounter if number % 2 else procedure}

    for entries in ([entry(0, 0), entry(1, 1)], [entry(0, 1), entry(1, 0)]):
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        with within(1):
            judged(bundle)


def test_twelve_hundred_entries_that_all_refer_to_each_other_are_judged() -> None:
    bundle = everyone_knows_everyone()
    with within(10):
        found = judged(bundle)
    assert [one.text for one in found if one.severity == "error"] == []


def everyone_knows_everyone() -> Tree:
    """A Bundle of 1,000 talks and 200 acts, each of which names all acts: 280,000 references."""
    acts = [{"reference": urn(number)} for number in range(ACTS)]
    act = {
        "resourceType": "Procedure",
        "meta": {"profile": [f"{PZP}Procedure"]},
        "status": "completed",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "713603004"}]},
        "subject": {"reference": "Patient/1"},
        "encounter": {"reference": urn(ENTRIES - 1)},
        "partOf": acts,
        "reasonReference": acts,
    }
    talk = {
        "resourceType": "Encounter",
        "meta": {"profile": [f"{PZP}Encounter"]},
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "reasonReference": acts,
    }
    resources = [act] * ACTS + [talk] * (ENTRIES - ACTS)
    entries = [
        {"fullUrl": urn(number), "resource": dict(one)} for number, one in enumerate(resources)
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def test_an_identical_answer_comes_from_an_equal_resource() -> None:
    resource = consent() | {"meta": {"profile": [f"{PZP}TreatmentDirective"]}}
    before = copy.deepcopy(resource)
    first = judged(resource)
    assert resource == before
    assert judged(json.loads(json.dumps(before))) == first


def urn(number: int) -> str:
    return f"urn:uuid:00000000-0000-4000-8000-{number:012d}"

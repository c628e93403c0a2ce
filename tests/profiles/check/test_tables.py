"""The shipped tables say what the standard's facts say."""

from importlib.resources import files

from profiles.r4 import condense, tables
from tests.plugins.shared_data import shared_data


def shipped(name: str) -> str:
    return files("profiles.r4").joinpath(name).read_text("utf-8")


def test_the_shipped_tables_are_what_the_facts_condense_to() -> None:
    drawn = condense.condense_elements((shared_data("r4") / "elements.tsv").read_text("utf-8"))
    assert drawn == shipped("elements.tsv")
    codes = (shared_data("r4") / "value-sets.tsv").read_text("utf-8")
    assert condense.condense_codes(codes, drawn) == shipped("codes.tsv")
    elements = (shared_data("r4") / "elements.tsv").read_text("utf-8")
    assert condense.condense_modifiers(elements) == shipped("modifiers.tsv")
    keys = (shared_data("r4") / "invariants.tsv").read_text("utf-8")
    assert condense.condense_invariants(keys) == shipped("invariants.tsv")


def test_r4_has_its_146_resource_types_and_none_of_a_vendor() -> None:
    assert len(tables.resource_types()) == 146
    assert {"Patient", "Consent", "EffectEvidenceSynthesis"} <= tables.resource_types()
    names = {element.name for element in tables.elements("Meta")}
    assert names == {
        *("id", "extension", "versionId", "lastUpdated", "source", "profile", "security", "tag")
    }
    assert "Bot" not in shipped("elements.tsv")


def test_every_type_and_target_that_is_named_is_known() -> None:
    known = tables.bases().keys() | {"System.String", "Element", "BackboneElement"}
    for root in tables.bases():
        for element in tables.elements(root):
            assert element.targets <= tables.resource_types() | {"Resource", "MetadataResource"}
            for kind in element.types:
                assert kind in known or kind[0].islower(), element.path


def test_every_required_value_set_that_r4_lists_has_codes() -> None:
    assert len(tables.value_sets()) > 200
    statuses = tables.value_sets()["http://hl7.org/fhir/ValueSet/consent-state-codes"]
    assert ("http://hl7.org/fhir/consent-state-codes", "active") in statuses

"""One thing of the guide, by whatever release's name."""

import pytest

from profiles.dialect import NEW, OLD, in_each_dialect, is_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("StructureDefinition/ACP-Patient", "StructureDefinition/ACP-Patient"),
        (
            "StructureDefinition/ACP-Medical-Policy-Goal",
            "StructureDefinition/ACP-MedicalPolicyGoal",
        ),
        (
            "StructureDefinition/ACP-OtherImportantInformation|0.1.0",
            "StructureDefinition/ACP-SenseOfPurpose",
        ),
        ("ValueSet/ACP-EuthanasiaStatement", "ValueSet/ACP-PositionRegardingEuthanasiaVS"),
        ("ValueSet/ACP-MedicalPolicyGoalVS", "ValueSet/ACP-MedicalPolicyGoal|1.0.0-rc3"),
        ("Questionnaire/ACP-zib2020|0.1.3-beta3", "Questionnaire/ACP-zib2020|1.0.0-rc3"),
    ],
)
def test_each_name_of_one_thing_leads_to_the_others(one: str, other: str) -> None:
    names = {f"{base}{name}".partition("|")[0] for base in (OLD, NEW) for name in (one, other)}
    for base in (OLD, NEW):
        assert names <= in_each_dialect(base + one)
        assert names <= in_each_dialect(base + other)
        assert is_of(base + one, NEW + other.partition("|")[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{OLD}StructureDefinition/ACP-Patient", f"{NEW}StructureDefinition/ACP-Procedure"),
        (f"{OLD}ValueSet/ACP-MedicalPolicyGoal", f"{NEW}StructureDefinition/ACP-MedicalPolicyGoal"),
        ("http://x.example/ACP-Patient", f"{NEW}StructureDefinition/ACP-Patient"),
        (f"{OLD}StructureDefinition/ACP-PatientVS", f"{NEW}StructureDefinition/ACP-Patient"),
    ],
)
def test_what_is_another_thing_is_not_taken_for_it(one: str, other: str) -> None:
    assert not is_of(one, other)


def test_of_another_publisher_a_canonical_is_itself_alone() -> None:
    assert in_each_dialect("http://x.example/a|1") == {"http://x.example/a"}

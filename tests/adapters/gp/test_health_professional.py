"""Who had the talk."""

from typing import Any

from profiles import systems
from tests.adapters.gp.records import (
    JsonObject,
    a_form,
    a_record,
    answered,
    coded,
    item,
    mapped,
    text,
)

ROLE, PRACTITIONER = "exported/PractitionerRole", "exported/Practitioner"


def test_nobody_is_made_up_as_professional() -> None:
    resources = answered(item("1190", text("Rust")))

    assert not {ROLE, PRACTITIONER} & resources.keys()
    assert "performer" not in resources["observation/153851000146100"]


def _practice(**agb: Any) -> list[JsonObject]:
    practitioner = {
        "resourceType": "Practitioner",
        "id": "huissen",
        "identifier": [{"system": systems.AGB_SYSTEM, "value": "01999999"}],
        **agb,
    }
    practice = {
        "resourceType": "Organization",
        "id": "practice",
        "identifier": [{"system": systems.URA_SYSTEM, "value": "90000001"}],
        "name": "Huisartsenpraktijk De Sluis",
    }
    return [practitioner, practice]


def test_a_professional_at_a_practice_is_one_role_whichever_form_names_it() -> None:
    first, second = (
        mapped(a_record(a_form(identifier={"value": key}), *_practice()))[ROLE]
        for key in ("form-1", "form-2")
    )

    assert first["identifier"] == second["identifier"]
    assert first["organization"]["reference"].startswith("urn:uuid:")


def test_the_forms_name_and_function_fill_what_the_export_lacks() -> None:
    function = item("1405", coded(systems.UZI_ROLE, "01.015"))
    form = a_form(item("970", text("Huissen")), function)

    resources = mapped(a_record(form, *_practice()))

    assert resources[PRACTITIONER]["name"][0]["family"] == "Huissen"
    assert resources[PRACTITIONER]["identifier"] == [
        {"system": systems.AGB_SYSTEM, "value": "01999999"}
    ]
    assert resources[ROLE]["specialty"][0]["coding"][0]["code"] == "01.015"

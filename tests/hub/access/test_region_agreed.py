"""What the region agrees on where the law leaves it room, by settings; each strict where unset."""

from typing import Any

import pytest

from hub.app import agreed
from hub.settings import Settings
from hub.wiring import transfer_points

AGREED: list[tuple[dict[str, Any], str, Any, Any]] = [
    ({"mitz_deny": "overrules"}, "mitz_deny_overrules", False, True),
    ({"emergency_objections": "open"}, "emergency_opens_objections", False, True),
    ({"minors": "self12"}, "minor_mode", "both", "self12"),
    ({"desk_form": "kept"}, "desk_form", True, False),
    ({"desk_second_person": "no"}, "desk_second_person", True, False),
    # The law wants him to know who; a region may say that the organisation tells the name.
    ({"log_names": "on-request"}, "staff_named", True, False),
]


@pytest.mark.parametrize(("setting", "policy", "unset", "made"), AGREED)
def test_a_setting_is_what_is_decided_by(
    settings: Settings, setting: dict[str, Any], policy: str, unset: object, made: object
) -> None:
    [name] = setting
    shipped = settings.model_copy(update={name: Settings.model_fields[name].default})
    other = settings.model_copy(update=setting)

    assert [getattr(agreed(one)[0], policy) for one in (shipped, other)] == [unset, made]


def test_each_transfer_point_is_of_a_sub_region(settings: Settings) -> None:
    several = settings.model_copy(update={"transfer_points": "80000001=almere,80000002=urk"})

    assert transfer_points(settings) == {}
    assert transfer_points(several) == {"80000001": "almere", "80000002": "urk"}


@pytest.mark.parametrize(
    ("name", "kind"), [("emergencies", "person"), ("organization_emergencies", "organization")]
)
def test_so_many_emergencies_an_hour_are_what_the_region_says(
    settings: Settings, name: str, kind: str
) -> None:
    most = agreed(settings.model_copy(update={name: 3}))[1].most
    assert getattr(most, kind) == 3

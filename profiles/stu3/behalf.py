"""On whose behalf somebody asks, as STU3 says it and R4 keeps it beside the requester.

https://hl7.org/fhir/STU3/task.html
"""

from collections.abc import Mapping
from typing import Any

from profiles.resource.read import element, objects
from profiles.stu3.kept import url_of
from profiles.stu3.release import stu3

_URL = url_of(stu3(), "Task.requester", "onBehalfOf")


def behalf_of(requester: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The reference to the organisation; None where none is said."""
    for one in objects(requester.get("extension")):
        if one.get("url") == _URL:
            return element(one, "valueReference")
    return None


def on_behalf(requester: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """The requester, on behalf of the one that is named."""
    others = [one for one in objects(requester.get("extension")) if one.get("url") != _URL]
    return {**requester, "extension": [*others, {"url": _URL, "valueReference": dict(named)}]}

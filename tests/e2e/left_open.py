"""What a running demo leaves for who opens /rtp."""

from pathlib import Path
from typing import Any

from hub.demo.organizations import TRANSFER_POINT
from hub.demo.person import doctor
from hub.demo.place import Place
from hub.demo.place_sought import RTP
from hub.demo.placing import CANDIDATES, ORGANIZATIONS
from hub.demo.token import asking, demo_client
from profiles.systems import URA_SYSTEM


def assert_a_place_is_sought(data_dir: Path, url: str) -> None:
    """A case that is open, and offers of it to who has still to answer, and to who said yes."""
    lead = f"{RTP}/CodeSystem/task-code|coordinate-placement"
    [case] = tasks_of(data_dir, url, TRANSFER_POINT, code=lead)
    offers = [tasks_of(data_dir, url, name, status="requested,accepted") for name in CANDIDATES]

    assert case["status"] == "in-progress"
    assert [[one["status"] for one in tasks] for tasks in offers] == [
        ["requested"],
        [],
        ["accepted"],
    ]


def tasks_of(data_dir: Path, url: str, name: str, **more: str) -> list[dict[str, Any]]:
    """Those that are open in this client's list."""
    nurse = doctor("900000606", "30.000", purpose="COC")
    claims = {"ihe_iua": nurse.claims()}
    owner = {"owner:identifier": f"{URA_SYSTEM}|{ORGANIZATIONS[name].ura}"}
    with asking(url, demo_client(Place(data_dir), name), claims) as fhir:
        answer = fhir.get("Task", params={**owner, **more})
    assert answer.status_code == 200, answer.text
    return [one["resource"] for one in answer.json().get("entry", [])]

"""What is there to write beside: one source with one resource of each type, and what is around."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.builders import (
    a_bsn,
    a_goal,
    a_patient,
    a_privacy_consent,
    a_treatment_directive,
)
from tests.conformance.agreeing.edits import Tree, nodes
from tests.conformance.agreeing.spoiling import Around
from tests.conformance.instances import ELSEWHERE, an_instance
from tests.conformance.others import others
from tests.conformance.shelf import KINDS, Shelf, a_shelf, written
from tests.hub.dossier import (
    a_dossier,
    a_practitioner,
    address,
    an_observation,
    an_organization,
    kept_by,
)
from tests.plugins.hub import Caller, Region
from tests.plugins.shared_data import SHARED


@dataclass(frozen=True)
class Ground:
    """Who writes, what is sound to begin with, what stands here, and what is around it."""

    source: Caller
    shelf: Shelf
    around: Around
    sound: list[Tree]

    def begun(self, chance: Random) -> Tree:
        """One to spoil: of every type as often as of every other."""
        kind = chance.choice(KINDS)
        return copy.deepcopy(
            chance.choice([one for one in self.sound if one["resourceType"] == kind])
        )


async def a_ground(region: Region) -> Ground:
    """A new one."""
    shelf = await a_shelf(region)
    source, own = shelf.source, shelf.places["Patient"]
    patient = json.loads(shelf.sent["Patient"])
    bsn = patient["identifier"][-1]["value"]
    practitioner = address(await source.post(a_practitioner("900000018")))
    around = Around(
        places={
            "patient": own,
            "other": (await kept_by(source, a_bsn())).patient,
            "hidden": (await a_dossier(region)).patient,
            "practitioner": practitioner,
            "goal": address(await source.post(a_goal(own))),
        },
        bsn=bsn,
        server=source.running.settings.public_url + "/fhir",
    )
    whole = [one for kind in KINDS for one in (an_instance(kind, own), *others(kind, own))]
    made = [json.loads(written(one)) for one in whole if one["resourceType"] != "Patient"]
    sound = [*made, patient, *_house(own, bsn, source.ura), *_national(own)]
    return Ground(source, shelf, around, sound)


def _house(own: str, bsn: str, ura: str) -> Iterator[Tree]:
    """What the hub looks at more closely."""
    yield a_patient(bsn)
    yield a_goal(own)
    yield an_observation(own)
    yield a_treatment_directive(own)
    yield a_privacy_consent(own, holder=ura, category="RPZAC104")
    yield a_practitioner("900000018")
    yield an_organization(ura)


def _national(own: str) -> Iterator[Tree]:
    """Examples that others publish, where they are beside the checkout, of the inhabitant here."""
    for folder in ("pzp-examples", "nictiz-examples"):
        for path in sorted(SHARED.joinpath(folder).glob("*.json")):
            resource = json.loads(path.read_bytes())
            if resource["resourceType"] in KINDS:
                yield _moved_in(resource, own)


def _moved_in(resource: Tree, own: str) -> Tree:
    """What it refers to is elsewhere, its Patient the one who is here, and its people our own.

    A name of theirs, or what is said of what it refers to, may be a piece of any sentence, and
    would be taken for a leak.
    """
    resource.pop("id", None)
    for _, node in list(nodes(resource)):
        if isinstance(node, dict) and "family" in node:
            node["family"] = "Duinroos"
        said: Any = node.get("reference") if isinstance(node, dict) else None
        if isinstance(said, str) and "display" in node:
            node["display"] = "Duinroos"
        if isinstance(said, str) and not said.startswith("#"):
            node["reference"] = own if said.startswith("Patient/") else f"{ELSEWHERE}/{said}"
    return resource

"""What is judged: the national examples, their mutants, and a Bundle of 1,200 entries."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from profiles.identifiers import is_bsn
from tests.plugins.shared_data import shared_data
from tests.profiles.mutants.material import bases, harvest, published

ENTRIES = 1_200
GUIDE = "pzp-examples"
BSN = "999911120"
_NAMES = uuid.UUID("3f0c2a52-6f6e-4d3e-8d6c-7f0d3f8b1a10")


@dataclass(frozen=True, slots=True)
class Material:
    """`mutants` are those that must be refused, `timed` the guide's resources alone.

    `origins` are the examples of the mutants, by the profile that is broken.
    """

    examples: list[dict[str, Any]]
    mutants: list[dict[str, Any]]
    origins: list[dict[str, Any]]
    origin: list[int]
    timed: list[dict[str, Any]]
    bundle: dict[str, Any]


def material() -> Material:
    """Read beside the checkout; skipped, as tests are, where it is missing."""
    guide = {path.stem for path in shared_data(GUIDE).glob("*.json")}
    talk = [one.resource for one in published() if one.name in guide]
    broken = [one for one in harvest().mutants if one.expression and one.severity == "error"]
    places = {(one.name, one.profile): place for place, one in enumerate(bases())}
    profiled = [one for one in talk if one.get("meta", {}).get("profile")]
    return Material(
        examples=[one.resource for one in published()],
        mutants=[one.resource for one in broken],
        origins=[one.resource for one in bases()],
        origin=[places[one.example, one.profile] for one in broken],
        timed=profiled,
        bundle=talks(talk),
    )


def talks(talk: list[dict[str, Any]], entries: int = ENTRIES) -> dict[str, Any]:
    """A Bundle of as many copies of one talk as fit, each of another inhabitant.

    It is what a search finds, since what is sent may be about one inhabitant only.
    """
    copies = -(-entries // len(talk))
    numbers = islice(_bsns(), copies)
    made = [entry for bsn in numbers for entry in _copied(talk, bsn)]
    return {"resourceType": "Bundle", "type": "searchset", "entry": made[:entries]}


def _copied(talk: list[dict[str, Any]], copy: str) -> list[dict[str, Any]]:
    """The talk under fresh ids, its references by those; another BSN and family name."""
    text = json.dumps(talk)
    urls = {}
    for one in talk:
        address = f"{one['resourceType']}/{one['id']}"
        urls[address] = f"urn:uuid:{uuid.uuid5(_NAMES, f'{copy} {address}')}"
        text = text.replace(f'"reference": "{address}"', f'"reference": "{urls[address]}"')
    text = text.replace("Hartman", f"Hartman{copy}").replace(BSN, copy)
    resources = json.loads(text)
    return [
        {
            "fullUrl": urls[f"{original['resourceType']}/{original['id']}"],
            "resource": one | {"id": f"{copy}-{original['id']}"[:64]},
        }
        for original, one in zip(talk, resources, strict=True)
    ]


def _bsns() -> Iterator[str]:
    """Numbers of the test range that pass the 11-test."""
    return (number for number in map(str, range(999900000, 999999999)) if is_bsn(number))

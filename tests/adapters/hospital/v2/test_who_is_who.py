"""Random messages of three persons, some with another's BSN or number: nothing is ever mixed.

HUB_TEST_SEED=<seed> repeats them, RANDOM_ORDERS is how many runs there are.
"""

import os
import re
import secrets
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from tests.adapters.hospital.v2.fixtures import Reception
from tests.adapters.hospital.v2.messages import Person, evn, msh, pv1

RUNS = int(os.environ.get("RANDOM_ORDERS", "15"))
SEED = os.environ.get("HUB_TEST_SEED") or secrets.token_hex(4)
STEPS, FIRST = 25, "20261001000000"


class People:
    """Three persons of three numbers each; the first number came with the BSN."""

    def __init__(self) -> None:
        self.each = [[Person("", born=f"194{n}0101") for _ in range(3)] for n in range(3)]
        self.bsns = [Person().bsn for _ in self.each]
        names = {one.number: n for n, numbers in enumerate(self.each) for one in numbers}
        self.owners = names | {bsn: n for n, bsn in enumerate(self.bsns)}

    def named_in(self, node: Any) -> set[int]:
        """Whose numbers stand in a parcel."""
        texts = set(_texts(node))
        pieces = {piece for text in texts for piece in re.split("[/-]", text)}
        return {owner for name, owner in self.owners.items() if name in pieces}


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("value"), str):
            yield node["value"]
        node = list(node.values())
    for one in node if isinstance(node, list) else ():
        yield from _texts(one)


def _national(bsn: str, verified: str = "20250301") -> str:
    return f"{bsn}^^^NLMINBIZA^NNNLD^^{verified}"


def _begin(reception: Reception, people: People) -> None:
    for bsn, numbers in zip(people.bsns, people.each, strict=True):
        for place, one in enumerate(numbers):
            listed = one.listed() + ("" if place else f"~{_national(bsn)}")
            at = msh("ADT^A28", one.number, at=FIRST)
            reception.text(at, evn(FIRST), one.pid(listed=listed))


def _step(people: People, random: Random, number: int) -> list[str]:
    whose = random.randrange(3)
    one, verified = random.choice(people.each[whose]), random.choice(["20250301", ""])
    bsn = people.bsns[whose if random.random() < 0.8 else random.randrange(3)]
    listed = one.listed() + random.choice(["", f"~{_national(bsn, verified)}"])
    at = f"202611{random.randint(1, 28):02}{random.randrange(24):02}0000"
    event = random.choice(["A28", "A31", "A08", "A40", "A40"])
    message = [msh(f"ADT^{event}", f"S{number}", at=at), evn(at), one.pid(listed=listed)]
    if event == "A40":
        of = whose if random.random() < 0.7 else random.randrange(3)
        prior = f"{random.choice(people.each[of]).number}^^^ZKF^PI"
        return [*message, f"MRG|{random.choice([prior, prior, _national(people.bsns[of])])}"]
    visit = [pv1(f"V{one.number}")] if event == "A08" else []
    return [*message, *visit, f"ZBB|1|REA|{random.choice('NJ')}|20261101"]


@pytest.mark.parametrize("run", range(RUNS))
def test_no_parcel_names_two_persons(reception: Reception, run: int) -> None:
    random, people = Random(f"{SEED} {run}"), People()  # noqa: S311 - the same each time
    _begin(reception, people)
    for number in range(STEPS):
        reception.text(*_step(people, random, number))

    for target, body in reception.parcels():
        assert len(people.named_in(body)) <= 1, (target, f"HUB_TEST_SEED={SEED}")

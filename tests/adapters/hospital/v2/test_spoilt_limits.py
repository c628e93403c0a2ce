"""Limits whose parts are changed at random: each decision that is kept stands in its message.

HUB_TEST_SEED=<seed> repeats them, MUTATED_MESSAGES is how many.
"""

import os
import secrets
from random import Random

from adapters.hospital.v2.treatments import TREATMENTS
from adapters.hospital.verdict import Taken
from tests.adapters.hospital.v2.fixtures import Reception
from tests.adapters.hospital.v2.messages import Person, msh, obx

MESSAGES = int(os.environ.get("MUTATED_MESSAGES", "300"))
SEED = os.environ.get("HUB_TEST_SEED") or secrets.token_hex(4)
OBR = "OBR|1||R{}^ZISK|CODESTAT^x^ZKF|||20261120100000"
DECISIONS = {"JA": "permit", "NEE": "deny"}
PARTS = (
    "", '""', "JA", "NEE", "JA^doen^ZKFBESLUIT", "NEE^niet doen^ZKFBESLUIT", "89666000^x^SCT",
    "40617009^x^SCT", "REA^x^ZKF", "F", "C", "D", "W", "X", "P", "CE", "CWE", "ST", "TX",
)  # fmt: skip


def _changed(line: str, random: Random) -> str:
    fields = line.split("|")
    for _ in range(random.randint(0, 3)):
        place = random.choice([2, 3, 3, 5, 5, 5, 11, 11])
        old, part = fields[place], random.choice(PARTS)
        fields[place] = random.choice(
            [part, f"{old}~{part}", f"{old}^{part}", f"^^^{part}", old.lower(), f" {old}\n", old]
        )
    return "|".join(fields)


def _plain(text: str) -> list[str]:
    """Every piece of a field, whatever parts it."""
    for mark in "^&~\n":
        text = text.replace(mark, "|")
    return [piece.strip() for piece in text.split("|")]


def test_each_decision_that_is_kept_stands_in_its_message_and_no_clear_one_is_dropped(
    reception: Reception,
) -> None:
    random, kept = Random(SEED), 0  # noqa: S311 - the same each time
    for number in range(MESSAGES):
        codes = random.sample(sorted(TREATMENTS), 2)
        lines = [
            _changed(obx(f"{code}^x^SCT", f"{random.choice(['JA', 'NEE'])}^x^ZKFBESLUIT"), random)
            for code in codes
        ]
        where = f"message {number} of HUB_TEST_SEED={SEED}"
        reception.outbox.database.execute("DELETE FROM parcel")
        message = [msh("ORU^R01", str(number)), Person().pid(), OBR.format(number), *lines]
        taken = isinstance(reception.text(*message), Taken)
        found = _decisions(reception)
        assert taken or not found, where
        for code, decision in found.items():
            said = [line.split("|") for line in lines if code in _plain(line.split("|")[3])]
            assert any(DECISIONS.get(one) == decision for each in said for one in _plain(each[5]))
        for line in lines if taken else ():
            fields = line.split("|")
            if fields[11] == "F" and fields[5] in {"JA^x^ZKFBESLUIT", "NEE^x^ZKFBESLUIT"}:
                for code in {fields[3].partition("^x^SCT")[0]} & TREATMENTS.keys():
                    assert found.get(code) == DECISIONS[fields[5].partition("^")[0]], where
        kept += len(found)
    assert kept > MESSAGES / 2


def _decisions(reception: Reception) -> dict[str, str]:
    resources = [
        entry["resource"] for _, body in reception.parcels() for entry in body.get("entry", [])
    ]
    return {
        code: one["provision"]["type"]
        for one in resources
        if one["resourceType"] == "Consent" and "type" in one["provision"]
        if (code := one["provision"]["code"][0]["coding"][0]["code"]) in TREATMENTS
    }

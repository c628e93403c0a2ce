"""A PGO that is not ours: a process of its own, of httpx and joserfc, and of what is documented."""

import ast
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import (
    a_bsn,
    a_goal,
    a_patient,
    a_privacy_consent,
    a_transaction,
    registered_with,
    urn,
)
from tests.e2e.people import token_of
from tests.e2e.systems import DOCTOR, System
from tests.e2e.two import Two
from tests.e2e.walking import an_app, walk, walk_for_another, write_keys

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
FOLDER = Path(__file__).parent / "pgo"
STRANGERS = {"httpx", "joserfc", "tests.e2e.pgo"}


@dataclass
class Home:
    """An inhabitant with two goals at a practice, and a doctor elsewhere."""

    two: Two
    practice: System
    doctor: System
    bsn: str
    patient: str
    wishes: list[str]

    @property
    def doctors_ura(self) -> str:
        return self.doctor.ura

    @classmethod
    async def of(cls, two: Two, born: str) -> "Home":
        practice, doctor, bsn = await two.system(), await two.system(DOCTOR), a_bsn()
        entries = [
            (a_patient(bsn, birthDate=born, **registered_with(practice.ura)), "POST Patient"),
            (a_goal(urn(0)), "POST Goal"),
            (a_goal(urn(0)), "POST Goal"),
        ]
        pushed = await practice.call(two.one.url, "POST", "", json=a_transaction(*entries))
        names = [one["response"]["location"].split("/_")[0] for one in pushed.json()["entry"]]
        return cls(two, practice, doctor, bsn, names[0].partition("/")[2], names[1:])

    async def proposes(self) -> str:
        """The practice writes down, over the data of all, what is for the inhabitant to confirm."""
        said = a_privacy_consent(f"Patient/{self.patient}", user=self.doctor.ura, status="proposed")
        answer = await self.practice.call(self.two.one.url, "POST", "Consent", json=said)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["Location"].split("/Consent/")[1].split("/")[0])

    async def doctor_sees(self) -> bool:
        """At the other process, at once."""
        url, path = self.two.other.url, f"Goal?patient={self.patient}"
        answer = await self.doctor.call(url, "GET", path, await self.doctor.token(self.two.one.url))
        found = [
            one["resource"]
            for one in answer.json().get("entry", [])
            if one["search"]["mode"] == "match"
        ]
        assert len(found) in {0, len(self.wishes)}
        return {f"Goal/{one['id']}" for one in found} == {*self.wishes}


def test_it_is_made_of_nothing_of_ours() -> None:
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                known = name.partition(".")[0] in sys.stdlib_module_names
                assert known or any(name.startswith(one) for one in STRANGERS), (path.name, name)


async def test_what_a_pgo_does_with_a_token(two: Two, tmp_path: Path) -> None:
    key, _ = write_keys(tmp_path)
    himself, child = await Home.of(two, "1948-03-01"), await Home.of(two, a_child())
    async with an_app(f"{two.one.url}/fhir", key) as app:
        thumbprint = (await app("key"))["thumbprint"]
        await app(
            "hold", access=token_of(two.one, himself.bsn, key=thumbprint), patient=himself.patient
        )
        await walk(app, himself)

        await app(
            "hold",
            access=token_of(two.one, child.bsn, ground="parent", key=thumbprint),
            patient=child.patient,
        )
        await walk_for_another(app, child)

        others = token_of(two.one, himself.bsn, key="A" * 43)  # bound to the key of another app
        await app("hold", access=others, patient=himself.patient)
        assert (await app("read"))["http"] == 401


def a_child() -> str:
    return f"{datetime.now(UTC).year - 8}-01-01"

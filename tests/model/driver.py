"""Takes a dossier to a running hub by real calls, and tells where hub and model disagree."""

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from hub.ledger.record import Ground as Decided
from hub.storage.own_id import word_of
from profiles import systems
from tests.builders import a_bsn, a_transaction
from tests.model.answers import answer_in, answered, is_followed
from tests.model.consent_model import Asker, Ground, Model, Organisation
from tests.model.dossiers import a_plan, kinds_of_organisation
from tests.model.plan import Plan
from tests.model.questions import Answer, Question, Questions
from tests.model.record import Record, View, label_of_push
from tests.model.resources import SEARCHED_KINDS, Push
from tests.plugins.hub import Caller, Region

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


async def disagreements(region: Region, seed: str, model: Model | None = None) -> list[str]:
    """Everything in which the hub differs from the model on the dossier of this seed."""
    while True:
        rng = random.Random(seed)  # noqa: S311 -- it draws dossiers, not keys
        day = today(region)
        organisations = [
            Organisation((await region.organization(kind)).ura, kind)
            for kind in kinds_of_organisation(rng)
        ]
        plan = a_plan(rng, organisations, a_bsn, day)
        drive = Drive(region, plan, day, model or Model(), rng)
        await drive.all()
        if today(region) == day:  # else midnight passed, and choices began and ended meanwhile
            return drive.found


def today(region: Region) -> date:
    """The day in the Netherlands: by it choices are in force."""
    return region.running.clock().astimezone(AMSTERDAM).date()


@dataclass(slots=True)
class Drive:
    """One dossier on its way through the hub."""

    region: Region
    plan: Plan
    day: date
    model: Model
    rng: random.Random
    record: Record = field(default_factory=Record)
    found: list[str] = field(default_factory=list)
    labels: dict[str, tuple[str, Asker, str]] = field(default_factory=dict)
    asked: dict[str, tuple[Asker, list[Question]]] = field(default_factory=dict)
    keyed: dict[UUID, set[str | None]] = field(default_factory=dict)

    async def all(self) -> None:
        """Every step, a look around in the middle and at the end, and then the ledger."""
        keyring = self.region.running.access.keyring
        self.record.tag = lambda custodian: word_of(keyring, custodian)
        self.record.known = {one.ura: one for one in self.plan.organisations}
        for step in self.plan.steps:
            if step is None:
                await self.look_around(self.plan.askers[:3], 8)
            elif not await self.push(step):
                return  # what follows would build on it
        await self.look_around(self.plan.askers, 12, alone=True)
        await self.ledger()

    def caller(self, asker: Asker) -> Caller:
        """The asker as one that can call."""
        who = asker.of
        purpose = asker.purpose if asker.role else None  # no token of a system states one
        return Caller(self.region.running, who.ura, who.kind, asker.role, purpose)

    def note(self, where: str, asker: Asker, expected: object, got: object) -> None:
        """Keep a difference."""
        if expected != got:
            self.found.append(f"{where}\n    {asker}\n    model {expected}\n    hub   {got}")

    async def push(self, step: Push) -> bool:
        """One transaction, which must be taken; what is new by it the model says too."""
        label = label_of_push(
            self.model, self.record, [item.version for item in step.items], self.day
        )
        bundle = a_transaction(*((item.body, item.request) for item in step.items))
        for item, entry in zip(step.items, bundle["entry"], strict=True):
            # What an inhabitant chose is changed by who has read it.
            if item.version.says is not None and self.record.versions.get(item.version.address):
                entry["request"]["ifMatch"] = f'W/"{self.newest(item.version)}"'
        new = step.apply(self.record)
        answer = await self.caller(step.source).transaction(bundle)
        said = [item.request for item in step.items]
        if answer.status_code != 200:
            self.note(f"push {said}", step.source, 200, (answer.status_code, answer.text))
            return False
        stored = [f"{one['response'].get('etag', '')[3:-1]}" for one in answer.json()["entry"]]
        newest = [str(self.newest(item.version)) for item in step.items]
        self.note(f"versions of {said}", step.source, newest, stored)
        if label and new and any(one.content is not None for one in new):
            name = answer.headers["X-Request-Id"]
            self.labels[name] = (f"label of {said}", step.source, label)
        return True

    def newest(self, said: Any) -> int:
        """The number of the newest version by this source."""
        own = [
            one.number
            for one in self.record.versions[said.address]
            if one.custodian == said.custodian
        ]
        return own[-1]

    async def look_around(self, askers: list[Asker], size: int, *, alone: bool = False) -> None:
        """These askers ask so many questions about everyone of whom there is something."""
        for asker in askers:
            view = View(self.model, self.record, asker, self.day)
            for inhabitant in range(len(self.plan.bsns)):
                if f"inhabitant {inhabitant}" in self.record.shared:
                    questions = Questions(view, inhabitant).all()
                    await self.batch(asker, self.rng.sample(questions, size))
                    if alone:
                        await self.by_bsn(asker, view, inhabitant)
                        await self.alone(asker, self.rng.sample(questions, 2))
                        await self.by_pages(asker, view, inhabitant)

    async def batch(self, asker: Asker, questions: list[Question]) -> None:
        """Many questions in one call; the ledger has a row for each."""
        name = f"model-{secrets.token_urlsafe(9)}"
        entries = [{"request": {"method": "GET", "url": one.url}} for one in questions]
        bundle = {"resourceType": "Bundle", "type": "batch", "entry": entries}
        answer = await self.caller(asker).transaction(bundle, x_request_id=name)
        if answer.status_code != 200:
            self.note("batch", asker, 200, (answer.status_code, answer.text))
            return
        self.asked[name] = asker, questions
        for question, entry in zip(questions, answer.json()["entry"], strict=True):
            self.note(f"in a batch {question.url}", asker, question.answer, answer_in(entry))

    async def alone(self, asker: Asker, questions: list[Question]) -> None:
        """A few questions by a call each."""
        for question in questions:
            answer = await self.caller(asker).get(question.url)
            self.note(f"GET {question.url}", asker, question.answer, answered(answer))

    async def by_bsn(self, asker: Asker, view: View, inhabitant: int) -> None:
        """By POST, since a BSN stands in no URL; it leads by way of the Patient."""
        number = f"{systems.BSN_SYSTEM}|{self.plan.bsns[inhabitant]}"
        kind = self.rng.choice(SEARCHED_KINDS)
        for kind_asked, name in (("Patient", "identifier"), (kind, "patient.identifier")):
            answer = await self.caller(asker).find(kind_asked, **{name: number})
            patient = view.matches("Patient", inhabitant)
            matches = view.named(view.matches(kind_asked, inhabitant)) if patient else ()
            expected = Answer(200, matches, (), len(matches))
            if self.model.refused(asker):
                expected = Answer(403)
            where = f"POST {kind_asked}/_search by BSN"
            self.note(where, asker, expected, answered(answer))

    async def by_pages(self, asker: Asker, view: View, inhabitant: int) -> None:
        """Page by page, one entry each; the total is the same on each page."""
        by_kind = {kind: view.matches(kind, inhabitant) for kind in SEARCHED_KINDS}
        kind = max(by_kind, key=lambda one: len(by_kind[one]))
        if len(by_kind[kind]) < 2 or self.model.refused(asker):
            return
        seen: list[str] = []
        url: str | None = f"{kind}?patient={self.record.patient(inhabitant)}&_count=1"
        total = len(by_kind[kind])
        for _ in range(total + 1):
            if url is None:
                break
            page = await self.caller(asker).get(url)
            got = answered(page)
            self.note(f"total on a page of {kind}", asker, (200, total), (got.status, got.total))
            seen += got.matches
            url = is_followed(page)
        self.note(f"pages of {kind}", asker, view.named(by_kind[kind]), tuple(sorted(seen)))

    async def ledger(self) -> None:
        """The label of each push, and the rule of each read."""
        names = [*self.labels, *self.asked]
        rows = await self.region.running.left_behind(most=5_000)
        by_name: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
        for row in rows:
            if row["request_id"] in by_name:
                by_name[row["request_id"]].append(row)
        for name, (where, source, label) in self.labels.items():
            self.note(where, source, [label], [row["rule"] for row in by_name[name]])
        for name, (asker, questions) in self.asked.items():
            self.note("rows of a batch", asker, len(questions), len(by_name[name]))
            for question, row in zip(questions, by_name[name], strict=False):
                where = f"ledger of {question.url}"
                if question.refusal is not None:
                    self.note(where, asker, question.refusal, row["rule"])
                if question.grounds is not None and question.refusal is None:
                    self.grounds(where, asker, question.grounds, row["grounds"])

    def grounds(
        self,
        where: str,
        asker: Asker,
        expected: Mapping[str, frozenset[Ground]],
        decided: Sequence[Decided],
    ) -> None:
        """For each custodian one of the good grounds; a keyed id stands for one Consent."""
        self.note(where, asker, sorted(expected), sorted(one.custodian for one in decided))
        for one in decided:
            good = expected.get(one.custodian, frozenset())
            same = {
                consent
                for rule, consent, version in good
                if (rule, version) == (one.rule, one.version)
            }
            meant = self.keyed.setdefault(one.consent, same) if one.consent else {None}
            if not same & meant:
                got = one.rule, one.consent, one.version
                self.note(where, asker, (one.custodian, sorted(good, key=str)), got)
            elif one.consent:
                self.keyed[one.consent] = same & meant

"""Random dossiers: what sources push of one or two inhabitants, in the order of a plan.

A plan comes of a seed and of nothing else; only the numbers of organisations and inhabitants differ
from run to run, since a hub that is never emptied keeps the former ones.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from tests.model.choices import Choice
from tests.model.choosing import Choosing, Desk
from tests.model.consent_model import Asker, Model, Organisation
from tests.model.plan import Plan
from tests.model.record import Record, View
from tests.model.resources import (
    CLINICAL_KINDS,
    REFERENCE,
    Item,
    Kept,
    Push,
    a_deletion,
    a_word_on_the_patient,
    a_word_on_the_professional,
    put,
)

KINDS_OF_ORGANISATION = ("V4", "H1", "X3", "AMB")
DOCTOR = "01.015"


def kinds_of_organisation(rng: random.Random) -> list[str]:
    """Of which types the organisations of a dossier are; the first few of them keep it."""
    return [rng.choice(KINDS_OF_ORGANISATION) for _ in range(rng.randint(4, 5))]


def a_plan(
    rng: random.Random, organisations: list[Organisation], new_bsn: Callable[[], str], today: date
) -> Plan:
    """A dossier of these organisations."""
    custodians = organisations[: rng.randint(2, 4)]
    bsns = [new_bsn() for _ in range(rng.choice((1, 1, 2)))]
    plan = Plan(organisations, _askers(rng, organisations, custodians), bsns)
    making = Making(rng, plan, today)
    for inhabitant in range(len(bsns)):
        making.of(inhabitant, custodians)
    return plan


def _askers(
    rng: random.Random, organisations: list[Organisation], custodians: list[Organisation]
) -> list[Asker]:
    doctors = [Asker(one, DOCTOR, "TREAT") for one in organisations]
    other = rng.choice(organisations)
    odd = [
        Asker(other, DOCTOR, "COC"),
        Asker(other, DOCTOR, "PATRQT"),
        Asker(other, "00.000", "TREAT"),
        Asker(other, None, "TREAT"),
        Asker(other, "30.000", "TREAT"),
    ]
    systems = [Asker(rng.choice(custodians)), Asker(rng.choice(organisations))]
    return [*rng.sample(doctors, 3), rng.choice(systems), rng.choice(odd)]


@dataclass(slots=True)
class Making:
    """Draws the steps, and keeps a record of them to know what the next one can be."""

    rng: random.Random
    plan: Plan
    today: date
    record: Record = field(default_factory=Record)
    kept: dict[tuple[str, int], list[Kept]] = field(default_factory=dict)
    numbers: int = 0

    def of(self, inhabitant: int, custodians: list[Organisation]) -> None:
        """All that happens about one inhabitant."""
        rng = self.rng
        first, *others = rng.sample(custodians, rng.randint(2, len(custodians)))
        events: list[Callable[[], None]] = [
            *[lambda one=one: self.arrive(one, inhabitant) for one in others],
            *[lambda: self.choose(inhabitant)] * rng.choice((0, 1, 2, 3, 3, 4)),
            *[lambda: self.choose_again(inhabitant)] * rng.randint(0, 2),
            *[lambda: self.say_again(inhabitant)] * rng.randint(1, 2),
            *[lambda: self.delete(inhabitant)] * rng.choice((0, 1, 1, 2)),
            *[lambda: self.work_together(inhabitant)] * rng.randint(0, 1),
        ]
        rng.shuffle(events)
        events.insert(rng.randint(1, len(events)), lambda: self.plan.steps.append(None))
        self.arrive(first, inhabitant)
        for event in events:
            event()

    def push(self, source: Organisation, *items: Item) -> None:
        """One more step; the source's system pushes, or a professional of it."""
        professional = self.rng.random() < 0.5
        asker = Asker(source, DOCTOR, "TREAT") if professional else Asker(source)
        step = Push(asker, items)
        step.apply(self.record)
        self.plan.steps.append(step)

    def arrive(self, source: Organisation, inhabitant: int) -> None:
        """A source pushes its Patient, its professional and what it keeps."""
        ura, bsn = source.ura, self.plan.bsns[inhabitant]
        patient = a_word_on_the_patient(self.record, ura, inhabitant, bsn, self.text())
        uzi = f"8{self.plan.organisations[0].ura}"
        professional = a_word_on_the_professional(self.record, ura, uzi, self.text())
        mine = self.kept.setdefault((ura, inhabitant), [])
        bare = self.rng.random() < 0.15
        if self.rng.random() < 0.7 and not bare:
            mine.append(self.new("Encounter", source, inhabitant))
        if self.rng.random() < 0.4 and not bare:
            mine.append(self.new("RelatedPerson", source, inhabitant))
        for _ in range(0 if bare else self.rng.randint(0, 4)):
            mine.append(self.new(self.rng.choice(CLINICAL_KINDS), source, inhabitant))
        own = professional.request.removeprefix("PUT ")
        here = patient.request.removeprefix("PUT ")
        entries = [
            put(replace(one, refers_to=self.in_bundle(one, own)), ura, here, self.text())
            for one in mine
        ]
        self.push(source, patient, professional, *(self.landed(one, own) for one in entries))

    def in_bundle(self, kept: Kept, own: str) -> str | None:
        """Within its own bundle a source names the professional by its own id."""
        return own if kept.refers_to and kept.kind == "Observation" else kept.refers_to

    def landed(self, item: Item, own: str) -> Item:
        """The references follow to where the professional landed."""
        refers_to = {
            self.record.shared["the professional"] if one == own else one
            for one in item.version.refers_to
        }
        return replace(item, version=replace(item.version, refers_to=frozenset(refers_to)))

    def new(self, kind: str, source: Organisation, inhabitant: int) -> Kept:
        """A resource that the source will keep."""
        self.numbers += 1
        address = f"{kind}/r{self.numbers}{source.ura}"
        return Kept(kind, address, inhabitant, self.reference(kind, source, inhabitant))

    def reference(self, kind: str, source: Organisation, inhabitant: int) -> str | None:
        target = REFERENCE.get(kind)
        if target is None:
            return None
        if target == "Practitioner":
            return self.record.shared["the professional"]
        mine = self.kept[source.ura, inhabitant]
        encounters = [one.address for one in mine if one.kind == target]
        return self.rng.choice(encounters) if encounters else None

    def say_again(self, inhabitant: int) -> None:
        """A source says something anew, or repeats itself, or adds something."""
        source, mine = self.a_source(inhabitant)
        ura, patient = source.ura, self.record.patient(inhabitant)
        draw = self.rng.random()
        if draw < 0.25:
            text = self.text() if draw < 0.2 else self.last_word(patient, ura)
            bsn = self.plan.bsns[inhabitant]
            self.push(source, a_word_on_the_patient(self.record, ura, inhabitant, bsn, text))
        elif draw < 0.5 and self.foreign_encounters(source, inhabitant):
            self.refer_to_another(source, inhabitant)
        elif draw < 0.65:
            one = self.new(self.rng.choice(CLINICAL_KINDS), source, inhabitant)
            mine.append(one)
            self.push(source, put(one, ura, patient, self.text()))
        elif clinical := [one for one in mine if one.choice is None]:
            some = self.rng.sample(clinical, min(len(clinical), 2))
            self.push(source, *(put(one, ura, patient, self.text()) for one in some))

    def foreign_encounters(self, source: Organisation, inhabitant: int) -> list[str]:
        """Encounters of others that a professional of this source sees, so may refer to."""
        view = View(Model(), self.record, Asker(source, DOCTOR, "TREAT"), self.today)
        seen = view.matches("Encounter", inhabitant)
        return [one.address for one in seen if one.custodian != source.ura]

    def refer_to_another(self, source: Organisation, inhabitant: int) -> None:
        """A professional pushes a Procedure at a contact that another source keeps."""
        encounter = self.rng.choice(self.foreign_encounters(source, inhabitant))
        one = replace(self.new("Procedure", source, inhabitant), refers_to=encounter)
        item = put(one, source.ura, self.record.patient(inhabitant), self.text())
        step = Push(Asker(source, DOCTOR, "TREAT"), (item,))
        step.apply(self.record)
        self.plan.steps.append(step)

    def work_together(self, inhabitant: int) -> None:
        """One source lets another in, which refers to its contact; mostly it is closed again."""
        source, mine = self.a_source(inhabitant)
        other, _ = self.a_source(inhabitant)
        if source == other or not any(one.kind == "Encounter" for one in mine):
            return
        choice = Choice(permit=True, holders=(source.ura,), users=(other.ura,))
        self.record_choices(source, inhabitant, choice)
        if self.foreign_encounters(other, inhabitant):
            self.refer_to_another(other, inhabitant)
        if self.rng.random() < 0.7:
            self.record_choices(source, inhabitant, replace(choice, permit=False))
        if self.rng.random() < 0.7:
            anyone = self.rng.choice(self.plan.askers).of.ura
            seen = replace(choice, holders=(other.ura,), users=(anyone,))
            if anyone != source.ura:
                self.record_choices(source, inhabitant, seen)

    def delete(self, inhabitant: int) -> None:
        """A source deletes something nobody refers to; last of all its word on the Patient."""
        bare = [
            ura
            for ura, whose in self.kept
            if whose == inhabitant and not self.keeps_more(ura, inhabitant)
        ]
        source, mine = self.a_source(inhabitant)
        if bare and len([one for one in self.kept if one[1] == inhabitant]) > 2:
            source = next(one for one in self.plan.organisations if one.ura == bare[0])
            del self.kept[source.ura, inhabitant]
            patient = Kept("Patient", self.record.patient(inhabitant), inhabitant)
            self.push(source, a_deletion(patient, source.ura))
            return
        free = [one for one in mine if one.choice is None and one.kind in CLINICAL_KINDS]
        if free:
            gone = self.rng.choice(free)
            mine.remove(gone)
            self.push(source, a_deletion(gone, source.ura))

    def keeps_more(self, ura: str, inhabitant: int) -> bool:
        """Whether a source keeps anything beside its word on the Patient."""
        return any(
            (one.custodian, one.inhabitant) == (ura, inhabitant) and one.content is not None
            for address in self.record.versions
            for one in self.record.current(address)
            if one.kind != "Patient"
        )

    def choose(self, inhabitant: int) -> None:
        """A source records a choice of the inhabitant, or two."""
        source, _ = self.a_source(inhabitant)
        number = self.rng.choice((1, 1, 1, 2))
        choices = [self.a_choice(source, inhabitant) for _ in range(number)]
        self.record_choices(source, inhabitant, *choices)
        if self.rng.random() < 0.4:
            self.say_again(inhabitant)

    def record_choices(self, source: Organisation, inhabitant: int, *choices: Choice) -> None:
        """One push of new privacy Consents."""
        items = []
        for choice in choices:
            self.numbers += 1
            one = Kept("Consent", f"Consent/c{self.numbers}{source.ura}", inhabitant, None, choice)
            self.kept[source.ura, inhabitant].append(one)
            items.append(put(one, source.ura, self.record.patient(inhabitant), self.text()))
        self.push(source, *items)

    def choose_again(self, inhabitant: int) -> None:
        """A recorded choice is withdrawn, turned round, or otherwise said anew."""
        source, mine = self.a_source(inhabitant)
        choices = [one for one in mine if one.choice is not None]
        if not choices:
            return
        old = self.rng.choice(choices)
        assert old.choice is not None
        choice = replace(old.choice, status="inactive")
        here = {f"res:{one}" for one in self.nameable(source, inhabitant)}
        other = old.choice.exception.data if old.choice.exception else ()
        gone = any(one.startswith("res:") and one not in here for one in old.choice.data + other)
        if gone or self.rng.random() < 0.4:
            choice = self.a_choice(source, inhabitant)
        elif old.choice.status == "inactive":
            choice = replace(old.choice, status="active")
        one = replace(old, choice=choice)
        mine[mine.index(old)] = one
        self.push(source, put(one, source.ura, self.record.patient(inhabitant), self.text()))

    def a_choice(self, recorder: Organisation, inhabitant: int) -> Choice:
        """A choice that this recorder can write down now."""
        mine = self.kept[recorder.ura, inhabitant]
        desk = Desk(
            recorder=recorder,
            nameable=self.nameable(recorder, inhabitant),
            former=[
                one.choice
                for (_, whose), kept in self.kept.items()
                for one in kept
                if whose == inhabitant and one.choice is not None
            ],
            representatives=[one.address for one in mine if one.kind == "RelatedPerson"],
            custodians=sorted({ura for ura, _ in self.kept}),
        )
        return Choosing(self.rng, self.plan, desk, self.today).any()

    def nameable(self, recorder: Organisation, inhabitant: int) -> list[str]:
        """What the recorder can refer to: what it keeps itself, and the Patient."""
        mine = [one.address for one in self.kept[recorder.ura, inhabitant] if one.choice is None]
        return [*mine, self.record.patient(inhabitant)]

    def a_source(self, inhabitant: int) -> tuple[Organisation, list[Kept]]:
        """One of those that keep something of this inhabitant."""
        sources = [one for one in self.plan.organisations if (one.ura, inhabitant) in self.kept]
        source = self.rng.choice(sources)
        return source, self.kept[source.ura, inhabitant]

    def last_word(self, address: str, ura: str) -> str:
        """What the source said last."""
        own = [one for one in self.record.current(address) if one.custodian == ura]
        return str(own[-1].content)

    def text(self) -> str:
        self.numbers += 1
        return f"tekst {self.numbers}"

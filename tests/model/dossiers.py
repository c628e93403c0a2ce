"""Random dossiers: what sources push of one or two inhabitants, in the order of a plan.

A plan comes of a seed and of nothing else; only the numbers of organisations and inhabitants differ
from run to run, since a hub that is never emptied keeps the former ones.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tests.model.choices import Choice, Except
from tests.model.consent_model import ALL_DATA, TREATMENT_DATA, Asker, Model, Organisation
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
CATEGORIES = ("cat:RPZAC104", "cat:RPZAC001", "cat:RPZAC004")
DOCTOR = "01.015"


@dataclass(slots=True)
class Plan:
    """What happens, step by step; None is a moment to look around."""

    organisations: list[Organisation]
    askers: list[Asker]
    bsns: list[str]
    steps: list[Push | None] = field(default_factory=list)


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
        Asker(other, DOCTOR, "ETREAT"),
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
            *[lambda: self.say_again(inhabitant)] * rng.randint(1, 3),
            *[lambda: self.delete(inhabitant)] * rng.randint(0, 1),
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
        if self.rng.random() < 0.7:
            mine.append(self.new("Encounter", source, inhabitant))
        if self.rng.random() < 0.4:
            mine.append(self.new("RelatedPerson", source, inhabitant))
        for _ in range(self.rng.randint(0, 4)):
            mine.append(self.new(self.rng.choice(CLINICAL_KINDS), source, inhabitant))
        # What it refers to of others it may only see once its own word is there: not in this push.
        own = f"{professional.request.removeprefix('PUT ')}"
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

    def delete(self, inhabitant: int) -> None:
        """A source deletes something that nothing refers to."""
        source, mine = self.a_source(inhabitant)
        free = [one for one in mine if one.choice is None and one.kind in CLINICAL_KINDS]
        if free:
            gone = self.rng.choice(free)
            mine.remove(gone)
            self.push(source, a_deletion(gone, source.ura))

    def choose(self, inhabitant: int) -> None:
        """A source records a choice of the inhabitant, or two."""
        source, mine = self.a_source(inhabitant)
        items = []
        for _ in range(self.rng.choice((1, 1, 1, 2))):
            self.numbers += 1
            choice = self.a_choice(source, inhabitant)
            one = Kept("Consent", f"Consent/c{self.numbers}{source.ura}", inhabitant, None, choice)
            mine.append(one)
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
        """A choice that the door takes: any, or one that a former choice has to be weighed with."""
        former = [
            one.choice
            for (_, whose), kept in self.kept.items()
            for one in kept
            if whose == inhabitant and one.choice is not None
        ]
        if former and self.rng.random() < 0.6:
            return self.rival(self.rng.choice(former), recorder, inhabitant)
        permit = self.rng.random() < 0.6
        choice = Choice(
            permit=permit,
            holders=self.holders(),
            users=self.users(recorder, alone=not permit),
            data=self.data(recorder, inhabitant),
        )
        choice = self.dated(choice)
        representatives = [
            one.address
            for one in self.kept[recorder.ura, inhabitant]
            if one.kind == "RelatedPerson"
        ]
        if representatives and not permit and self.rng.random() < 0.4:
            return replace(choice, representative=representatives[0])
        return self.with_exception(choice, recorder, inhabitant)

    def rival(self, former: Choice, recorder: Organisation, inhabitant: int) -> Choice:
        """The opposite of a former choice, as wide or wider or narrower in one respect."""
        rng, permit = self.rng, not former.permit
        choice = replace(former, permit=permit, representative=None, exception=None)
        narrowed = rng.choice(("holders", "users", "data", "data", "", ""))
        here = {f"res:{one}" for one in self.nameable(recorder, inhabitant)}
        if narrowed == "holders":
            choice = replace(choice, holders=self.holders())
        if narrowed == "users" or (permit and choice.users == (recorder.ura,)):
            choice = replace(choice, users=self.users(recorder, alone=not permit))
        if narrowed == "data" or not {one for one in choice.data if "res:" in one} <= here:
            choice = replace(choice, data=self.data(recorder, inhabitant))
        return self.dated(choice)

    def dated(self, choice: Choice) -> Choice:
        """Most choices are in force."""
        starts, ends = self.rng.choice(
            (
                *[(date(2026, 1, 1), None)] * 9,
                (self.today, self.today),
                (self.today - timedelta(days=9), self.today - timedelta(days=1)),
                (self.today + timedelta(days=1), None),
            )
        )
        status = self.rng.choice((*["active"] * 12, "inactive", "entered-in-error"))
        return replace(choice, status=status, starts=starts, ends=ends)

    def with_exception(self, choice: Choice, recorder: Organisation, inhabitant: int) -> Choice:
        """Sometimes an exception, that its base does not outweigh."""
        named_users = any(one.isdecimal() for one in choice.users)
        named_data = choice.data[0].startswith("res:")
        if self.rng.random() > 0.3 or named_users or named_data or choice.representative:
            return choice
        others = [one.ura for one in self.plan.organisations if one != recorder]
        possible = [Except(users=(self.rng.choice(others),))]
        named = self.nameable(recorder, inhabitant)
        possible.append(Except(data=(f"res:{self.rng.choice(named)}",)))
        if not choice.permit:
            possible.append(Except(emergency=True))
        return replace(choice, exception=self.rng.choice(possible))

    def holders(self) -> tuple[str, ...]:
        uras = [one.ura for one in self.plan.organisations[:4]]
        return tuple(self.rng.sample(uras, self.rng.choice((0, 0, 1, 1, 2))))

    def users(self, recorder: Organisation, *, alone: bool) -> tuple[str, ...]:
        """Whom it is for; the recorder never alone, where `alone` does not let him."""
        uras = [one.ura for one in self.plan.organisations]
        users = self.rng.choice(
            (
                (),
                (self.rng.choice(CATEGORIES),),
                (self.rng.choice(uras),),
                (self.rng.choice(uras),),
                (self.rng.choice(CATEGORIES), self.rng.choice(uras)),
            )
        )
        return () if users == (recorder.ura,) and not alone else users

    def data(self, recorder: Organisation, inhabitant: int) -> tuple[str, ...]:
        draw, named = self.rng.random(), self.nameable(recorder, inhabitant)
        if draw < 0.25:
            return (f"res:{self.rng.choice(named)}",)
        return (ALL_DATA,) if draw < 0.5 else (TREATMENT_DATA,)

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

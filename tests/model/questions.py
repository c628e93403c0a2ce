"""What an asker can ask of a dossier, and what the model says that he must get."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from tests.model.record import Version, View
from tests.model.resources import SEARCHED_KINDS

NOWHERE = "0b9a47e6-1a86-4b0c-9d55-4c1f9a1f8a11"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came, or must come: versions as `Type/id/_history/n`, in order only in a history."""

    status: int
    matches: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A GET, its answer by the model, and the rule and evidence that the audit must have."""

    url: str
    answer: Answer
    rule: str | None = None
    evidence: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """All questions of one asker about one inhabitant."""

    view: View
    inhabitant: int

    def all(self) -> list[Question]:
        """Each way in for each resource."""
        refused = self.view.model.refused(self.view.asker)
        found = [*self.reads(), *self.pasts(), *self.searches(), *self.related()]
        if refused is None:
            return found
        return [Question(one.url, Answer(403), refused) for one in found]

    def some(self, rng: random.Random) -> list[Question]:
        """A sample, for a hub that is asked a thousand times must be asked little at a time."""
        asked = self.all()
        return rng.sample(asked, min(len(asked), 24))

    @property
    def patient(self) -> str:
        return self.view.record.patient(self.inhabitant)

    def addresses(self) -> list[str]:
        """Everything that is or was in this dossier."""
        return [
            address
            for address, versions in self.view.record.versions.items()
            if versions[0].inhabitant in {self.inhabitant, None}
        ]

    def reads(self) -> Iterator[Question]:
        for address in self.addresses():
            one = self.view.read(address)
            if one is None:
                yield self.unseen(address, address)
            elif one.content is None:
                yield self.known(address, one, Answer(410))
            else:
                yield self.known(address, one, Answer(200, (str(one),)))
        yield Question(f"Goal/{NOWHERE}", Answer(404))

    def pasts(self) -> Iterator[Question]:
        """Every version by itself, and every history."""
        for address in self.addresses():
            past = self.view.history(address)
            for one in self.view.record.versions[address]:
                if one not in past:
                    yield self.unseen(str(one), address)
                elif one.content is None:
                    yield self.known(str(one), one, Answer(410))
                else:
                    yield self.known(str(one), one, Answer(200, (str(one),)))
            whole = f"{address}/_history"
            if past:
                told = tuple(str(one) for one in past)
                yield self.known(whole, past[0], Answer(200, told, (), len(told)))
            else:
                yield self.unseen(whole, address)

    def searches(self) -> Iterator[Question]:
        """By patient for each type, with totals, and by the id of each resource."""
        for kind in SEARCHED_KINDS:
            matches = named(self.view.matches(kind, self.inhabitant))
            answer = Answer(200, matches, (), len(matches))
            url = f"{kind}?patient={self.patient}"
            yield Question(url, answer)
            yield Question(f"{url}&_total=accurate&_count=0", Answer(200, (), (), len(matches)))
            yield Question(f"{url}&_total=none", Answer(200, matches))
        yield Question(f"Goal?patient={NOWHERE}", Answer(200, (), (), 0))
        for address in self.addresses():
            kind, _, name = address.partition("/")
            one = self.view.read(address)
            matches = named([one] if one is not None and one.content is not None else [])
            yield Question(f"{kind}?_id={name}", Answer(200, matches, (), len(matches)))

    def related(self) -> Iterator[Question]:
        """What comes along: forwards, and backwards from the Patient."""
        for kind, name, target in (
            ("Procedure", "encounter", "Encounter"),
            ("MedicationStatement", "context", "Encounter"),
            ("Observation", "performer", "Practitioner"),
            ("Goal", "patient", "Patient"),
        ):
            matches = self.view.matches(kind, self.inhabitant)
            included = self.view.included(matches, target)
            if target == "Patient" and matches:
                included = self.patients()
            answer = Answer(200, named(matches), named(included), len(matches))
            url = f"{kind}?patient={self.patient}&_include={kind}:{name}"
            yield Question(url, answer)
        yield self.backwards(("Goal", "Consent"))
        yield self.backwards(("Observation", "Procedure", "MedicationStatement", "Encounter"))

    def backwards(self, kinds: tuple[str, ...]) -> Question:
        """All of these types that refer to the Patient."""
        matches = self.patients()
        seen = chain(*(self.view.matches(kind, self.inhabitant) for kind in kinds))
        included = named(seen) if matches else ()
        url = f"Patient?_id={self.patient.partition('/')[2]}"
        url += "".join(f"&_revinclude={kind}:patient" for kind in kinds)
        return Question(url, Answer(200, named(matches), included, len(matches)))

    def patients(self) -> list[Version]:
        """The Patient, if a word on him is open."""
        return self.view.matches("Patient", self.inhabitant)

    def known(self, url: str, one: Version, answer: Answer) -> Question:
        """Of a version that he sees; the audit says by which rule."""
        decision = self.view.decision(one)
        return Question(url, answer, decision.rule or None, decision.evidence)

    def unseen(self, url: str, address: str) -> Question:
        """Of what is closed: absent to him, but the audit has the reason, if there is just one."""
        versions = self.view.record.versions[address]
        decisions = {self.view.decision(one) for one in versions}
        if len(decisions) > 1:
            return Question(url, Answer(404))
        [only] = decisions
        return Question(url, Answer(404), only.rule, only.evidence)


def named(versions: list[Version] | Iterator[Version]) -> tuple[str, ...]:
    """Their names, sorted, for the order of a search is another matter."""
    return tuple(sorted(str(one) for one in versions))

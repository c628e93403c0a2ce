"""What an asker can ask of a dossier, and what the model says that he must get."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from tests.model.consent_model import Ground
from tests.model.record import Version, View
from tests.model.resources import SEARCHED_KINDS

NOWHERE = "0b9a47e6-1a86-4b0c-9d55-4c1f9a1f8a11"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came, or must come: versions as the asker calls them, in order only in a history."""

    status: int
    matches: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A GET, its answer by the model, and what the audit must say, where that is foretold.

    `grounds` has for each custodian those that are good; `refusal` is the rule of a 403.
    """

    url: str
    answer: Answer
    grounds: Mapping[str, frozenset[Ground]] | None = None
    refusal: str | None = None


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
        return [Question(one.url, Answer(403), refusal=refused) for one in found]

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
            words = self.view.record.current(address)
            yield self.about(address, self.view.read(address), words)
        yield Question(f"Goal/{NOWHERE}", Answer(404))

    def pasts(self) -> Iterator[Question]:
        """Every version by itself, and every history."""
        for address in self.addresses():
            past = self.view.history(address)
            versions = self.view.record.versions[address]
            for one in versions:
                yield self.about(self.view.called(one), one if one in past else None, [one])
            told = tuple(self.view.called(one) for one in past)
            answer = Answer(200, told, (), len(told)) if told else Answer(404)
            yield Question(f"{address}/_history", answer, self.grounds(versions))

    def about(self, url: str, seen: Version | None, all_words: list[Version]) -> Question:
        """One version, or none: what he does not see is absent; the audit has the reasons."""
        answer = Answer(404)
        if seen is not None:
            answer = Answer(410) if seen.content is None else Answer(200, (self.view.called(seen),))
        return Question(url, answer, self.grounds(all_words))

    def grounds(self, versions: list[Version]) -> Mapping[str, frozenset[Ground]] | None:
        """For each custodian, why its word is open or closed; of the directory there is nothing."""
        if versions[0].inhabitant is None:
            return None
        return {one.custodian: self.view.decision(one).grounds for one in versions}

    def searches(self) -> Iterator[Question]:
        """By patient for each type, with totals, and by the id of each resource."""
        for kind in SEARCHED_KINDS:
            matches = self.view.named(self.view.matches(kind, self.inhabitant))
            answer = Answer(200, matches, (), len(matches))
            url = f"{kind}?patient={self.patient}"
            yield Question(url, answer)
            yield Question(f"{url}&_total=accurate&_count=0", Answer(200, (), (), len(matches)))
            yield Question(f"{url}&_total=none", Answer(200, matches))
        yield Question(f"Goal?patient={NOWHERE}", Answer(200, (), (), 0))
        for address in self.addresses():
            kind, _, name = address.partition("/")
            one = self.view.read(address)
            matches = self.view.named([one] if one is not None and one.content is not None else [])
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
            answer = Answer(200, self.view.named(matches), self.view.named(included), len(matches))
            url = f"{kind}?patient={self.patient}&_include={kind}:{name}"
            yield Question(url, answer)
        yield self.backwards(("Goal", "Consent"))
        yield self.backwards(("Observation", "Procedure", "MedicationStatement", "Encounter"))

    def backwards(self, kinds: tuple[str, ...]) -> Question:
        """All of these types that refer to the Patient."""
        matches = self.patients()
        seen = chain(*(self.view.matches(kind, self.inhabitant) for kind in kinds))
        included = self.view.named(seen) if matches else ()
        url = f"Patient?_id={self.patient.partition('/')[2]}"
        url += "".join(f"&_revinclude={kind}:patient" for kind in kinds)
        return Question(url, Answer(200, self.view.named(matches), included, len(matches)))

    def patients(self) -> list[Version]:
        """The Patient, if a word on him is open."""
        return self.view.matches("Patient", self.inhabitant)

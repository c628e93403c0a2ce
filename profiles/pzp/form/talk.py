"""What every resource of one talk shares: the day, who was there, and who may decide."""

from dataclasses import dataclass
from typing import Any

from fhir.resources.R4B.extension import Extension
from fhir.resources.R4B.period import Period

from profiles import systems
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.attendance import Attendance, attendance
from profiles.pzp.form.capacity import Capacity, capacity_of
from profiles.pzp.form.contact_person import REPRESENTATIVE_KIND, Contact, contact_persons
from profiles.pzp.form.export import Export
from profiles.pzp.form.faults import answer_fault
from profiles.pzp.form.guide import Guide
from profiles.pzp.form.health_professional import HealthProfessional, health_professional
from profiles.pzp.form.keys import Keys
from profiles.pzp.form.moment import day_here
from profiles.pzp.form.party import Party

ENCOUNTER_KIND, PROCEDURE_KIND = "encounter", "procedure"
_DAY = "963"


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk of a form.

    `day` is a date, or a year or month as text; fhir.resources takes both for a dateTime, but
    types one as a datetime, hence Any. `guide` is the release that its resources are written in.
    """

    guide: Guide
    keys: Keys
    day: Any
    patient: Party
    professional: HealthProfessional | None
    contacts: tuple[Contact, ...]
    attendance: Attendance
    capacity: Capacity

    @property
    def capable(self) -> bool | None:
        """Whether the patient can decide; None where the form has no answer."""
        return self.capacity.capable

    @property
    def encounter(self) -> Party:
        """The talk as an Encounter."""
        return Party(self.keys.url(ENCOUNTER_KIND), "Encounter", f"Encounter, {self.day}")

    @property
    def procedure(self) -> Party:
        """The talk as a Procedure."""
        return Party(self.keys.url(PROCEDURE_KIND), "Procedure", "Procedure, ACP")

    @property
    def performer(self) -> Party | None:
        """The professional, in the role that other resources point to."""
        return self.professional.party if self.professional else None

    @property
    def representative(self) -> Party | None:
        """The legal representative, while the patient is not capable of deciding."""
        found = (contact for contact in self.contacts if contact.kind == REPRESENTATIVE_KIND)
        contact = next(found, None)
        return contact.party if contact is not None and self.capable is False else None

    def encounter_extension(self) -> list[Extension]:
        """The talk, on a resource that has no element for it; nothing where the release has none.

        https://fhir.iknl.nl/fhir/StructureDefinition/ext-EncounterReference
        """
        if not self.guide.links_talk:
            return []
        url = systems.PZP + "ext-EncounterReference"
        return [Extension(url=url, valueReference=self.encounter.reference())]


def talk_of(answers: Answers, export: Export, patient: Party, guide: Guide) -> Talk:
    """The talk; raises InvalidRecord where the form contradicts itself or has no day."""
    contacts = contact_persons(answers, export.keys)
    return Talk(
        guide=guide,
        keys=export.keys,
        day=_day(answers, export),
        patient=patient,
        professional=health_professional(answers, export, guide),
        contacts=tuple(contacts),
        attendance=attendance(answers, export.keys, contacts, guide),
        capacity=capacity_of(answers),
    )


def _day(answers: Answers, export: Export) -> Any:
    filled_in = answers.moment(_DAY)
    if filled_in is not None:
        return day_here(filled_in)
    period = Period.model_validate(export.resources.get("Encounter", {}).get("period", {}))
    if period.start is None:
        text = "is empty, and the record has no Encounter with a start; a wish needs its day"
        raise answer_fault("required", _DAY, text)
    return day_here(period.start)

"""What is said at a desk over the data of others: in force once a second person there confirms.

docs/decisions/0035-why-it-is-open-or-closed.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from msgspec import structs

from consent.statement import Statement
from hub.access.facts import NO_FACTS, StoredFacts
from hub.access.recording import Recording
from hub.write.choices import WITHDRAWN, choices_of
from hub.write.draft import Draft
from hub.write.form import refuse_without_form
from hub.write.found import Found, Known
from hub.write.outcome import AtDesk, Outcome
from hub.write.plan import Plan, Writing


@dataclass(frozen=True, slots=True)
class Word:
    """What a Consent says from now on, who wrote it down, and whether it waits at the desk."""

    choices: Sequence[Statement]
    recording: Recording
    desk: AtDesk = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """One privacy Consent as it is written; `row` is what is stored of it."""

    draft: Draft
    plan: Plan
    setting: Writing
    found: Found
    row: Known | None

    def waits(self) -> bool:
        """Whether what is stored of it says something over others' data that does not hold yet."""
        return any(_reaches_others(one) and not one.desk for one in self._standing())

    def confirms(self) -> bool:
        """Whether the same, said again, makes it hold: by a desk, who read it, another person."""
        asked = self.setting.desk and self.draft.if_match is not None
        return asked and self.waits() and self._is_step()

    def told(self) -> AtDesk:
        """Of what stays as it was, whether it still waits for somebody at this desk."""
        return "proposed" if self.setting.desk and self.waits() else ""

    def said_in(self, done: Outcome, consent: Mapping[str, Any], *, same: bool) -> Outcome:
        """The version with what it says; `same` is whether that is what was stored already.

        Raises:
            Unprocessable: no signed form, or as `choices_of`.
        """
        word = self._word(done, consent, same=same)
        return structs.replace(done, choices=word.choices, recording=word.recording, desk=word.desk)

    def _word(self, done: Outcome, consent: Mapping[str, Any], *, same: bool) -> Word:
        said = choices_of(consent, done.version, self.setting)
        recording = self._recording(done)
        if consent.get("status") in WITHDRAWN or not any(map(_reaches_others, said)):
            return Word(said, recording)
        if not self.setting.desk:
            return Word([*said, *self._objections()], recording)
        if self.setting.policy.desk_form:
            refuse_without_form(self.draft, self.plan, self.setting, self.found)
        if not self.setting.policy.desk_second_person:
            return Word(_at_desk(said), recording)
        first = self._first() if same else None
        if first is None or not first.number:
            return Word([*said, *self._objections()], recording, "proposed")
        confirmed = replace(
            recording,
            number=first.number,
            name=first.name,
            confirmed_by=recording.number,
            confirmer=recording.name,
        )
        return Word(_at_desk(said), confirmed, "confirmed")

    def _is_step(self) -> bool:
        """Whether this is another person than who wrote it down, or the first who is known."""
        if not self.setting.policy.desk_second_person:
            return True
        person, first = self.setting.person, self._first()
        return person is not None and (first is None or person.number != first.number)

    def _objections(self) -> list[Statement]:
        """What was confirmed before closes until what comes in its place is confirmed."""
        return [one for one in self._standing() if one.desk and not one.permit]

    def _standing(self) -> list[Statement]:
        """What is stored of it and was not withdrawn."""
        name = self.plan.names[self.draft].id
        said = self._facts().statements
        return [one for one in said if one.consent_id == name and one.status == "active"]

    def _first(self) -> Recording | None:
        name = self.plan.names[self.draft].id
        return self._facts().recording(name, self.row.version) if self.row else None

    def _facts(self) -> StoredFacts:
        pat = self.plan.patients[self.draft]
        dossier = self.found.dossiers.get(pat) if pat else None
        return dossier.facts if dossier else NO_FACTS

    def _recording(self, done: Outcome) -> Recording:
        person = self.setting.person
        return Recording(
            consent_id=done.name.id,
            version=done.version,
            at=done.last_updated,
            number=person.number if person else "",
            name=person.name if person else "",
        )


def _at_desk(said: Sequence[Statement]) -> list[Statement]:
    return [replace(one, desk=True) for one in said]


def _reaches_others(said: Statement) -> bool:
    return said.custodian != said.recorded_by

"""A fact as one line: its decision in the reading's sentence, and who said so, when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from profiles.pzp.contradiction.dated import span_of
from profiles.pzp.reading.fact import Fact, Party, Says, Standing, Subject
from profiles.pzp.reading.record import ura_of
from profiles.pzp.reading.words import decision, held
from profiles.pzp.reading.words import table as reading_words
from profiles.pzp.sheet.days import day_said
from profiles.pzp.sheet.shown import Line, Tone
from profiles.pzp.sheet.words import said, table

OLD = timedelta(days=365)
"""After so long the talk is to be held again; nothing in the guide says when."""
_TONES: Mapping[Says, Tone] = {
    Says.DO: Tone.DO,
    Says.DONT: Tone.DONT,
    Says.SWITCH_OFF: Tone.SWITCH_OFF,
    Says.ANSWER: Tone.SAID,
    Says.OTHERWISE: Tone.CARE,
    Says.UNREAD: Tone.CARE,
}
_AGREED = frozenset({
    Subject.RESUSCITATION, Subject.INTENSIVE_CARE, Subject.VENTILATION, Subject.HOSPITAL,
    Subject.ANTIBIOTICS, Subject.BLOOD, Subject.OTHER_LIMIT, Subject.ICD_OFF,
})  # fmt: skip
"""What is agreed on with somebody; all else somebody wrote down."""
_AGES = _AGREED | {Subject.GOAL, Subject.CAPACITY}
"""What has to be talked over again."""


@dataclass(frozen=True, slots=True)
class Lines:
    """How facts become lines at a moment; `names` are those of organisations, by URA."""

    names: Mapping[str, str]
    at: datetime

    def before(self, facts: Sequence[Fact]) -> tuple[Line, ...]:
        """What is history, each with why it is."""
        return tuple(self.line(one, (), is_history=True) for one in facts)

    def line(self, fact: Fact, among: Sequence[Fact], *, is_history: bool = False) -> Line:
        """One fact; `among` all of its subject it is a version."""
        return Line(
            decision=decision(fact),
            tone=self._tone(fact),
            remarks=fact.remarks,
            day=day_said(fact.date),
            source=self.source(fact.source),
            parties=self._with_whom(fact),
            version=_version(fact, among),
            marks=tuple(self._marks(fact, is_history=is_history)),
            addresses=fact.addresses,
        )

    def source(self, written: str) -> str:
        """Whose word it is: the name of the organisation."""
        if not written:
            return said("line", "source-unknown")
        ura = ura_of(written)
        if not ura:
            return written
        return self.names.get(ura) or said("line", "source-ura", ura=ura)

    def people(self, parties: Iterable[Party]) -> str:
        """Who were there, each by name and function."""
        return ", ".join(dict.fromkeys(map(_person, parties)))

    def _with_whom(self, fact: Fact) -> str:
        names = self.people(fact.parties)
        if fact.subject in _AGREED:
            return said("line", "with", names=names) if names else said("line", "with-unknown")
        if not names:
            return ""
        return said("line", "will-of" if fact.subject is Subject.WILL else "by", names=names)

    def _tone(self, fact: Fact) -> Tone:
        tone = _TONES.get(fact.says, Tone.OPEN)
        return Tone.CARE if fact.read_yourself and tone is not Tone.OPEN else tone

    def _marks(self, fact: Fact, *, is_history: bool) -> Iterator[str]:
        words = reading_words()
        if fact.is_claimed:
            yield str(words["claimed"])
        if fact.is_derived:
            yield str(words["derived"])
        yield from self._of_time(fact, is_history=is_history)
        known = table()["known"].get(fact.subject, ())
        strange = [one for one in fact.displays if one.strip().casefold() not in known]
        if strange and fact.subject.value in table()["known"]:
            yield said("line", "called", names="”, “".join(strange))

    def _of_time(self, fact: Fact, *, is_history: bool) -> Iterator[str]:
        """Whether it holds, since when not, and whether that is long ago."""
        stands = held(fact)
        if stands:
            yield stands
        elif is_history:
            yield said("line", "replaced")
        if fact.standing is Standing.ENDED and fact.ended:
            yield said("line", "ended", day=day_said(fact.ended))
        covered = span_of(fact.date)
        if not is_history and covered and covered[1] <= self.at - OLD and _ages(fact):
            yield said("line", "old")


def _ages(fact: Fact) -> bool:
    return fact.subject in _AGES and fact.says.decides


def _person(party: Party) -> str:
    known = table()["party"]
    if party.kind == "Patient":
        return str(known["Patient"])
    if party.kind == "withheld":
        return str(known["withheld"])
    name = party.name or str(known["nameless"])
    return f"{name} ({party.role})" if party.role else name


def _version(fact: Fact, among: Sequence[Fact]) -> str:
    """Which of all that was ever said on it in turn: the newest is the last."""
    told = [one for one in among if one.standing is not Standing.IN_ERROR and span_of(one.date)]
    if len(told) < 2 or fact not in told:  # noqa: PLR2004 - one alone is no version
        return ""
    turns = sorted({one.date[:10] for one in told})
    if len(turns) < 2:  # noqa: PLR2004 - likewise
        return ""
    return said("line", "version", n=turns.index(fact.date[:10]) + 1, m=len(turns))

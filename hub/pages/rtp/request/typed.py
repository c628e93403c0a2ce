"""What somebody typed in the form, and what of it can't be so.

Nothing of it is changed: it comes back as it was typed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid5

from hub.pages.forms import FORM_FIELD
from hub.transfer.open.coding import CARE_TYPE, MATCHING_NEED, own_words
from hub.transfer.open.told import CONDITIONS
from profiles.identifiers import BSN, InvalidIdentifier

LONGEST, LONGEST_LINE = 2_000, 200
ORIGINS = ("264362003", "22232009", "42665001")
"""Where he is now: at home, in a hospital, in a nursing home. https://browser.ihtsdotools.org"""
WISHES = ("waar", "bij", "geloof", "taal", "niet")
LINES = ("naam", "stad", "bel-naam", "bel-nummer", *(f"wens-{one}" for one in WISHES))
NEED = "nood-"
YES = "ja"
_BETWEEN = re.compile(r"[\s.]")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,19}")
_OLDEST, _AHEAD = timedelta(days=366 * 120), timedelta(days=366)


@dataclass(frozen=True)
class Typed:
    """The fields of the form; `known` is the BSN where he came from a page about somebody."""

    fields: Mapping[str, str]
    today: date
    desks: Mapping[str, str] = field(default_factory=dict)
    known: str = field(default="", repr=False)

    def said(self, name: str) -> str:
        """One of them, without the space around it."""
        return self.fields.get(name, "").strip()

    @property
    def bsn(self) -> str:
        """Nine digits that make a BSN; empty where they don't."""
        try:
            return BSN(self.known or _BETWEEN.sub("", self.said("bsn"))).value
        except InvalidIdentifier:
            return ""

    @property
    def number(self) -> str:
        """By which this request is known, however often it is sent; empty where it is not ours.

        What is typed otherwise in the same form, as of somebody else, is another request.
        """
        typed = [
            f"{name}={self.fields[name]}" for name in sorted(self.fields) if name != FORM_FIELD
        ]
        try:
            return str(uuid5(UUID(self.said("nummer")), "\n".join([self.bsn, *typed])))
        except ValueError:
            return ""

    @property
    def needs(self) -> Sequence[str]:
        """The codes that are ticked."""
        known = [code for _, code in own_words(MATCHING_NEED)]
        return [one for one in known if self.said(NEED + one) == YES]

    @property
    def desk(self) -> str:
        """The URA of the transfer point that is asked: the one that there is, or was chosen."""
        only = next(iter(self.desks)) if len(self.desks) == 1 else ""
        return only or (self.said("punt") if self.said("punt") in self.desks else "")

    def day(self, name: str) -> date | None:
        """A day; None where there is none, or what is typed is none."""
        try:
            return date.fromisoformat(self.said(name)[:10])
        except ValueError:
            return None

    def faults(self) -> dict[str, str]:
        """By field the name of the words that tell what is wrong, in the order of the form."""
        return dict(self._faults())

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from self._of_person()
        yield from self._of_care()
        yield from self._of_days()
        yield from self._of_texts()
        if self.said("toestemming") != YES:
            yield "toestemming", "permission"
        if not self.said("bel-naam"):
            yield "bel-naam", "absent"
        if not _PHONE.fullmatch(self.said("bel-nummer")):
            yield "bel-nummer", "phone"
        if not self.number:
            yield "bsn", "old"

    def _of_person(self) -> Iterator[tuple[str, str]]:
        if not self.bsn:
            yield "bsn", "bsn" if self.said("bsn") else "absent"
        if not self.known and not self.said("naam"):
            yield "naam", "absent"
        born = self.day("geboren")
        is_sound = born is not None and self.today - _OLDEST <= born <= self.today
        if (self.said("geboren") and not is_sound) or (not self.known and not born):
            yield "geboren", "day"

    def _of_care(self) -> Iterator[tuple[str, str]]:
        if not self.desk:
            yield "punt", "choose"
        if (CARE_TYPE, self.said("zorg")) not in own_words(CARE_TYPE):
            yield "zorg", "choose"
        codes = {code for _, code in CONDITIONS}
        if self.said("reden") and self.said("reden") not in codes:
            yield "reden", "choose"
        elif not (self.said("reden") or self.said("waarom")):
            yield "waarom", "why"
        if self.said("herkomst") not in {"", *ORIGINS}:
            yield "herkomst", "choose"

    def _of_days(self) -> Iterator[tuple[str, str]]:
        first, last, ready = (self.day(one) for one in ("vanaf", "tot", "klaar"))
        if first is None or not self.today <= first <= self.today + _AHEAD:
            yield "vanaf", "coming"
        if self.said("tot") and (last is None or (first is not None and last < first)):
            yield "tot", "behind"
        if self.said("klaar") and (ready is None or not ready <= self.today + _AHEAD):
            yield "klaar", "day"

    def _of_texts(self) -> Iterator[tuple[str, str]]:
        for name in LINES:
            if len(self.said(name)) > LONGEST_LINE:
                yield name, "long"
        if len(self.said("waarom")) > LONGEST:
            yield "waarom", "long"
        for name in (*LINES, "waarom"):
            if not all(one.isprintable() or one in "\r\n\t" for one in self.said(name)):
                yield name, "odd"

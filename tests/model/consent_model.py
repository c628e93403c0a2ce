"""Who may see what: written from the words of decisions 7 and 9, and from no code of the hub.

A model that shared a line with the hub would share its mistakes, so nothing of `consent` or `hub`
is imported. `Model(without="…")` leaves one of `WORDS` out: so tests show that each one matters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

EVERYONE = "*"
HIMSELF = ""
"""In place of a recorder: the inhabitant said it himself, by decision 34."""
ALL_DATA = "*"
TREATMENT_DATA = "GGC002"

# trust.md 2.1. Only types that are in no doubt; an ambulance service is in no category.
CATEGORY_OF_TYPE: Mapping[str, str] = {
    "H1": "cat:RPZAC001",
    "G5": "cat:RPZAC003",
    "X3": "cat:RPZAC004",
    "A1": "cat:RPZAC005",
    "V4": "cat:RPZAC104",
}

# trust.md 2.7, "clinical role prefixes".
CLINICAL = frozenset({"01", "02", "03", "04", "16", "17", "25", "30", "31", "81", "82"})
CARE = frozenset({"TREAT", "COC"})

WORDS = (
    "purpose",
    "role",
    "own dossier",
    "privacy consent",
    "who treats him speaks",
    "treatment relation",
    "explicit statement",
    "holder",
    "user",
    "category of user",
    "data",
    "data category",
    "first day",
    "last day",
    "withdrawn",
    "mistaken",
    "valid ones first",
    "why it lapsed",
    "a named holder weighs",
    "a named user weighs",
    "one resource weighs",
    "an objection before a permission",
    "over its recorder's data alone",
    "not for its recorder",
    "an objection counts for its recorder",
    "default no",
    "the newest word",
    "the word of who treats him first",
    "only words open to the reader",
    "push: every objection",
    "push: valid ones only",
)
"""What can be left out of the model, one at a time."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A care organisation: its URA, and the type of the national code list."""

    ura: str
    kind: str

    @property
    def keys(self) -> frozenset[str]:
        """What it answers to in a choice."""
        category = CATEGORY_OF_TYPE.get(self.kind)
        return frozenset({EVERYONE, self.ura} | ({category} if category else set()))


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a system where `role` is None, else a professional; and what for."""

    of: Organisation
    role: str | None = None
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that an inhabitant said about the exchange of his data."""

    consent: str
    version: int
    recorder: str
    permit: bool
    holder: str = EVERYONE
    user: str = EVERYONE
    data: str = ALL_DATA
    purposes: frozenset[str] = frozenset({"TREAT"})
    status: str = "active"
    starts: date = date.min
    ends: date = date.max
    by_inhabitant: bool = True

    @property
    def evidence(self) -> tuple[str, int]:
        return self.consent, self.version


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked for, or pushed: whose it is and what kind of data.

    `speaks` is whether its custodian treats the inhabitant, or came before all others.
    """

    custodian: str
    address: str
    category: str | None
    privacy: bool = False
    speaks: bool = True


Ground = tuple[str, str | None, int | None]
"""A rule, and the Consent with its version that decided, if it was one."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Open or closed, and on what ground.

    Statements that come first together are each a good ground: which of them it is, the order of
    ids settles, and the audit has ids keyed.
    """

    open: bool
    grounds: frozenset[Ground]


def by_rule(rule: str, *, opens: bool) -> Decision:
    """A decision that no statement was needed for."""
    return Decision(opens, frozenset({(rule, None, None)}))


@dataclass(frozen=True, slots=True)
class Model:
    """The rules; `without` one word of them, or whole."""

    without: str | None = None

    def says(self, word: str) -> bool:
        """Whether this word is in force."""
        assert word in WORDS, word
        return word != self.without

    def refused(self, asker: Asker) -> str | None:
        """What is told to this caller whoever he asks about (403), or None."""
        if self.says("purpose") and asker.purpose not in {None, *CARE}:
            return "A-PURPOSE"
        if asker.role is None:
            return None  # a system: nobody's role to judge, and it sees its own dossier only
        clinical = asker.role.partition(".")[0] in CLINICAL
        return None if clinical or not self.says("role") else "A-ROLE"

    def decide(
        self, asker: Asker, thing: Thing, said: Iterable[Statement], today: date
    ) -> Decision:
        """The first rule that speaks."""
        if self.says("own dossier") and asker.of.ura == thing.custodian:
            return by_rule("C-OWN-DOSSIER", opens=True)
        if self.says("privacy consent") and thing.privacy:
            return by_rule("S-NOT-ENTITLED", opens=False)
        if self.says("who treats him speaks") and not thing.speaks:
            return by_rule("C-SOURCE-UNRELATED", opens=False)
        treats = asker.role is not None and asker.purpose is not None
        if self.says("treatment relation") and not treats:
            return by_rule("A-NO-RELATION", opens=False)
        purpose = asker.purpose or "TREAT"
        heard = [
            self._as_its_recorder_may(one, thing)
            for one in said
            if self.says("explicit statement")
            and purpose in one.purposes
            and self._about(one, thing, asker.of.keys)
            and self._counts_for(one, asker.of.ura)
        ]
        return self._settle(heard, today)

    def label(
        self,
        thing: Thing,
        said: Iterable[Statement],
        today: date,
    ) -> str:
        """How a push is stored: open where a permission stands for the very party it names."""
        everything = list(said)
        speaks = thing.speaks or not self.says("who treats him speaks")
        opened = (
            speaks
            and not thing.privacy
            and any(self._stands(one, thing, everything, today) for one in everything if one.permit)
        )
        return "D-PUSH-STORED-OPEN" if opened else "D-PUSH-STORED-CLOSED"

    def _stands(
        self,
        permission: Statement,
        thing: Thing,
        said: list[Statement],
        today: date,
    ) -> bool:
        party = permission.user
        keys = frozenset({EVERYONE, party})
        heard = [
            self._as_its_recorder_may(one, thing)
            for one in said
            if one.purposes & permission.purposes & CARE
            and self._about(one, thing, keys)
            and self._counts_for(one, party)
            and (one.permit or self.says("push: every objection"))
        ]
        if not self.says("push: valid ones only"):
            return bool(heard)
        return self._settle(heard, today).open

    def _about(self, one: Statement, thing: Thing, keys: frozenset[str]) -> bool:
        data = {ALL_DATA, f"res:{thing.address}"} | ({thing.category} if thing.category else set())
        if not self.says("data category"):
            data |= {TREATMENT_DATA}
        if not self.says("category of user"):
            keys = frozenset(key for key in keys if not key.startswith("cat:"))
        return (
            (one.holder in {EVERYONE, thing.custodian} or not self.says("holder"))
            and (one.user in keys or not self.says("user"))
            and (one.data in data or not self.says("data"))
        )

    def _as_its_recorder_may(self, one: Statement, thing: Thing) -> Statement:
        """Over the data of another it waits for the inhabitant, where it is in force at all."""
        waits = one.recorder not in {HIMSELF, thing.custodian} and one.status == "active"
        if waits and self.says("over its recorder's data alone"):
            return replace(one, status="proposed")
        return one

    def _counts_for(self, one: Statement, ura: str) -> bool:
        if one.status == "entered-in-error" and self.says("mistaken"):
            return False
        if one.recorder != ura:
            return True
        if one.permit:
            return not self.says("not for its recorder")
        return self.says("an objection counts for its recorder")

    def _settle(self, heard: list[Statement], today: date) -> Decision:
        def order(one: Statement) -> tuple[bool, int, bool]:
            invalid = self._note(one, today) is not None
            return (
                invalid and self.says("valid ones first"),
                -self._weight(one),
                one.permit is self.says("an objection before a permission"),
            )

        if not heard:
            return by_rule("C-NO-CHOICE", opens=not self.says("default no"))
        first = order(min(heard, key=order))
        decisive = [one for one in heard if order(one) == first]
        silent = not self.says("why it lapsed")
        if silent and all(self._note(one, today) is not None for one in decisive):
            return by_rule("C-NO-CHOICE", opens=False)
        grounds = frozenset((self._rule(one, today), *one.evidence) for one in decisive)
        opens = all(one.permit and self._note(one, today) is None for one in decisive)
        return Decision(opens, grounds)

    def _rule(self, one: Statement, today: date) -> str:
        return self._note(one, today) or f"C-EXPLICIT-{'PERMIT' if one.permit else 'DENY'}"

    def _note(self, one: Statement, today: date) -> str | None:
        """Why a statement is not valid, or None. A representative objects but does not permit."""
        if one.status == "proposed":
            return "C-NOT-YET-VALID"
        if one.status != "active" and self.says("withdrawn"):
            return "C-WITHDRAWN"
        if today < one.starts and self.says("first day"):
            return "C-NOT-YET-VALID"
        if one.ends < today and self.says("last day"):
            return "C-EXPIRED"
        return None if one.by_inhabitant or not one.permit else "C-NOT-ENTITLED"

    def _weight(self, one: Statement) -> int:
        holder = one.holder != EVERYONE and self.says("a named holder weighs")
        user = one.user.isdecimal() and self.says("a named user weighs")
        resource = one.data.startswith("res:") and self.says("one resource weighs")
        return holder + user + 2 * resource

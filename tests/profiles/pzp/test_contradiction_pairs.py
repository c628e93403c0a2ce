"""500 pairs of an agreement and a will, against a table that was written by hand."""

from datetime import UTC, datetime
from random import Random
from typing import NamedTuple

from profiles.pzp.contradiction.compared import compare
from profiles.pzp.contradiction.flag import Flag, flagged
from profiles.pzp.contradiction.stance import contrary, stance_of
from tests.profiles.pzp.directives import ADDITIONAL, a_will, agreement
from tests.profiles.pzp.records import Tree

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PAIRS = 500
CPR, ICU, VENTILATION = "89666000", "305351004", "40617009"
BLOOD, ANTIBIOTICS, HOSPITAL = "116762002", "281789004", "32485007"
TREATMENTS = [CPR, ICU, VENTILATION, BLOOD, ANTIBIOTICS, HOSPITAL, "icd"]

# What an agreement says of its treatment; that of an ICD is of another meaning.
SAYS_DO = {
    "permit": True, "deny": False, "text": False, "unknown": False, "undecided": False,
    "not discussed": False, "neither": False, "permit and text": False, "withheld": False,
}  # fmt: skip
# What a will forbids by its code alone.
FORBIDS: dict[tuple[str, ...], set[str]] = {
    ("NR",): {CPR}, ("VERB",): set(), ("VERBVL",): set(), ("MON",): set(), ("VOL",): set(),
    ("EU",): set(), ("EUD",): set(), ("LW",): set(), ("DO",): set(), ("ZB",): set(),
    (ANTIBIOTICS,): set(), (CPR,): set(),
    ("VERB", ANTIBIOTICS): {ANTIBIOTICS}, ("VERBVL", ICU): {ICU}, ("LW", CPR): set(),
    ("EU", "NR"): {CPR}, ("VERB", BLOOD, VENTILATION): {BLOOD, VENTILATION},
}  # fmt: skip
# Status and end, and whether it holds on 1 June 2026.
HOLDS: dict[tuple[str, str | None], bool] = {
    ("active", None): True, ("active", "2027"): True, ("active", "2026-06"): True,
    ("active", "2026-06-01"): True, ("active", "soon"): True,
    ("active", "2026-05-31"): False, ("active", "2025"): False, ("inactive", None): False,
    ("inactive", "2027"): False, ("draft", None): False, ("proposed", None): False,
    ("rejected", None): False, ("entered-in-error", None): False, ("unheard-of", None): False,
}  # fmt: skip
# The dates of agreement and will, and whether the will is surely of later.
WILL_IS_LATER: dict[tuple[str | None, str | None], bool] = {
    ("2020-10-01", "2025-04-28"): True, ("2025-04-28", "2020-10-01"): False,
    ("2025-04-28", "2025-04-28"): False, ("2025", "2025-04-28"): False,
    ("2024", "2025-04"): True, ("2025-04", "2025-04-28"): False, ("2025-03", "2025-04-28"): True,
    ("2025-04-28", "2025-04-28T12:00:00+02:00"): False, (None, "2025-04-28"): False,
    ("2025-04-28T11:00:00+02:00", "2025-04-28T12:00:00+02:00"): True,
    ("2025-04-27", "2025-04-28"): True, ("2020-10-01", None): False, (None, None): False,
    ("last year", "2025"): False,
    ("2025-04-28T23:30:00Z", "2025-04-28"): False, ("2025-05", "2025-04-28"): False,
}  # fmt: skip
# How the agreement names the will, and whether that is a link.
LINKS: dict[str, bool] = {
    "not": False, "source": True, "additional": True, "a version": True, "by number": True,
    "another will": False, "on another server": False, "in words": False,
}  # fmt: skip


class Pair(NamedTuple):
    """One pair by its words in the tables."""

    treatment: str
    way: str
    codes: tuple[str, ...]
    agreed: tuple[str, str | None]
    willed: tuple[str, str | None]
    dates: tuple[str | None, str | None]
    link: str
    releases: tuple[str, str]

    @property
    def contrary(self) -> bool:
        """Whether both hold and say the contrary, by the tables."""
        says = SAYS_DO[self.way] and self.treatment in FORBIDS[self.codes]
        return says and HOLDS[self.agreed] and HOLDS[self.willed]

    @property
    def linked(self) -> bool:
        """Whether the agreement was made with the will, by the tables."""
        return LINKS[self.link] and not WILL_IS_LATER[self.dates]

    def consents(self) -> list[Tree]:
        """Both as they are sent."""
        made = agreement(
            self.treatment, self.way, date=self.dates[0], release=self.releases[0], **_link(self)
        )
        will = a_will(*self.codes, date=self.dates[1], release=self.releases[1])
        will["identifier"] = [{"system": "https://example.org/wills", "value": "7"}]
        for one, (status, end) in ((made, self.agreed), (will, self.willed)):
            one["status"] = status
            one["provision"] |= {"period": {"end": end}} if end else {}
        return [made, will]


def _link(pair: Pair) -> Tree:
    number = {"system": "https://example.org/wills", "value": "7"}
    named = {
        "source": {"reference": "Consent/will"},
        "additional": {"reference": "Consent/will"},
        "a version": {"reference": "Consent/will/_history/1"},
        "by number": {"identifier": number},
        "another will": {"reference": "Consent/will-2"},
        "on another server": {"reference": "https://elsewhere.example/Consent/will"},
        "in words": {"display": "Consent/will"},
    }.get(pair.link)
    if named is None:
        return {}
    if pair.link == "additional":
        return {"extension": [{"url": ADDITIONAL, "valueReference": named}],
                "sourceReference": {"reference": "Consent/first"}}  # fmt: skip
    return {"sourceReference": named}


def drawn(random: Random) -> Pair:
    """One of them; what is contrary is drawn more often than chance has it."""

    def of(table: dict, most: object) -> object:
        return most if random.random() < 0.6 else random.choice(list(table))

    return Pair(
        treatment=CPR if random.random() < 0.6 else random.choice(TREATMENTS),
        way=str(of(SAYS_DO, "permit")),
        codes=of(FORBIDS, ("NR",)),  # type: ignore[arg-type] # drawn from its table
        agreed=of(HOLDS, ("active", None)),  # type: ignore[arg-type] # drawn from its table
        willed=of(HOLDS, ("active", None)),  # type: ignore[arg-type] # drawn from its table
        dates=random.choice(list(WILL_IS_LATER)),
        link=str(of(LINKS, "not")),
        releases=(random.choice(["beta3", "1.0"]), random.choice(["beta3", "1.0"])),
    )


def by_stance(consents: list[Tree]) -> set[str]:
    """As the hub tells it, by what it keeps of each."""
    kept = [stance_of(one, "90000101", f"Consent/{one['id']}") for one in consents]
    pairs = contrary([one for one in kept if one], NOW)
    return {one.address for pair in pairs for one in (pair.agreement, pair.will)}


def test_of_500_pairs_each_is_flagged_as_the_table_has_it():
    random = Random(11)  # noqa: S311 - which pairs are drawn, and always the same
    pairs = [drawn(random) for _ in range(PAIRS)]
    counted = {"flagged": 0, "linked": 0}
    for pair in pairs:
        consents = pair.consents()
        random.shuffle(consents)
        both = {"Consent/agreement", "Consent/will"}
        expected = both if pair.contrary and not pair.linked else set()

        flags = {key for key, said in flagged(consents, NOW).items() if Flag.CONTRARY in said}
        linked = [one for each in compare(consents, NOW).treatments for one in each.linked]

        assert flags == expected, pair
        assert by_stance(consents) == expected, pair
        assert bool(linked) is (pair.contrary and pair.linked), pair
        counted["flagged"] += bool(flags)
        counted["linked"] += bool(linked)

    # Enough of each kind: a table that is never met proves nothing.
    assert counted["flagged"] >= 50
    assert counted["linked"] >= 15


def test_each_row_of_the_tables_by_itself_is_as_it_says():
    """What chance may leave out: one thing is otherwise than in a pair that is flagged."""
    plain = Pair(CPR, "permit", ("NR",), ("active", None), ("active", None),
                 ("2020-10-01", "2025-04-28"), "not", ("beta3", "1.0"))  # fmt: skip
    linked = plain._replace(link="source")
    rows = [
        *(plain._replace(treatment=one, codes=codes) for one in TREATMENTS for codes in FORBIDS),
        *(plain._replace(way=one) for one in SAYS_DO),
        *(plain._replace(agreed=one) for one in HOLDS),
        *(plain._replace(willed=one) for one in HOLDS),
        *(linked._replace(dates=one) for one in WILL_IS_LATER),
        *(plain._replace(link=one, dates=("2025-05", "2025-04-28")) for one in LINKS),
    ]
    for pair in rows:
        expected = pair.contrary and not pair.linked
        assert (flagged(pair.consents(), NOW) != {}) is expected, pair

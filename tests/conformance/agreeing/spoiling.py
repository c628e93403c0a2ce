"""Every way in which one resource is spoilt, each at one random place that can be spoilt so."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from profiles import systems
from tests.conformance.agreeing.edits import GONE, Edit, Path, Tree, apart, nodes
from tests.conformance.values import UCUM

A_DATE = re.compile(r"\d{4}-\d\d")
A_URI = re.compile(r"[a-z]+:\S+")
CODES = frozenset(
    """
    status use type kind intent priority mode code gender severity direction lifecycleStatus
    language contentType relationship currency clinicalStatus verificationStatus action
    """.split()  # noqa: SIM905 -- a column of names is read more easily
)
SCRIPT = '<div xmlns="http://www.w3.org/1999/xhtml">a<script>alert(1)</script></div>'
LONG = 1_048_577
Places = list[tuple[Path, Any]]


@dataclass(frozen=True, slots=True)
class Around:
    """What there is to refer to: addresses by what they are, and numbers."""

    places: dict[str, str]
    bsn: str
    server: str

    def references(self) -> list[Any]:
        """Of every wrong kind, and of some right ones."""
        own = self.places
        return [
            "Patient/nobody-here",
            own["hidden"],
            own["other"],
            own["practitioner"],
            own["goal"],
            f"{own['patient']}/_history/1",
            f"{own['patient']}/_history/99",
            f"{self.server}/{own['patient']}",
            f"{self.server}/Patient/nobody-here",
            "urn:uuid:5d3b0e0f-6d0b-4a53-8d6b-0f0f3c1d9a22",
            "urn:oid:1.2.3",
            "#nowhere",
            "#",
            "Patient?identifier=https://zeekraal.example/nummers|none",
            f"Patient?identifier={systems.BSN_SYSTEM}|{self.bsn}",
            "Patient?name=Duinroos",
            "Patient/a b",
            "Patient/../x",
            "patient/1",
            "Nothing/1",
            "Patient",
            "https://elders.example/fhir/Patient/1",
            "",
            17,
        ]


@dataclass(frozen=True, slots=True)
class Spoiler:
    """Spoils this resource by chance."""

    chance: Random
    resource: Tree
    places: Places
    around: Around

    def of(self, kind: type | tuple[type, ...]) -> Places:
        """The places where such a value stands, the resource itself not among them."""
        return [(path, value) for path, value in self.places if path and isinstance(value, kind)]

    def members(self) -> Places:
        """The places that have a name."""
        return [one for one in self.of(object) if isinstance(one[0][-1], str)]

    def objects(self) -> Places:
        """Each object, the resource among them."""
        return [one for one in self.places if isinstance(one[1], dict)]

    def holding(self, *names: str) -> Places:
        """Each object within the resource that has all these members."""
        return [one for one in self.of(dict) if all(name in one[1] for name in names)]

    def text(self, like: re.Pattern[str]) -> Places:
        """Each text like this."""
        return [one for one in self.of(str) if like.match(one[1])]

    def put(self, how: str, places: Places, *values: Any, below: Path = ()) -> Edit | None:
        """One of these values at, or below, one of these places."""
        if not places:
            return None
        path, _ = self.chance.choice(places)
        return Edit(how, (*path, *below), self.chance.choice(values))


Way = Callable[[Spoiler], Edit | None]


def _dropped(spoiler: Spoiler) -> Edit | None:
    return spoiler.put("dropped", spoiler.members(), GONE)


def _unknown(spoiler: Spoiler) -> Edit | None:
    objects = spoiler.objects()
    return spoiler.put("unknown element", objects, "x", {"a": 1}, below=("verzonnen",))


def _of_wrong_type(spoiler: Spoiler) -> Edit | None:
    values = (12, True, "x", ["x"], {"a": 1}, None, 1.5)
    return spoiler.put("wrong type", spoiler.of(object), *values)


def _of_wrong_number(spoiler: Spoiler) -> Edit | None:
    members = spoiler.members()
    if not members:
        return None
    path, value = spoiler.chance.choice(members)
    if isinstance(value, list):
        return Edit("not a list", path, value[0] if value else "x")
    return Edit("a list", path, [value] * spoiler.chance.choice((1, 2)))


def _of_no_code(spoiler: Spoiler) -> Edit | None:
    coded = [one for one in spoiler.of(str) if one[0][-1] in CODES]
    return spoiler.put("code", coded, "onzin", "on zin", " actief", "")


def _displayed(spoiler: Spoiler) -> Edit | None:
    coded = spoiler.holding("system", "code")
    return spoiler.put("display", coded, "Iets heel anders", below=("display",))


def _of_snomed(spoiler: Spoiler) -> Edit | None:
    wrong = {"system": systems.SNOMED, "code": "89666001"}
    other = {"system": systems.SNOMED, "code": "89666000", "display": "Dialyse"}
    return spoiler.put("snomed", spoiler.holding("system", "code"), wrong, other)


def _of_no_date(spoiler: Spoiler) -> Edit | None:
    values = ("2026-13-45", "gisteren", "2026-05-14T25:00:00Z", "2026-05-14T09:30", "0000", "2026-")
    return spoiler.put("date", spoiler.text(A_DATE), *values)


def _of_no_uri(spoiler: Spoiler) -> Edit | None:
    return spoiler.put("uri", spoiler.text(A_URI), "met spatie", "urn:oid:a.b", "urn:uuid:1", "\t")


def _of_no_base64(spoiler: Spoiler) -> Edit | None:
    return spoiler.put("base64", spoiler.text(re.compile("QWxtZXJl$")), "***", "QQ", "")


def _empty(spoiler: Spoiler) -> Edit | None:
    return spoiler.put("empty", spoiler.of(object), {}, [], "", "   ", [{}], [None], {"id": "a"})


def _too_long(spoiler: Spoiler) -> Edit | None:
    texts = spoiler.of(str)
    if spoiler.chance.random() < 0.1:
        return spoiler.put("too long", texts, "a" * LONG)
    return spoiler.put("long", texts, "a" * 65, "a" * 3_000)


def _referring(spoiler: Spoiler) -> Edit | None:
    values = spoiler.around.references()
    return spoiler.put("reference", spoiler.holding("reference"), *values, below=("reference",))


def _referring_oddly(spoiler: Spoiler) -> Edit | None:
    number = {"system": systems.BSN_SYSTEM, "value": spoiler.around.bsn}
    values = (
        {"identifier": number},
        {"reference": spoiler.around.places["patient"], "type": "Group"},
        {"reference": spoiler.around.places["patient"], "identifier": number},
        {"reference": spoiler.around.places["patient"], "identifier": {**number, "value": "1"}},
        {"type": "Patient"},
    )
    return spoiler.put("odd reference", spoiler.holding("reference"), *values)


def _told(spoiler: Spoiler) -> Edit | None:
    div = '<div xmlns="http://www.w3.org/1999/xhtml">'
    values = (
        {"status": "generated", "div": SCRIPT},
        {"status": "generated", "div": f"{div}</div>"},
        {"status": "nonsense", "div": f"{div}Duinroos</div>"},
        {"status": "generated", "div": f'{div}<a href="javascript:a()">b</a></div>'},
        {"status": "generated", "div": f'{div}<img src="https://elders.example/a.png"/></div>'},
        {"status": "generated", "div": f"{div}Duinroos"},
        {"div": f"{div}Duinroos</div>"},
        "Duinroos",
    )
    return Edit("narrative", ("text",), spoiler.chance.choice(values))


def _extended(spoiler: Spoiler) -> Edit | None:
    url = "https://zeekraal.example/fhir/verzonnen"
    values = (
        [{"url": url, "valueString": "a"}],
        [{"url": url}],
        [{"valueString": "a"}],
        [{"url": url, "valueString": "a", "valueCode": "b"}],
        [{"url": url, "valueNonsense": "a"}],
        [{"url": url, "valueReference": {"reference": "Patient/nobody-here"}}],
        [{"url": "onbekend", "extension": [{"url": url, "valueCode": "a b"}]}],
        {"url": url},
    )
    return spoiler.put("extension", spoiler.objects(), *values, below=("extension",))


def _modified(spoiler: Spoiler) -> Edit | None:
    value = [{"url": "https://zeekraal.example/fhir/niet", "valueBoolean": True}]
    return spoiler.put("modifier", spoiler.objects(), value, below=("modifierExtension",))


def _beside(spoiler: Spoiler) -> Edit | None:
    texts = [one for one in spoiler.of(str) if isinstance(one[0][-1], str)]
    if not texts:
        return None
    path, _ = spoiler.chance.choice(texts)
    values = ({"id": "a"}, {"extension": []}, {"onzin": 1}, [None], "x")
    beside = (*path[:-1], f"_{path[-1]}")
    return Edit("beside a primitive", beside, spoiler.chance.choice(values))


def _numbered(spoiler: Spoiler) -> Edit | None:
    bsn = spoiler.around.bsn
    free = re.compile(r"[A-Z][a-z]+")
    return spoiler.put("bsn in text", spoiler.text(free), f"BSN {bsn}", bsn, f"Jet ({bsn})")


def _identified(spoiler: Spoiler) -> Edit | None:
    number = {"system": systems.BSN_SYSTEM, "value": spoiler.around.bsn}
    values = (
        [number],
        [{**number, "value": "999900001"}],
        [{**number, "value": "12"}],
        [number, {**number, "value": "999900001"}],
        [{"system": systems.URA_SYSTEM, "value": "1"}],
        [{"system": systems.UZI_PERSON, "value": "a"}],
        [{"system": "nummers", "value": "1"}],
        [],
        [{"value": "1"}],
        [number, number],
    )
    return Edit("identifier", ("identifier",), spoiler.chance.choice(values))


def _profiled(spoiler: Spoiler) -> Edit | None:
    values = (
        {"profile": ["https://zeekraal.example/fhir/StructureDefinition/geen"]},
        {"profile": ["http://hl7.org/fhir/StructureDefinition/Patient"]},
        {"profile": ["http://hl7.org/fhir/StructureDefinition/vitalsigns"]},
        {"profile": ["http://nictiz.nl/fhir/StructureDefinition/nl-core-Patient"]},
        {"profile": "http://hl7.org/fhir/StructureDefinition/Patient"},
        {"profile": ["a b"]},
        {"security": [{"system": "https://zeekraal.example/a", "code": "R"}]},
        {"tag": [{"code": ""}]},
        {"versionId": "a b", "lastUpdated": "gisteren"},
        {"source": "#zeekraal", "onzin": 1},
        [],
        "x",
    )
    return Edit("meta", ("meta",), spoiler.chance.choice(values))


def _named(spoiler: Spoiler) -> Edit | None:
    values = ("met spatie", "a/b", "a" * 65, "", 12, ["a"], "é", "zeekraal-1", "_a", "../x")
    return Edit("id", ("id",), spoiler.chance.choice(values))


def _containing(spoiler: Spoiler) -> Edit | None:
    patient = {"resourceType": "Patient", "name": [{"text": "Duinroos"}]}
    number = [{"system": systems.BSN_SYSTEM, "value": spoiler.around.bsn}]
    values = (
        [patient],
        [{**patient, "id": "p"}],
        [{**patient, "id": "p", "identifier": number}],
        [{**patient, "id": "p", "contained": [{**patient, "id": "q"}]}],
        [{"resourceType": "Nothing", "id": "p"}],
        [{"id": "p"}],
        [{"resourceType": "Goal", "id": "p", "subject": {"reference": "Patient/nobody-here"}}],
        [{**patient, "id": "p", "onzin": 1}],
        {**patient, "id": "p"},
    )
    return Edit("contained", ("contained",), spoiler.chance.choice(values))


def _measured(spoiler: Spoiler) -> Edit | None:
    values = (
        {"value": 1, "unit": "kg", "system": UCUM, "code": "kilo"},
        {"value": "1", "unit": "kg", "system": UCUM, "code": "kg"},
        {"value": 1, "code": "kg"},
        {"value": 1, "comparator": "=", "unit": "kg"},
    )
    return spoiler.put("quantity", spoiler.holding("value", "unit"), *values)


def _in_words(spoiler: Spoiler) -> Edit | None:
    name = spoiler.chance.choice(("language", "implicitRules"))
    values = ("xx-onzin", "https://zeekraal.example/regels", "nl", 12)
    return Edit(name, (name,), spoiler.chance.choice(values))


def _with_odd_signs(spoiler: Spoiler) -> Edit | None:
    values = ("a\x00b", "\ufeff", "a\x1fb", " a", "a ", "\u202e", "<b>", "{{a}}", "é" * 9)
    return spoiler.put("signs", spoiler.of(str), *values)


WAYS: tuple[Way, ...] = (
    *(_dropped, _unknown, _of_wrong_type, _of_wrong_number, _of_no_code, _displayed, _of_snomed),
    *(_of_no_date, _of_no_uri, _of_no_base64, _empty, _too_long, _referring, _referring),
    *(_referring_oddly, _told, _extended, _modified, _beside, _numbered, _identified, _profiled),
    *(_named, _containing, _measured, _in_words, _with_odd_signs),
)


def edits_of(chance: Random, resource: Tree, around: Around) -> list[Edit]:
    """None to four, that do not touch."""
    spoiler = Spoiler(chance, resource, list(nodes(resource)), around)
    ways = [chance.choice(WAYS) for _ in range(chance.randint(0, 4))]
    return apart([one for way in ways if (one := way(spoiler))])

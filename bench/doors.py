"""`python -m bench.doors`: what looking through costs beside looking, and what is told whole.

A chain and `_has` beside the plain search of the same type, `$everything` of 200 resources, and
`metadata` as gzip. docs/decisions/0012-how-we-measure.md
"""

import argparse
import json
import re
import statistics
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import uvloop

from bench.desk import JSON, RESPONSE, Wrong, checked, counted
from bench.processor import processor_seconds
from bench.region import Inhabitant
from bench.server import Server
from bench.stage import Stage, stage
from bench.wire import Line
from bench.wishes import DAY
from bench.words import coded, identifier
from profiles import systems

OF_RECORD = 200
_GZIP = "Accept-Encoding: gzip\r\n"
_WEIGHT = f"{systems.LOINC}%7C29463-7"
_PATIENT = "Patient?_id={id}"
_TALKS = "Encounter?patient={id}"
_OBSERVED = "Observation?patient={id}&_count=1"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_TALK = f"{systems.SNOMED}%7C713603004"
_NAMES = ("processor", "hub", "postgres", "clock", "size")
_AS_GZIP = 31
_TOTAL = re.compile(rb'"total":(\d+)')


@dataclass(frozen=True, slots=True)
class Door:
    """`path` is asked below the base, and finds so many; `beside` is the name of the plain one.

    It is asked so much more `often` than others, for the clock of a process goes by 10 ms.
    """

    name: str
    path: str
    total: int = 1
    beside: str = ""
    often: int = 1


def _has(name: str, asked: str, total: int = 1) -> Door:
    path = f"{_PATIENT}&_has:Observation:patient:{asked}"
    return Door(f"_has {name}", path, total, "plain: Patient")


DOORS = (
    Door("plain: Patient", _PATIENT),
    _has("token", f"code={_WEIGHT}"),
    _has("date", "date=ge2026-01-01"),
    _has("quantity", "value-quantity=gt60"),
    _has("quantity, of none", "value-quantity=gt6000", 0),
    _has("composite", f"code-value-quantity={_WEIGHT}$gt60"),
    _has("string, of none", "value-string=onvindbaar", 0),
    Door("plain: Encounter", _TALKS),
    Door("chain", f"{_TALKS}&reason-reference:Procedure.code={_TALK}", 1, "plain: Encounter"),
    Door("plain: Observation", f"{_OBSERVED}&code={_WEIGHT}", -1),
    Door("quantity", f"{_OBSERVED}&value-quantity=gt60", -1, "plain: Observation"),
    Door("$everything", "Patient/{id}/$everything", OF_RECORD),
    Door("metadata", "metadata", -1, often=10),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one answer, in milliseconds: processor time of hub and database, and by the clock.

    `size` is in bytes, as gzip where that is how it went out.
    """

    hub: float
    postgres: float
    clock: float
    size: int

    @property
    def processor(self) -> float:
        """Of both."""
        return self.hub + self.postgres

    def times(self, plain: "Cost") -> float:
        """How often that of the plain one; NaN where the clock did not move."""
        return self.processor / plain.processor if plain.processor else float("nan")


def main(arguments: Sequence[str] | None = None) -> None:
    """Load, ask all in turn, tell."""
    parser = argparse.ArgumentParser("bench.doors", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="the median of them counts")
    parser.add_argument("--times", type=int, default=50, help="each in a round")
    parser.add_argument("--inhabitants", type=int, default=200)
    chosen = parser.parse_args(arguments)
    with stage() as empty, empty.hub(1) as hub:
        full = empty.loaded(chosen.inhabitants)
        name = uvloop.run(_long_record(full, full.tokens(), full.region.inhabitants[0]))
        rounds = [
            uvloop.run(_round(full, hub, full.tokens(), name, chosen.times))
            for _ in range(chosen.rounds)
        ]
    print(*told(rounds), sep="\n")


async def _long_record(full: Stage, tokens: Mapping[str, str], one: Inhabitant) -> str:
    """Measured until there are 200 of him; the id of the Patient."""
    name = one.patient.partition("/")[2]
    line = await Line.open(full.port)
    bearer = f"Authorization: Bearer {tokens[full.region.reader.ura]}\r\n"
    reply = await line.ask("GET", f"/fhir/Patient/{name}/$everything?_count=0", bearer)
    lacking = OF_RECORD - _total(checked(reply, 200).body)
    bearer = f"{JSON}Authorization: Bearer {tokens[one.doctor.ura]}\r\n"
    body = json.dumps(_measured(one, lacking)).encode()
    counted(checked(await line.ask("POST", "/fhir", bearer, body), 200), RESPONSE, lacking)
    line.close()
    return name


def _measured(one: Inhabitant, number: int) -> Mapping[str, object]:
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "resource": _weight(one, 50 + each / 10, f"{one.edition}-weight-{each}"),
                "request": {"method": "POST", "url": "Observation"},
            }
            for each in range(number)
        ],
    }


def _weight(one: Inhabitant, kilograms: float, name: str) -> Mapping[str, object]:
    unit = {"unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"}
    return {
        "resourceType": "Observation",
        "identifier": [identifier(name)],
        "status": "final",
        "category": [coded(_CATEGORY, "vital-signs")],
        "code": coded(systems.LOINC, "29463-7", "Body weight"),
        "subject": {"reference": one.patient},
        "effectiveDateTime": DAY,
        "valueQuantity": {"value": kilograms, **unit},
    }


@dataclass(frozen=True, slots=True)
class _Asking:
    """A connection to the hub of a stage, as its reader, about this Patient."""

    full: Stage
    hub: Server
    line: Line
    headers: str
    name: str

    async def cost(self, door: Door, times: int) -> Cost:
        """Of one of so many; raises Wrong where it finds another number."""
        path = f"/fhir/{door.path.format(id=self.name)}"
        reply = checked(await self.line.ask("GET", path, self.headers), 200)
        if door.total >= 0 and _total(reply.body) != door.total:
            raise Wrong(f"{door.name}: {_total(reply.body)} instead of {door.total}")
        before, clocks = self._processor(), []
        for _ in range(times):
            began = time.perf_counter()
            reply = checked(await self.line.ask("GET", path, self.headers), 200)
            clocks.append(1e3 * (time.perf_counter() - began))
        spent = [after - one for after, one in zip(self._processor(), before, strict=True)]
        hub, postgres = (1e3 * seconds / times for seconds in spent)
        return Cost(hub, postgres, statistics.median(clocks), len(reply.body))

    def _processor(self) -> tuple[float, float]:
        pids = self.hub.process.pid, self.full.postgres
        hub, postgres = (processor_seconds(pid) or 0.0 for pid in pids)
        return hub, postgres


async def _round(
    full: Stage, hub: Server, tokens: Mapping[str, str], name: str, times: int
) -> Mapping[str, Cost]:
    line = await Line.open(full.port)
    headers = f"{_GZIP}Authorization: Bearer {tokens[full.region.reader.ura]}\r\n"
    asking = _Asking(full, hub, line, headers, name)
    found = {door.name: await asking.cost(door, times * door.often) for door in DOORS}
    line.close()
    return found


def _total(body: bytes) -> int:
    """Of a searchset, as it is or as gzip."""
    plain = zlib.decompress(body, _AS_GZIP) if body.startswith(b"\x1f\x8b") else body
    found = _TOTAL.search(plain)
    return int(found[1]) if found else -1


def told(rounds: Sequence[Mapping[str, Cost]]) -> Iterator[str]:
    """A line a door, the medians; and its ratio, of processor time, within each round."""
    yield f"{'door':28}{'processor ms':>14}{'hub':>7}{'database':>12}{'clock ms':>13}{'bytes':>9}"
    for door in DOORS:
        costs = [one[door.name] for one in rounds]
        said = [statistics.median(getattr(one, name) for one in costs) for name in _NAMES]
        times = ""
        if door.beside:
            ratios = [one[door.name].times(one[door.beside]) for one in rounds]
            times = f"x{statistics.median(ratios):.2f} of the plain one"
        processor, hub, database, clock, size = said
        figures = f"{processor:14.2f}{hub:7.2f}{database:12.2f}{clock:13.2f}{size:9.0f}"
        yield f"{door.name:28}{figures}   {times}".rstrip()


if __name__ == "__main__":
    main()

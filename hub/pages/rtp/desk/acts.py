"""What somebody does to a case or to an offer of it by a form, as elements of its Task.

https://hl7.org/fhir/R4/task.html and docs/decisions/0086-the-transfer-point.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from hub.pages.days import AMSTERDAM, day_of
from hub.pages.rtp.desk.around import described
from hub.pages.rtp.inbox.answers import Changes, Said, Wrong, note_added
from hub.query.case_seen import CaseSeen, SeenOffer
from hub.transfer.lead import CARE_TYPE as ADVISED
from hub.transfer.notes import NOTE
from hub.transfer.open.coding import CARE_TYPE, own_words
from hub.transfer.reading import CANCEL_REASON, HANDOFF, REJECTION_REASON, STATUS
from hub.transfer.spoken import ON_BEHALF_OF, without_word
from profiles.resource.read import element, has, objects
from profiles.systems import URA_SYSTEM

PHONE = "tel-"
"""Before an answer of a candidate: the transfer point writes down what it says by phone."""
TERMS = (2, 4, 8, 24, 48)
USUAL_TERM = 4
"""Hours in which a candidate is to answer."""
REFUSED = ("not-coded", "care-not-offered", "no-indication", "incomplete", "outside-area")
NO_PLACE = ("no-capacity", "no-staff", "not-coded")
CALLED_OFF = (
    *("patient-recovered", "patient-deteriorated", "patient-died", "patient-withdrew"),
    "went-elsewhere",
)
_FURTHER = {
    "keuze": "choice-patient",
    "vervoer": "transport-arranged",
    "opgenomen": "admitted",
}
AGAIN = ("not-coded", "no-capacity", "date", "incomplete")


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was pressed on the page of this case, with the fields of that form."""

    act: str
    fields: Mapping[str, str]
    seen: CaseSeen
    now: datetime

    def of_case(self) -> Changes:
        """What becomes of the Task that leads it; raises Wrong."""
        task = self.seen.of.task
        match self.act:
            case "oppakken":
                return _to("received", "triage")
            case "advies":
                return _to("accepted", "matching") | {"output": self._advised(task)}
            case "wacht":
                period = {"restriction": {"period": {"end": self._day("datum").isoformat()}}}
                return _to("on-hold", "waiting-list") | period
            case "verder":
                return _to("accepted", "matching") | {"restriction": None}
        further = _FURTHER.get(self.act)
        return _to("in-progress", further) if further else self._ends()

    def _ends(self) -> Changes:
        match self.act:
            case "afwijzen":
                return _to("rejected", None) | self._why(REJECTION_REASON, REFUSED)
            case "opschalen":
                return _to("failed", "escalated") | self._why(REJECTION_REASON, NO_PLACE)
            case "intrekken":
                return _to("cancelled", None) | self._why(CANCEL_REASON, CALLED_OFF)
            case "opnieuw":
                return _to("requested", None) | {"statusReason": None}
            case "heropenen":
                return _to("accepted", "matching") | self._why(REJECTION_REASON, AGAIN)
        return self._passed_on()

    def _passed_on(self) -> Changes:
        match self.act:
            case "overdragen":
                return _to("requested", None) | {"restriction": None, "owner": self._other_desk()}
            case "gegevens":
                return {"input": described(self.seen, self.fields)}
            case "stuk":
                return {"input": [*objects(self.seen.of.task.get("input")), self._handoff()]}
        raise Wrong("doe")

    def of_offer(self, one: SeenOffer) -> Changes:
        """What becomes of this offer; raises Wrong."""
        if self.act.startswith(PHONE):
            said = Said(self.act.removeprefix(PHONE), self.fields, self.now)
            return dict(said.changes(one.task)) | spoken(one.task, one.offer.provider)
        match self.act:
            case "kies":
                return self._chosen(one)
            case "begin":
                return self._begun(one)
            case "schrijf":
                return {NOTE: note_added(one.task, self.fields)}
            case "terug" | "afzeggen":
                return self._called_off()
            case "akkoord":
                until = {"restriction": {"period": {"end": term(self.now, self._hours())}}}
                return {"status": "requested", "businessStatus": None} | until
        raise Wrong("doe")

    def _called_off(self) -> Changes:
        """Taken back, or of a transfer under way asked to be."""
        off: dict[str, Any] = {"status": "cancelled", "businessStatus": None}
        if self.act == "afzeggen":
            off = {"businessStatus": coded(STATUS, "abort-asked")}
        return off | self._why(CANCEL_REASON, CALLED_OFF)

    def _chosen(self, one: SeenOffer) -> Changes:
        """The inhabitant chose it: told here, or by who asked, on whose word it is then."""
        if self.fields.get("gekozen") != "ja":
            raise Wrong("gekozen")
        by_phone = self.seen.is_desk and self.fields.get("woord") == "aanvrager"
        word = spoken(one.task, self.seen.case.requester) if by_phone else {}
        return {"businessStatus": coded(STATUS, "selected")} | word

    def _begun(self, one: SeenOffer) -> Changes:
        lead = self.seen.of.task
        return {
            "status": "in-progress",
            "businessStatus": None,
            "basedOn": [lead["focus"]],
            "for": lead["for"],
            "input": [*objects(one.task.get("input")), *handoffs_in(lead)],
        }

    def _other_desk(self) -> Mapping[str, Any]:
        ura = self.fields.get("naar", "")
        if not ura:
            raise Wrong("naar")
        return {"identifier": {"system": URA_SYSTEM, "value": ura}}

    def _handoff(self) -> Mapping[str, Any]:
        name = self.fields.get("stuk", "")
        if not name:
            raise Wrong("stuk")
        return {"type": coded(*HANDOFF[0]), "valueReference": {"reference": f"Composition/{name}"}}

    def _advised(self, task: Mapping[str, Any]) -> Sequence[Any]:
        care = self.fields.get("zorg", "")
        if (CARE_TYPE, care) not in own_words(CARE_TYPE):
            raise Wrong("zorg")
        others = [one for one in objects(task.get("output")) if not has(one.get("type"), ADVISED)]
        said = {"type": coded(*ADVISED), "valueCodeableConcept": coded(CARE_TYPE, care)}
        return [*others, said]

    def _why(self, system: str, known: Sequence[str]) -> dict[str, Any]:
        reason = self.fields.get("reden", "")
        if reason not in known:
            raise Wrong("reden")
        return {"statusReason": coded(system, reason)}

    def _hours(self) -> int:
        said = self.fields.get("uren", "")
        if said not in {str(one) for one in TERMS}:
            raise Wrong("uren")
        return int(said)

    def _day(self, name: str) -> date:
        """A day that is still to come."""
        try:
            day = date.fromisoformat(self.fields.get(name, "").strip()[:10])
        except ValueError:
            raise Wrong(name) from None
        today = day_of(self.now)
        if not today < day <= today + timedelta(days=366):
            raise Wrong(name)
        return day


def handoffs_in(lead: Mapping[str, Any]) -> Sequence[Any]:
    """The nursing handoff that who asked put into the case."""
    return [
        one
        for one in objects(lead.get("input"))
        if any(has(one.get("type"), code) for code in HANDOFF)
        and element(one, "valueReference").get("reference")
    ]


def term(now: datetime, hours: int) -> str:
    """So many hours from now, of a whole hour: more would tell who asks by when he asked."""
    here = (now + timedelta(hours=hours)).astimezone(AMSTERDAM)
    whole = datetime.combine(here.date(), time(here.hour), AMSTERDAM)
    return (whole if whole >= here else whole + timedelta(hours=1)).isoformat()


def spoken(task: Mapping[str, Any], ura: str) -> dict[str, Any]:
    """That this is the word of this organisation, by phone."""
    others = without_word(task).get("extension", task.get("extension")) or []
    word = {
        "url": ON_BEHALF_OF,
        "valueReference": {"identifier": {"system": URA_SYSTEM, "value": ura}},
    }
    return {"extension": [*others, word]}


def coded(system: str, code: str) -> dict[str, Any]:
    """A code, without words of ours."""
    return {"coding": [{"system": system, "code": code}]}


def _to(status: str, phase: str | None) -> dict[str, Any]:
    return {"status": status, "businessStatus": coded(STATUS, phase) if phase else None}

"""The spellings of "not known" are read as one state."""

import pytest

from profiles import systems
from profiles.pzp.unknown import State, state_of
from profiles.pzp.wish import SPECIFICATION_OTHER
from profiles.text.parse import parse
from tests.plugins.shared_data import shared_data
from tests.profiles.pzp.records import concept, goal, limit, observation, other, will

NO_DECISION = "nee, nog geen besluit genomen"


def absent(code: str) -> dict:
    return observation(dataAbsentReason=concept(code, systems.DATA_ABSENT_REASON))


def flavor(code: str) -> dict:
    return observation(valueCodeableConcept=concept(code, systems.NULL_FLAVOR))


def masked(reason: str = "masked") -> dict:
    return {"extension": [{"url": f"{systems.HL7}data-absent-reason", "valueCode": reason}]}


def withheld_words() -> list[dict]:
    return [{"url": SPECIFICATION_OTHER, "_valueString": masked()}]


@pytest.mark.parametrize(
    ("resource", "state"),
    [
        (None, State.UNSAID),
        (limit(), State.DECIDED),
        (limit(says="permit"), State.DECIDED),
        (limit(says=None), State.UNSAID),
        (limit(says=None, modifierExtension=other()), State.OTHERWISE),
        (limit(says=None, extension=other()), State.OTHERWISE),
        (limit(says=None, modifierExtension=other("Niet besproken")), State.NOT_ASKED),
        (limit(says=None, modifierExtension=other(" ONBEKEND. ")), State.UNKNOWN),
        (limit(says=None, modifierExtension=other("Onbekend, vraag het hem")), State.OTHERWISE),
        (limit(modifierExtension=other("Onbekend")), State.OTHERWISE),
        (limit(says=None, modifierExtension=other(" - ")), State.UNSAID),
        (limit(status="entered-in-error"), State.UNSAID),
        (will(), State.DECIDED),
        (will(provision={}), State.UNSAID),
        (observation(), State.UNSAID),
        (observation(valueString="home"), State.DECIDED),
        (observation(valueString="-"), State.UNSAID),
        (observation(valueCodeableConcept=concept("264362003")), State.DECIDED),
        (observation(valueCodeableConcept={"text": "on the boat"}), State.DECIDED),
        (flavor("OTH"), State.DECIDED),
        (flavor("UNK"), State.UNKNOWN),
        (flavor("ASKU"), State.UNKNOWN),
        (flavor("NASK"), State.NOT_ASKED),
        (absent("asked-unknown"), State.UNKNOWN),
        (absent("unknown"), State.UNKNOWN),
        (absent("not-asked"), State.NOT_ASKED),
        (absent("asked-declined"), State.DECLINED),
        (absent("error"), State.UNSAID),
        (goal("385987000"), State.DECIDED),
        (goal(description=concept("UNK", systems.NULL_FLAVOR)), State.UNKNOWN),
        (goal("385987000", lifecycleStatus="entered-in-error"), State.UNSAID),
        (goal(description=masked()), State.WITHHELD),
        (limit(says=None, modifierExtension=other("nog onbekend")), State.UNKNOWN),
        (limit(says=None, modifierExtension=other(NO_DECISION)), State.UNDECIDED),
        (limit(says=None, modifierExtension=other(f" {NO_DECISION.upper()} ")), State.UNDECIDED),
        (limit(says=None, modifierExtension=other("nog geen besluit")), State.OTHERWISE),
        (limit(says=None, modifierExtension=other("niet bekend")), State.OTHERWISE),
        (limit(says=None, modifierExtension=other("Anders")), State.OTHERWISE),
        (limit(says=None, modifierExtension=withheld_words()), State.WITHHELD),
        (limit(provision=masked()), State.WITHHELD),
        (limit(provision={"_type": masked()}), State.WITHHELD),
        (limit(provision={"_type": masked("unknown")}), State.UNKNOWN),
        (limit(provision={"type": "deny", "code": [masked()]}), State.DECIDED),
        (will(provision={"code": [masked()]}), State.WITHHELD),
        (will(provision=masked()), State.WITHHELD),
        (will(provision={"code": [concept("NR", systems.ADVANCE_DIRECTIVE_TYPE)]}), State.DECIDED),
        (absent("masked"), State.WITHHELD),
        (flavor("MSK"), State.WITHHELD),
        (observation(_valueString=masked()), State.WITHHELD),
        (observation(_valueBoolean=masked("asked-unknown")), State.UNKNOWN),
        (observation(valueCodeableConcept=masked()), State.WITHHELD),
        (observation("665671000146101", valueBoolean=False), State.DECIDED),
        (observation("665671000146101", valueBoolean=True), State.DECIDED),
        ({"resourceType": "Flag"}, State.UNSAID),
    ],
)
def test_each_spelling_is_one_state(resource, state):
    assert state_of(resource) is state


def test_unknown_is_every_state_without_a_wish():
    wishes = {State.DECIDED, State.OTHERWISE, State.WITHHELD}
    assert {state for state in State if not state.is_unknown} == wishes


def test_what_is_withheld_is_neither_known_nor_unknown():
    assert not State.WITHHELD.is_unknown
    assert State.UNDECIDED.is_unknown


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Consent-ACP-TreatmentDirective-SwitchOffICD-Pat1", State.NOT_ASKED),
        ("Consent-ACP-AdvanceDirective-DNR-Pat1", State.DECIDED),
        ("Observation-ACP-LegallyCapable-Pat1", State.DECIDED),
        ("Goal-ACP-MedicalPolicyGoal-Pat1", State.DECIDED),
    ],
)
def test_so_does_its_next_release(name, state):
    path = shared_data("pzp-1.0-examples") / f"{name}.json"
    assert state_of(parse(path.read_bytes())) is state


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Observation-F1-ACP-PositionRegardingEuthanasia-Unknown", State.UNKNOWN),
        ("Observation-F1-ACP-PreferredPlaceOfDeath-Unknown", State.UNKNOWN),
        ("Consent-F1-ACP-TreatmentDirective-400231000146108", State.NOT_ASKED),
        ("Observation-F1-ACP-OrganDonationChoiceRegistration-Yes", State.DECIDED),
    ],
)
def test_the_guide_spells_them_in_different_ways(name, state):
    assert state_of(parse((shared_data("pzp-examples") / f"{name}.json").read_bytes())) is state

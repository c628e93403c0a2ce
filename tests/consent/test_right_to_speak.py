from dataclasses import replace

from consent.source import Source
from tests.consent.builders import GP, HOSPITAL, SYSTEM, about, answer, asked, yes

STRANGER = Source(custodian=GP)


def test_nobody_is_shown_what_a_source_keeps_that_does_not_treat_him() -> None:
    assert answer(yes(), sources=(STRANGER,)).reason == "C-SOURCE-UNRELATED"
    assert answer(yes(), sources=(replace(STRANGER, contact=True),)).reason == "C-EXPLICIT-PERMIT"


def test_another_source_is_not_silenced_by_it() -> None:
    elsewhere = replace(STRANGER, custodian=HOSPITAL)
    assert answer(yes(), sources=(elsewhere,)).reason == "C-EXPLICIT-PERMIT"


def test_who_may_not_speak_to_others_keeps_his_own_dossier() -> None:
    itself = asked(asker=SYSTEM, purpose=None)
    silenced = (replace(STRANGER, custodian=HOSPITAL),)
    own = answer(ask=itself, of=about(custodian=HOSPITAL), sources=silenced)
    assert own.reason == "C-OWN-DOSSIER"

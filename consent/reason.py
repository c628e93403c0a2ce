"""What each reason code says: in English for who builds on the hub, in Dutch on a screen.

The code itself is what the ledger keeps. docs/decisions/0029-the-decision-whole.md
"""

from collections.abc import Mapping
from typing import NamedTuple


class Wording(NamedTuple):
    """One reason in words; `nl` is shown to a professional."""

    en: str
    nl: str


WORDS: Mapping[str, Wording] = {
    "A-BTG-NEEDS-PERSON": Wording(
        "An emergency is declared by a person, not by a system.",
        "Spoed wordt gemeld door een mens, niet door een systeem.",
    ),
    "A-BTG-NO-REASON": Wording(
        "No reason was given for the emergency.",
        "Er is niet gezegd waarom dit spoed is.",
    ),
    "A-BTG-REAUTH": Wording(
        "An emergency takes a log-in at assurance high, within the last five minutes.",
        "Voor spoed moet u korter dan vijf minuten geleden zijn ingelogd, op niveau hoog.",
    ),
    "A-BTG-ROLE": Wording(
        "This role does not declare emergencies.",
        "Met deze rol kunt u geen spoed melden.",
    ),
    "A-CALLER": Wording(
        "Nothing stands against this caller.",
        "Er is niets tegen deze vrager.",
    ),
    "A-LOA": Wording(
        "It is not sure enough who asks.",
        "Het is niet zeker genoeg wie dit vraagt.",
    ),
    "A-NO-RELATION": Wording(
        "No treatment relation was stated.",
        "Er is niet gezegd dat er een behandelrelatie is.",
    ),
    "A-NOT-CUSTODIAN": Wording(
        "This is another organisation's to say or to change.",
        "Dit is aan een andere organisatie om te zeggen of te veranderen.",
    ),
    "A-OTHER-LAUNCH": Wording(
        "The app was opened for another inhabitant.",
        "De app is geopend voor een andere inwoner.",
    ),
    "A-PURPOSE": Wording(
        "This purpose of use does not open care data.",
        "Dit doel geeft geen toegang tot zorggegevens.",
    ),
    "A-ROLE": Wording(
        "This role does not read the data of others at this kind of organisation.",
        "Deze rol ziet bij dit soort organisatie geen gegevens van anderen.",
    ),
    "C-BTG": Wording(
        "Open because of the declared emergency; the use is reviewed.",
        "Open vanwege de gemelde spoed; dit gebruik wordt achteraf bekeken.",
    ),
    "C-BTG-FORBIDDEN": Wording(
        "The inhabitant objected, and that holds in an emergency too.",
        "De inwoner heeft bezwaar gemaakt, en dat geldt ook bij spoed.",
    ),
    "C-DECEASED": Wording(
        "The inhabitant died; what is needed is asked of who keeps it.",
        "De inwoner is overleden; vraag wat nodig is aan wie het bewaart.",
    ),
    "C-EXPIRED": Wording(
        "The choice is over.",
        "De keuze is verlopen.",
    ),
    "C-EXPLICIT-DENY": Wording(
        "The inhabitant objected.",
        "De inwoner heeft bezwaar gemaakt.",
    ),
    "C-EXPLICIT-PERMIT": Wording(
        "The inhabitant permits this.",
        "De inwoner geeft hier toestemming voor.",
    ),
    "C-IMPLIED-COC": Wording(
        "Open for this transfer of care, which the inhabitant agreed to.",
        "Open voor deze overdracht, waarmee de inwoner heeft ingestemd.",
    ),
    "C-MITZ-DENY": Wording(
        "Mitz gives no permission: that is a no, or no choice.",
        "Mitz geeft geen toestemming: dat is een nee, of er is niets gekozen.",
    ),
    "C-MITZ-PERMIT": Wording(
        "The inhabitant permits this in Mitz.",
        "De inwoner geeft hier in Mitz toestemming voor.",
    ),
    "C-NO-CHOICE": Wording(
        "The inhabitant made no choice about this, so it is closed.",
        "De inwoner heeft hierover niets gekozen; daarom is het dicht.",
    ),
    "C-NOT-ENTITLED": Wording(
        "Who permitted this may not decide for the inhabitant.",
        "Wie toestemming gaf, mag hierover niet voor de inwoner beslissen.",
    ),
    "C-NOT-YET-VALID": Wording(
        "What was recorded does not hold yet: its day has to come, or it waits to be confirmed.",
        "Wat is vastgelegd geldt nog niet: de dag moet nog komen, of het wacht op bevestiging.",
    ),
    "C-OFFERED": Wording(
        "Open to who was offered a place to fill, without a name.",
        "Open voor wie om een plek werd gevraagd, zonder naam.",
    ),
    "C-OWN-DOSSIER": Wording(
        "Your organisation keeps this itself.",
        "Uw organisatie bewaart dit zelf.",
    ),
    "C-SOURCE-UNAVAILABLE": Wording(
        "Mitz gave no answer, so it is closed.",
        "Mitz gaf geen antwoord; daarom is het dicht.",
    ),
    "C-SOURCE-UNRELATED": Wording(
        "Who keeps this stated no treatment relation, so it is shown to nobody else.",
        "Wie dit bewaart gaf geen behandelrelatie op; daarom ziet niemand anders het.",
    ),
    "C-WITHDRAWN": Wording(
        "The choice was withdrawn.",
        "De keuze is ingetrokken.",
    ),
    "C-WITHOUT-BSN": Wording(
        "Who has no BSN is in the dossier of the organisation that keeps him alone.",
        "Wie geen BSN heeft, staat alleen in het dossier van de organisatie die hem bewaart.",
    ),
    "D-PUSH-STORED-CLOSED": Wording(
        "Stored, and open to nobody else.",
        "Opgeslagen, en voor niemand anders open.",
    ),
    "D-PUSH-STORED-OPEN": Wording(
        "Stored, and open to somebody whom the inhabitant let in.",
        "Opgeslagen, en open voor wie van de inwoner mag meekijken.",
    ),
    "P-NO-PATIENT-CONTEXT": Wording(
        "A search says whose record it is about.",
        "Wie zoekt, zegt om wiens gegevens het gaat.",
    ),
    "P-SCOPE-CHANGE": Wording(
        "A wish does not become a choice about exchange, nor back.",
        "Een wens wordt geen keuze over uitwisselen, en andersom ook niet.",
    ),
    "P-WITHDRAW-INSTEAD": Wording(
        "A choice is withdrawn, not deleted.",
        "Een keuze wordt ingetrokken, niet verwijderd.",
    ),
    "S-CONSENT-RECORDED": Wording(
        "The choice may be recorded.",
        "De keuze mag worden vastgelegd.",
    ),
    "S-NOT-ENTITLED": Wording(
        "This is for the inhabitant, and for who recorded it.",
        "Dit is voor de inwoner, en voor wie het vastlegde.",
    ),
    "S-OWN-DATA": Wording(
        "It is the inhabitant's own.",
        "Het is van de inwoner zelf.",
    ),
}


def words_of(reason: str) -> Wording:
    """What the code says; raises KeyError of one that no rule gives."""
    return WORDS[reason]

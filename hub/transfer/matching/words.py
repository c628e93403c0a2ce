"""How the desk reads why a candidate falls out, and what speaks for it."""

from collections.abc import Mapping

from hub.transfer.matching.filters import Filter, Verdict
from hub.transfer.open.coding import CARE_TYPE, MATCHING_NEED, own_words

_MISFITS: Mapping[Filter, str] = {
    "excluded": "De patiënt wil hier niet heen",
    "care-type": "Geeft deze soort zorg niet",
    "indication": "De indicatie ontbreekt",
    "legal-status": "Mag niemand opnemen met deze juridische status",
    "closed-ward": "Heeft geen gesloten afdeling",
    "isolation": "Kan niet isoleren",
    "bariatric": "Heeft geen bariatrisch bed",
    "skills": "Kan niet wat er nodig is",
    "room": "De vrije plaats past niet bij deze patiënt",
    "area": "De patiënt woont buiten het werkgebied",
    "age": "Neemt niemand op van deze leeftijd",
    "date": "Neemt op alle gevraagde dagen niemand op",
}
_UNKNOWNS: Mapping[Filter, str] = {
    "indication": "Niet bekend of de indicatie er is",
    "legal-status": "Niet bekend: de juridische status, of of die hier kan",
    "closed-ward": "Niet bekend of er een gesloten afdeling is",
    "isolation": "Niet bekend of isoleren kan",
    "bariatric": "Niet bekend of er een bariatrisch bed is",
    "skills": "Niet bekend of dit hier kan",
    "room": "Niet zeker of de vrije plaats past",
    "area": "Niet bekend of de patiënt in het werkgebied woont",
    "age": "Niet bekend of de leeftijd past",
}
FACTORS: Mapping[str, str] = {
    "start": "Eerste dag met plaats",
    "distance": "Afstand tot huis",
    "partner": "Afstand tot de partner",
    "wish-place": "Wens: deze plek",
    "wish-near": "Wens: dicht bij",
    "wish-faith": "Wens: levensovertuiging",
    "wish-language": "Wens: taal",
    "continuity": "Was hier eerder cliënt",
    "freshness": "Hoe vers de opgave is",
    "response": "Hoe snel hier eerder geantwoord is",
    "contract": "Contract met de verzekeraar",
}


def in_words(verdict: Verdict) -> str:
    """One sentence in Dutch, with what it is about by our words, or as it was written."""
    words = (_MISFITS if verdict.is_misfit else _UNKNOWNS)[verdict.filter]
    about = [_called(one) for one in verdict.about]
    return f"{words}: {', '.join(about)}" if about else words


def _called(code: str) -> str:
    systems = (CARE_TYPE, MATCHING_NEED)
    found = (own_words(system).get((system, code)) for system in systems)
    return next(filter(None, found), code)

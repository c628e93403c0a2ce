"""What the figures are called for who reads them."""

from collections.abc import Mapping

FIGURES: Mapping[str, str] = {
    "time-to-place": "Tijd van aanvraag tot gekozen plaats",
    "ready-to-admission": "Tijd van medisch klaar tot opname",
    "desk-time": "Tijd tot triage klaar, dag en nacht geteld",
    "desk-time-office-hours": "Tijd tot triage klaar, in kantooruren",
    "wait-nights": "Nachten van medisch klaar tot opname",
    "wait-nights-until-now": "Nachten sinds medisch klaar, nog niet opgenomen",
    "wrong-bed-nights-nza": "Verkeerdebednachten volgens de NZa",
    "time-to-takeover": "Tijd van opname tot dossier overgenomen",
    "outcome": "Hoe de aanvraag nu staat",
    "cancel-reason": "Waarom een aanvraag is ingetrokken",
    "requested-in-shift": "Aangevraagd overdag, 's avonds, 's nachts of in het weekend",
    "placed-in-round": "Geplaatst in de eerste ronde of later",
    "placed-in-city": "Geplaatst in de eigen woonplaats of elders",
    "care-advised-anew": "Ander soort zorg geadviseerd dan eerst",
    "opened-again": "Aanvraag heropend",
    "transfer-failed": "Overplaatsing mislukt",
    "handoff-complete": "Overdracht volledig",
    "open-cases": "Aanvragen zonder plaats, oud en jong",
    "flow": "Instroom, doorstroom en uitstroom",
    "response-time": "Tijd tot antwoord van de aanbieder",
    "answer": "Antwoord van de aanbieder",
    "refusal-reason": "Reden van weigering",
    "promise": "Toezegging gehouden of gebroken",
    "refused-with-place": "Geweigerd wegens plaats of personeel, terwijl plaats was opgegeven",
    "capacity-freshness": "Locaties met verse opgave van plaatsen",
}
SCORES: Mapping[str, str] = {"p50": "mediaan", "p90": "90e percentiel", "total": "totaal"}
DIMENSIONS: Mapping[str, str] = {
    "care-type": "soort zorg",
    "shift": "dienst",
    "region": "regio",
    "week": "week",
    "provider": "aanbieder",
    "origin": "herkomst",
    "destination": "bestemming",
}

"""Papers of invented inhabitants."""

from typing import Any

from hub.pages.paper.words import OwnWords, Part, Said, Wishes

HEART = Said(
    about="Reanimeren",
    decision="Niet reanimeren. Stopt uw hart? Dan doen hulpverleners daar niets aan.",
    date="12 maart 2026",
    author="A. Arts, huisarts",
    source="Huisartsenpraktijk De Sluis",
)
HOSPITAL = Said(
    about="Opname in het ziekenhuis",
    decision="Anders: lees zelf.",
    date="maart 2026",
    author="B. de Boer, verpleegkundige",
    source="Zorggroep De Polder",
    notes=(
        "Alleen als ik daarna weer naar huis kan.",
        "Verschilt van: Ziekenhuis Oost, 3 januari 2025: wel opnemen.",
    ),
)
OWN = OwnWords(
    question="Wat is voor mij belangrijk?",
    text="Dat mijn hond bij mij is.\n\nEn dat het raam open staat.",
    date="1 november 2026",
)


def a_paper(**members: Any) -> Wishes:
    """Two decisions, a part of which nothing is known, and words of his own."""
    given: dict[str, Any] = {
        "language": "nl",
        "name": "Johanna Polderman-van der Sluis",
        "born": "4 mei 1938 (88 jaar)",
        "printed": "29 november 2026, 20.40 uur",
        "parts": (
            Part("Wat wil ik wel en niet?", (HEART, HOSPITAL)),
            Part("Waar wil ik zijn als ik doodga?"),
        ),
        "own": (OWN,),
    }
    return Wishes(**{**given, **members})


def words_of(paper: Wishes) -> list[str]:
    """Every text in it that has to be found on paper."""
    found = [paper.name, paper.born, paper.printed, *paper.warnings]
    for part in paper.parts:
        found += [part.heading, part.instead]
        for said in part.said:
            found += [said.about, said.decision, said.date, said.author, said.source, *said.notes]
    for own in paper.own:
        found += [own.question, own.text, own.date]
    return [text for text in found if text.strip()]

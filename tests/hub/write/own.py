"""Own words and requests to correct, as a person's app sends them."""

from typing import Any

from profiles import correction, own_words, systems

DUCKS = 'Elke ochtend met Joke naar de eendjes; <script>alert(1)</script> & "tot het laatst" 🦆'
RIGHT = {"matters": DUCKS, "warn": "Kat Minoes. Bel mijn zus."}


def own(patient: str, /, **members: Any) -> dict[str, Any]:
    """Own words, valid unless told otherwise."""
    return {**own_words.response(patient, RIGHT), **members}


def wrong(patient: str, focus: str, /, **members: Any) -> dict[str, Any]:
    """A request to correct this."""
    return {**correction.request(patient, focus, "Dit heb ik nooit gezegd."), **members}


def heard(words: str, number: str, **members: Any) -> dict[str, Any]:
    """A professional with this number read and discussed this version."""
    return {
        "resourceType": "Provenance",
        "target": [{"reference": words}],
        "recorded": "2026-11-29T10:00:00+01:00",
        "activity": {"coding": [{"system": systems.HUB_RECORD, "code": "read-and-discussed"}]},
        "agent": [
            {
                "who": {
                    "identifier": {"system": systems.UZI_PERSON, "value": number},
                    "display": "A. Arts",
                }
            }
        ],
        **members,
    }

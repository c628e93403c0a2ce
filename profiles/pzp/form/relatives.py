"""Question 1200: that it is up to the patient to tell relatives; one fact, of two types.

Both have one business identifier, so that a reader of both sees one fact.
"""

from collections.abc import Callable, Mapping

from profiles.invalid import JsonObject
from profiles.pzp.form.answers import Answers
from profiles.pzp.form.communication import communication
from profiles.pzp.form.communication_request import communication_request
from profiles.pzp.form.talk import Talk

RELATIVES_KIND = "communication"

_INFORMED = "1200"
_WRITTEN: Mapping[str, Callable[[str, Talk], JsonObject]] = {
    "Communication": communication,
    "CommunicationRequest": communication_request,
}


def relatives_informed(answers: Answers, talk: Talk) -> JsonObject | None:
    """The resource of the release; None when the patient was not told, or that is not answered."""
    if not answers.yes_no(_INFORMED):
        return None
    return _WRITTEN[talk.guide.informing](RELATIVES_KIND, talk)

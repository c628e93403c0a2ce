"""Whether the answer to a call is that of a hub which took what was sent.

What stands between (a log-in page, a proxy, the wrong address) answers 200 too.
"""

from adapters.core.errors import Unreachable
from adapters.core.json import load
from profiles.invalid import JsonObject


def must_be_taken(target: str, sent: bytes, answer: JsonObject) -> None:
    """Raise Unreachable where nothing shows that it was.

    Of a transaction each entry is answered, https://hl7.org/fhir/R4/http.html#transaction-response
    """
    if target:
        is_taken = answer.get("resourceType") == "Parameters"
    else:
        is_taken = answer.get("resourceType") == "Bundle" and _answers(answer) == _asked(sent)
    if not is_taken:
        raise Unreachable("the answer is not that of a hub which took it", 200)


def _asked(sent: bytes) -> int:
    return len(load(sent).get("entry", []))


def _answers(bundle: JsonObject) -> int | None:
    """How many entries were done; None where it is another Bundle, or one was not done."""
    entries = bundle.get("entry", [])
    if bundle.get("type") != "transaction-response" or not isinstance(entries, list):
        return None
    return len(entries) if all(map(_is_done, entries)) else None


def _is_done(entry: object) -> bool:
    response = entry.get("response") if isinstance(entry, dict) else None
    return isinstance(response, dict) and str(response.get("status", "")).startswith("2")

"""Words that most rows have, as small numbers; every other word is written as it is.

A number means its word for good: new ones come at the end.
"""

_WORDS = (
    *("read", "vread", "history-instance", "search-type", "create", "update", "delete"),
    *("transaction", "batch", "operation", "token", "get", "post", "put", "other"),
    *("NOTHING", "DIRECTORY", "C-OWN-DOSSIER", "C-EXPLICIT-PERMIT", "C-EXPLICIT-DENY"),
    *("C-NO-CHOICE", "C-WITHDRAWN", "S-OWN-DATA", "S-OWN-LOG", "D-PUSH"),
    *("D-PUSH-STORED-OPEN", "D-PUSH-STORED-CLOSED"),
    *("Patient", "Consent", "Goal", "Observation", "Procedure", "Communication", "Encounter"),
    *("DeviceUseStatement", "Device", "QuestionnaireResponse", "RelatedPerson", "Practitioner"),
    *("PractitionerRole", "Organization", "Bundle", "AuditEvent"),
    *("start", "stop", "configuration", "verify", "expire", "export"),
)
_NUMBERS = {word: number for number, word in enumerate(_WORDS)}

Code = int | str


def code_of(word: str) -> Code:
    """Its number, or the word where it has none."""
    return _NUMBERS.get(word, word)


def word_of(code: Code) -> str:
    """The word again."""
    return _WORDS[code] if isinstance(code, int) else code

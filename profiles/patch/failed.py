"""Why a patch was not applied. https://hl7.org/fhir/R4/http.html#patch."""

from profiles.issue import Issue


class PatchFailed(ValueError):
    """What is wrong, where in what was sent or in the resource; never a value of either."""

    def __init__(self, text: str, code: str, expression: str) -> None:
        super().__init__(text)
        self.issue = Issue("error", code, expression, text)


class MalformedPatch(PatchFailed):
    """It is no patch, whatever the resource is like."""

    def __init__(self, text: str, expression: str = "") -> None:
        super().__init__(text, "invalid", expression)


class Unapplicable(PatchFailed):
    """It does not fit the resource as that is now."""

    def __init__(self, text: str, expression: str = "", code: str = "processing") -> None:
        super().__init__(text, code, expression)

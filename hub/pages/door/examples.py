"""The calls that the guide for vendors shows, and that a demo runs: these, and no others.

They are of invented people, as systems of the demo's: tests hold them to the demo's own lists.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.security.professional import Professional
from hub.security.requester import Practitioner
from profiles import systems
from profiles.pzp.queries import QUERIES

SOURCE, READER = "gp-de-sluis", "gp-post"
BSN = "999940107"
FHIR_JSON = "application/fhir+json"
DOCTOR = Professional(Practitioner("900000501", "Demo Zorgverlener", "01.015"), "TREAT")
_FIND = {"identifier": f"{systems.BSN_SYSTEM}|{BSN}"}
_SHELL = str.maketrans({"$": "\\$", '"': '\\"', "`": "\\`"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One call: `path` may hold `{id}`, the Patient's, which is asked first.

    `client` is the system that asks, empty where nobody has to; `file` is sent, of the demo's
    folder; `form` goes in the body.
    """

    name: str
    does: str
    path: str
    client: str = ""
    method: str = "GET"
    doctor: bool = False
    file: str = ""
    form: Mapping[str, str] | None = None

    @property
    def asks_patient(self) -> bool:
        """Whether the Patient has to be found first."""
        return "{id}" in self.path

    def curl(self) -> str:
        """The same for a shell, where $HUB, $TOKEN and $ID are set."""
        path = self.path.translate(_SHELL).replace("{id}", "$ID")
        lines = [f'curl -s "$HUB{path}"']
        if self.client:
            lines.append('-H "Authorization: Bearer $TOKEN"')
        if self.file:
            lines.append(f"-H 'Content-Type: {FHIR_JSON}' --data-binary @{self.file}")
        for name, value in (self.form or {}).items():
            lines.append(f"--data-urlencode '{name}={value}'")
        if self.method not in {"GET", "POST"}:
            lines.append(f"-X {self.method}")
        return " \\\n  ".join(lines)


def _query(number: int, query: str) -> Example:
    kind = query.partition("?")[0]
    return Example(
        name=f"query-{number}",
        does=f"query {number}: {kind}",
        path=f"/fhir/{query}",
        client=READER,
        doctor=True,
    )


TOKEN = Example(
    name="token", does="the token request", path="/auth/token", method="POST", client=SOURCE
)
"""Made by hand: its form has a new assertion each time."""
METADATA = Example(name="metadata", does="the CapabilityStatement", path="/fhir/metadata")
PUSH = Example(
    name="push",
    does="the push",
    path="/fhir",
    method="POST",
    client=SOURCE,
    file="stories/new-wish.json",
)
VALIDATE = Example(
    name="validate",
    does="the judgement",
    path="/fhir/Bundle/$validate",
    method="POST",
    client=SOURCE,
    file="stories/new-wish.json",
)
FIND = Example(
    name="find",
    does="the search for a Patient",
    path="/fhir/Patient/_search",
    method="POST",
    client=READER,
    doctor=True,
    form=_FIND,
)
SUMMARY = Example(
    name="summary",
    does="the summary",
    path="/fhir/Patient/{id}/$summary",
    client=READER,
    doctor=True,
)
PAGE = Example(
    name="page",
    does="the page of words",
    path="/fhir/Patient/{id}/$summary?_format=text/plain",
    client=READER,
    doctor=True,
)
REFUSED = Example(
    name="refused",
    does="the refusal",
    path=f"/fhir/Patient?identifier={systems.BSN_SYSTEM}%7C{BSN}",
    client=READER,
    doctor=True,
)
LAUNCH = Example(
    name="launch",
    does="the launch",
    path="/auth/launch",
    method="POST",
    client=READER,
    doctor=True,
    form={"bsn": BSN},
)
SEARCHES = tuple(_query(number, one) for number, one in enumerate(QUERIES, 1))
EXAMPLES: Mapping[str, Example] = {
    one.name: one
    for one in (
        *(METADATA, TOKEN, PUSH, VALIDATE, FIND, *SEARCHES),
        *(SUMMARY, PAGE, REFUSED, LAUNCH),
    )
}

"""A choice as $consent-status tells it, and what is done with it by what it says."""

from typing import Any

import httpx

from profiles.check.structure import check_structure as validate
from profiles.text.parse import parse
from tests.builders import a_privacy_consent
from tests.hub.write.home import Home
from tests.hub.write.test_choices_in_words import part, parts
from tests.plugins.hub import Caller

STATUS = "Consent/$consent-status"


class Told:
    """One choice as $consent-status tells it."""

    def __init__(self, said: list[dict[str, Any]]) -> None:
        self.said = said
        self.id = part(said, "resource")["id"]
        self.etag: str = part(said, "etag")
        self.state: str = part(said, "state")
        self.acts = {
            part(one["part"], "code"): part(one["part"], "status")
            for one in said
            if one["name"] == "act"
        }

    def __getitem__(self, name: str) -> Any:
        return part(self.said, name)

    def has(self, name: str) -> bool:
        return any(one["name"] == name for one in self.said)

    async def do(self, asker: Caller, act: str) -> httpx.Response:
        """As the answer says how: the same Consent, with that status and that ETag."""
        body = {**self["resource"], "status": self.acts[act]}
        return await asker("PUT", f"Consent/{self.id}", body, if_match=self.etag)


async def told(asker: Caller, query: str = "") -> list[Told]:
    answer = await asker.get(f"{STATUS}{query}")
    assert validate(parse(answer.content)) == []
    return [Told(one) for one in parts(answer, "choice")]


def to_pharmacies(home: Home, **choice: Any) -> dict[str, Any]:
    return a_privacy_consent(home.patient, category="RPZAC005", **choice)

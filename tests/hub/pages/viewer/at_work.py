"""Professionals at /viewer: windows of theirs, and the records that they may look at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import httpx

from tests.builders import a_treatment_directive
from tests.plugins.launching import Ehr
from tests.plugins.people import Browser, Inhabitant
from tests.stubs.provider import Somebody

TOKEN = re.compile(r'name="teken" value="([^"]+)"')
REF = re.compile(r"/viewer/(w/[A-Za-z0-9_-]{43})")
LANDED = 10
NOTHING = "Er staat hier niets, of niets voor u"
WORDS = "Bewusteloos op straat gevonden"
DECLARED = {"reden": "unconscious", "waarom": WORDS}


@dataclass
class Ward:
    """An organisation, and two inhabitants of whom it keeps a wish."""

    ehr: Ehr
    treated: Inhabitant
    other: Inhabitant

    @classmethod
    def of(cls, ehr: Ehr) -> "Ward":
        """With wishes of both."""
        one, other = ehr.inhabitant(), ehr.inhabitant()
        for who in (one, other):
            ehr.keeps(a_treatment_directive(f"Patient/{who.patient}"))
        return cls(ehr, one, other)

    @property
    def doctor(self) -> Somebody:
        """As the provider of log-ins knows him."""
        return self.ehr.doctor

    @property
    def sure(self) -> Somebody:
        """The same, known surely and just now."""
        return replace(self.doctor, level="high")


class Window(Browser):
    """One browser at /viewer; `form` is the token of the page that it shows."""

    def get(self, path: str = "", **headers: str) -> httpx.Response:
        """A page under /viewer, by what stands behind it, or by its address."""
        url = path if path.startswith("/viewer") else f"/viewer{path}"
        return self._shown(self.http.get(url, headers=headers))

    def post(
        self, path: str, fields: Mapping[str, str] | None = None, **headers: str
    ) -> httpx.Response:
        """A form of the page that it shows, unless told otherwise."""
        url = path if path.startswith("/viewer") else f"/viewer{path}"
        sent = {"Sec-Fetch-Site": "same-origin", "Origin": self.hub.url}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = {"teken": self.form, **(fields or {})}
        return self._shown(self.http.post(url, data=data, headers=sent))

    def to_provider(self, path: str) -> httpx.Response:
        """As far as where the browser is sent to log in."""
        away = self.http.get(path if path.startswith("/viewer") else f"/viewer{path}")
        assert away.status_code == 303, away.text
        return self.http.get(away.headers["location"])

    def logs_in(self, who: Somebody, path: str = "/inloggen") -> httpx.Response:
        """The page that who logs in comes to, from this way in."""
        return self.follow(self.http.get(self.provider(self.to_provider(path), who)))

    def opened(self, ehr: Ehr, bsn: str, who: Somebody | None = None) -> httpx.Response:
        """The same, where his EHR opens the page."""
        return self.logs_in(who or ehr.doctor, launch_path(self.hub.url, ehr.launched(bsn)))

    def finds(self, bsn: str, says: str = "behandel") -> httpx.Response:
        """The page that comes of a BSN, typed on the first page."""
        self.get()
        return self.follow(self.post("", {"bsn": bsn, "doel": says}))

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """To where it is sent, until a page is shown."""
        for _ in range(LANDED):
            if answer.status_code != 303:
                return self._shown(answer)
            answer = self.http.get(answer.headers["location"])
        raise AssertionError("it never comes to a page")

    def _shown(self, answer: httpx.Response) -> httpx.Response:
        found = TOKEN.search(answer.text)
        self.form = unescape(found[1]) if found else self.form
        return answer


def launch_path(url: str, launch: str) -> str:
    """The address at which an EHR opens the page."""
    return str(httpx.URL("/viewer/launch", params={"iss": f"{url}/fhir", "launch": launch}))


def ref_of(answer: httpx.Response) -> str:
    """The address of the page about an inhabitant that this is, or sends to, behind /viewer."""
    said = answer.headers.get("location", "") or str(answer.url)
    found = REF.search(said)
    assert found, said
    return f"/{found[1]}"


def words_on(answer: httpx.Response) -> str:
    """What a reader of the page reads, the person on top too."""
    body = answer.text.partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def shows_wishes(answer: httpx.Response) -> bool:
    """Whether it is a page with wishes."""
    return answer.status_code == 200 and "Reanimatie" in words_on(answer)


def rows_of(rows: list[dict[str, Any]], interaction: str) -> list[dict[str, Any]]:
    """Of the ledger, those of this interaction."""
    return [one for one in rows if one["interaction"] == interaction]

"""The two pages of the authorization server: what a person is asked, and why he can't go on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import RedirectResponse, Response

from consent.question import amsterdam_day
from hub.http.kept_apart import kept_apart
from hub.oauth.people.authorization_request import LANGUAGES
from hub.oauth.people.permission import OFFLINE, OPENID, split
from hub.oauth.people.under_way import Asking, Whose
from hub.security.scopes import parse_scopes
from profiles.identifiers import holds_bsn

SEE_OTHER = 303
_LETS_IN = "style-src 'self'; img-src data:"
"""Their icon is none, which stands in the page: else a browser asks for one."""
_WRITES = {
    "Consent": "chooses",
    "QuestionnaireResponse": "writes_words",
    "Task": "asks_to_correct",
}
_HERE = "hub.oauth.people"
_TEMPLATES = Environment(
    loader=PackageLoader(_HERE, ""),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
AGAIN, LATER, TOO_OFTEN = "again", "later", "too_often"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whether this app may do this; `fault` is whether he did not say for whom."""

    app: str
    scopes: str
    asking: Asking
    tag: str
    language: str
    until: datetime
    fault: bool = False


def language_of(said: str | None, accepted: str = "") -> str:
    """The one that is asked for, or else the first that the browser has and we speak."""
    asked = [said or "", *(one.partition(";")[0].strip() for one in accepted.split(","))]
    spoken = (one.partition("-")[0].lower() for one in asked)
    return next((one for one in spoken if one in LANGUAGES), LANGUAGES[0])


def question(asked: Question) -> Response:
    """The page that asks; a browser goes on from it to the app's own redirect address too."""
    asking, words = asked.asking, _words(asked.language)
    shown = _TEMPLATES.get_template("question.html").render(
        t=words,
        app=asked.app,
        acts=_acts(asked.scopes, words, asked.until),
        others=_labels(asking.others, words),
        form=asking.form,
        tag=asked.tag,
        fault=asked.fault,
        language=asked.language,
        other=next(one for one in LANGUAGES if one != asked.language),
    )
    parts = urlsplit(asking.pushed.redirect_uri)
    headers = kept_apart(f"'self' {parts.scheme}://{parts.netloc}", _LETS_IN)
    return _html(shown, 400 if asked.fault else 200, headers)


def refusal(status: int, why: str, language: str) -> Response:
    """A page that sends nobody anywhere, for nobody knows where it would be safe to go."""
    words = _words(language)
    page = _TEMPLATES.get_template("refusal.html")
    shown = page.render(t=words, why=words[why], language=language)
    return _html(shown, status, kept_apart(more=_LETS_IN))


def leave_for(url: str) -> Response:
    """The browser asks for another address: 303, which leaves behind what it sent here.

    https://www.rfc-editor.org/rfc/rfc9700#section-4.12
    """
    response = RedirectResponse(url, SEE_OTHER, kept_apart())
    # As it was registered: it is compared letter by letter.
    response.headers["location"] = url
    return response


def style() -> Response:
    """Of both."""
    return Response(_file("people.css"), 200, kept_apart(), "text/css; charset=utf-8")


def _html(shown: str, status: int, headers: Mapping[str, str]) -> Response:
    return Response(shown, status, headers, "text/html; charset=utf-8")


def _acts(scopes: str, words: Mapping[str, str], until: datetime) -> list[str]:
    """What the app could do, each in a sentence, the widest reading of each scope."""
    of_record, others = split(scopes)
    parsed = parse_scopes(of_record)
    reads = [one for one in parsed if set(one.letters) & set("rs")]
    acts = []
    if any(one.resource_type != "AuditEvent" for one in reads):
        is_all = any(one.resource_type == "*" for one in reads)
        acts.append(words["sees_all" if is_all else "sees_some"])
    written = {one.resource_type for one in parsed if set(one.letters) & set("cu")}
    acts += [words[act] for kind, act in _WRITES.items() if kind in written]
    if any(one.resource_type == "AuditEvent" for one in reads):
        acts.append(words["sees_log"])
    if OPENID in others:
        acts.append(words["knows_you"])
    if OFFLINE in others:
        acts.append(words["goes_on"].format(day=_day(until, words)))
    return acts


def _labels(others: Sequence[Whose], words: Mapping[str, str]) -> list[str]:
    """By the name that the register has, or on which ground; by no number of his."""
    labels: list[str] = []
    for one in others:
        said = words[f"ground_{one.ground}"]
        name = "" if holds_bsn(one.name) else one.name
        label = f"{name} ({said})" if name else said
        alike = sum(each == label or each.startswith(f"{label} · ") for each in labels)
        labels.append(f"{label} · {alike + 1}" if alike else label)
    return labels


def _day(moment: datetime, words: Mapping[str, str]) -> str:
    day = amsterdam_day(moment)
    return f"{day.day} {words['months'].split(' ')[day.month - 1]} {day.year}"


@cache
def _words(language: str) -> Mapping[str, str]:
    found: Mapping[str, Any] = json.loads(_file(f"{language}.json"))
    return found


@cache
def _file(name: str) -> str:
    return files(_HERE).joinpath(name).read_text("utf-8")

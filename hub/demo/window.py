"""A browser window without JavaScript, for the check: it reads links and forms, and uses them.

https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-algorithm
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import httpx

from hub.demo.failure import DemoFailed

_SENT_AS_THEY_ARE = frozenset({"hidden", "text"})


@dataclass(slots=True)
class Form:
    """`fields` go along as they are; `buttons` by what is read on them."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class _Page(HTMLParser):
    """The title, the links and the forms of a page, and all its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.words = ""
        self._from: dict[str, int] = {}
        self._said: dict[str, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Where a form begins, and what is in it."""
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        if tag == "form":
            self.forms.append(Form(said.get("action") or "", said.get("method") or "get"))
        elif tag in {"a", "button"}:
            self._from[tag], self._said = len(self.words), said
        elif tag == "input" and self.forms and name:
            kind = said.get("type") or "text"
            if kind == "radio":
                self.forms[-1].choices.add(f"{name}={value}")
            if kind in _SENT_AS_THEY_ARE or "checked" in said:
                self.forms[-1].fields[name] = value

    def handle_data(self, data: str) -> None:
        """Words."""
        self.words += data

    def handle_endtag(self, tag: str) -> None:
        """Where the words of a link or a button end."""
        if tag not in self._from:
            return
        words, said = self.words[self._from.pop(tag) :], self._said
        if tag == "a":
            self.links.append((words, said.get("href") or ""))
        elif self.forms:
            named = said.get("name") or "", said.get("value") or ""
            self.forms[-1].buttons.append((words, *named))


class Window:
    """One person's, with its cookies; `words` is all that is read on the page."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(follow_redirects=True, timeout=30, trust_env=False)
        self._at, self._page = url, _Page("")

    def __enter__(self) -> Self:
        """Open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Closed: nothing of it is kept."""
        self._http.close()

    @property
    def words(self) -> str:
        """Of the page."""
        return " ".join(self._page.words.split())

    def open(self, path: str) -> None:
        """Another page. Raises DemoFailed, httpx.HTTPError."""
        self._shown(self._http.get(urljoin(self._at, path)))

    def follow(self, words: str, about: str = "") -> None:
        """The link with these words, else the first that begins so and says what it is `about`.

        Raises:
            DemoFailed: there is none. httpx.HTTPError: no answer.
        """
        links = [(" ".join(said.split()), href) for said, href in self._page.links]
        meant = [href for said, href in links if said == words]
        meant += [href for said, href in links if said.startswith(words) and about in said]
        if not meant:
            raise DemoFailed(f"no link of {self._at} says {words}")
        self.open(meant[0])

    def press(self, words: str, typed: Mapping[str, str] | None = None, **chosen: str) -> None:
        """The first button with these words where this stands or can be chosen; what comes of it.

        `typed` stands in the fields in which one types.

        Raises:
            DemoFailed: there is none. httpx.HTTPError: no answer.
        """
        asked = {f"{name}={value}" for name, value in chosen.items()}
        for form in self._page.forms:
            stands = {f"{name}={value}" for name, value in form.fields.items()}
            for said, name, value in form.buttons if asked <= form.choices | stands else []:
                if words in said:
                    own = {name: value} if name else {}
                    return self._send(form, {**form.fields, **(typed or {}), **chosen, **own})
        raise DemoFailed(f"no button of {self._at} says {words}")

    def _send(self, form: Form, fields: dict[str, str]) -> None:
        url = urljoin(self._at, form.action)
        if form.method.lower() == "post":
            self._shown(self._http.post(url, data=fields))
        else:
            self._shown(self._http.get(url, params=fields))

    def _shown(self, answer: httpx.Response) -> None:
        answer.raise_for_status()
        self._at, self._page = str(answer.url), _Page(answer.text)

"""A browser of a person without JavaScript: it follows links, and fills in the forms it is shown.

https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-algorithm
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

import httpx

MOST_HOPS = 20


@dataclass
class Control:
    """A field, a choice or a button; `text` is what a person reads at it."""

    kind: str
    name: str
    value: str
    id: str = ""
    text: str = ""
    chosen: bool = False


@dataclass
class Form:
    """Where it goes, and what is in it."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)


class Page(HTMLParser):
    """The forms of a page, each control with the words that stand at it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._labels: dict[str, str] = {}
        self._of: str | None = None
        self._inside: list[Control] = []
        self._label: list[Control] | None = None
        self._read: list[str] | None = None
        self._select = ""
        self.feed(text)
        for control in [one for form in self.forms for one in form.controls]:
            control.text = f"{control.text} {self._labels.get(control.id, '')}".strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form, a field or a label."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get").lower()))
        elif tag == "label":
            self._of, self._label, self._read = said.get("for"), [], []
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag in {"input", "button", "option", "textarea"} and self.forms:
            self._control(tag, said)

    def _control(self, tag: str, said: dict[str, str]) -> None:
        kind = said.get("type", {"input": "text", "button": "submit"}.get(tag, tag)).lower()
        name = self._select if tag == "option" else said.get("name", "")
        control = Control(kind, name, said.get("value", ""), said.get("id", ""))
        control.chosen = bool({"checked", "selected"} & set(said))
        if kind in {"checkbox", "radio"} and "value" not in said:
            control.value = "on"
        if tag == "input" and kind == "submit":
            control.text = control.value
        self.forms[-1].controls.append(control)
        if self._label is not None:
            self._label.append(control)
        if tag in {"button", "option"}:
            self._inside.append(control)

    def handle_data(self, data: str) -> None:
        """Words: of a button, an option, or a label."""
        for control in self._inside:
            control.text += data
        if self._read is not None:
            self._read.append(data)

    def handle_endtag(self, tag: str) -> None:
        """The end of one of them."""
        if tag in {"button", "option"} and self._inside:
            self._inside.pop()
        elif tag == "label" and self._read is not None:
            text = "".join(self._read)
            if self._of:
                self._labels[self._of] = text
            for control in self._label or []:
                control.text += text
            self._of, self._label, self._read = None, None, None


class Browser:
    """One window, with its cookies."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def walk(self, url: str, until: str, words: list[str]) -> str:
        """From this address on, at each page a form with one of the words, to the address back."""
        answer, left = self.http.get(url), list(words)
        for _ in range(MOST_HOPS):
            if answer.is_redirect:
                following = urljoin(str(answer.url), answer.headers["Location"])
                if following.partition("?")[0] == until:
                    return following
                answer = self.http.get(following)
                continue
            answer.raise_for_status()
            answer = self._send(str(answer.url), *self._pressed(answer.text, left))
        raise RuntimeError("it leads nowhere")

    def _pressed(self, text: str, words: list[str]) -> tuple[Form, list[tuple[str, str]]]:
        """The form that has the next word of the person at one of its choices or buttons."""
        forms = Page(text).forms
        for word in list(words):
            for form in forms:
                meant = [one for one in form.controls if word.casefold() in one.text.casefold()]
                if meant:
                    words.remove(word)
                    return form, _fields(form, meant[0])
        raise RuntimeError(f"no form of the page has any of {words}")

    def _send(self, at: str, form: Form, fields: list[tuple[str, str]]) -> httpx.Response:
        url = urljoin(at, form.action)
        origin = "/".join(at.split("/")[:3])
        if form.method != "post":
            return self.http.get(f"{url}?{urlencode(fields)}")
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
        return self.http.post(url, content=urlencode(fields), headers=headers)


def _fields(form: Form, meant: Control) -> list[tuple[str, str]]:
    """As a browser sends it once this choice is made, or this button pressed."""
    sent: list[tuple[str, str]] = []
    button = meant if meant.kind == "submit" else None
    for one in form.controls:
        if one.kind == "submit":
            button = button or one
        elif one.kind in {"radio", "checkbox", "option"}:
            same = one.name == meant.name and one.kind == meant.kind
            if one is meant or (one.chosen and not same):
                sent.append((one.name, one.value or one.text.strip()))
        elif one.name:
            sent.append((one.name, one.value))
    if button is not None and button.name:
        sent.append((button.name, button.value))
    return sent

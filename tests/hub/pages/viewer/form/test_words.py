"""What is read at the form: every word used, every use with its word, every fault in words."""

import re

from hub.pages.words import words_of
from profiles.pzp.form.findings import Wrong
from tests.architecture.tree import ROOT

PAGES = ROOT / "hub" / "pages" / "viewer" / "form"
DUTCH = words_of("viewer/form", "nl").said
MACHINE = re.compile(r"fhir|resource|consent|token|bundle|server|linkid|technisch", re.IGNORECASE)
PUT_TOGETHER = ("wrong.", "trouble.", "month.", "day.")


def test_every_text_is_used_and_every_use_has_its_text() -> None:
    text = "\n".join(one.read_text() for one in (*PAGES.glob("*.html"), *PAGES.glob("*.py")))
    asked = set(re.findall(r"(?:\bw|words)\(\s*[\"']([\w.-]+)[\"'][,)]", text))
    written = set(re.findall(r"[\"']([\w.-]+)[\"']", text))

    assert asked <= DUTCH.keys()
    unused = {key for key in DUTCH if key not in written}
    assert {key for key in unused if not key.startswith(PUT_TOGETHER)} == set()


def test_every_fault_and_every_outcome_is_told() -> None:
    assert {f"wrong.{one}" for one in Wrong} <= DUTCH.keys()
    for one in ("kept", "moved", "wrong", "refused", "somebody-else", "busy"):
        assert {f"trouble.{one}.title", f"trouble.{one}.text"} <= DUTCH.keys()


def test_no_word_is_of_the_machine_and_none_is_empty() -> None:
    assert {key for key, text in DUTCH.items() if MACHINE.search(text)} == set()
    assert all(text.strip() for text in DUTCH.values())

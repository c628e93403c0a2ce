import time

import pytest

from profiles.check.context import Context
from profiles.check.narrative import xhtml

OPEN = '<div xmlns="http://www.w3.org/1999/xhtml">'


def codes(div: object) -> set[str]:
    return {fault.code for fault in xhtml(div, Context()) or ()}


@pytest.mark.parametrize(
    "inner",
    [
        "text",
        "<p class='a' style='color: red'>a <b>b</b> &amp; &lt; &#160; é<br/></p>",
        "<table><caption>a</caption><tbody><tr><td colspan='2'>a</td></tr></tbody></table>",
        "<a href='https://example.org/a'>a</a> <a href='#b'>b</a> <a href='Patient/1'>c</a>",
        "<img src='data:image/png;base64,aGFs' alt='a'/>",
        "<a href='mailto:a@example.org' title='a:b'>a</a>",
        "<!-- generated -->text",
    ],
)
def test_formatted_text_is_accepted(inner: str) -> None:
    assert codes(f"{OPEN}{inner}</div>") == set()


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        "<p onclick='alert(1)'>a</p>",
        "<img src='x' onerror='alert(1)'/>",
        "<a href='javascript:alert(1)'>a</a>",
        "<a href='&#106;avascript:alert(1)'>a</a>",
        "<a href=' java&#10;script:alert(1)'>a</a>",
        "<a href='data:text/html;base64,aGFs'>a</a>",
        "<a href='vbscript:a'>a</a>",
        "<iframe src='https://example.org'>a</iframe>",
        "<object data='a'>a</object>",
        "<embed src='a'/>a",
        "<form action='a'><input name='a'/></form>a",
        "<style>p {}</style>a",
        "<link rel='stylesheet' href='a'/>a",
        "<base href='https://example.org'/>a",
        "<meta http-equiv='refresh' content='0'/>a",
        "<svg xmlns='http://www.w3.org/2000/svg'><script>a</script></svg>a",
        "<p style='background: url(https://example.org)'>a</p>",
        "<p style='background: \\75rl(https://example.org)'>a</p>",
        "<p xmlns='http://example.org'>a</p>",
        "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>a</x:script>",
        "<![CDATA[<script>alert(1)</script>]]>a",
        "<!--><img src='x' onerror='alert(1)'/>-->a",
        "<?php a ?>a",
    ],
)
def test_what_runs_or_loads_is_refused(inner: str) -> None:
    assert codes(f"{OPEN}{inner}</div>") & {"security", "invariant"}


@pytest.mark.parametrize(
    ("div", "code"),
    [
        (1, "structure"),
        (None, "structure"),
        ("", "structure"),
        ("text", "structure"),
        ("<div>text</div>", "structure"),
        ('<p xmlns="http://www.w3.org/1999/xhtml">text</p>', "structure"),
        (f"{OPEN}<p>text</div>", "structure"),
        (f"{OPEN}text</div><div>b</div>", "structure"),
        (f"{OPEN}&nbsp;</div>", "structure"),
        (f"{OPEN}\x00</div>", "structure"),
        (f"{OPEN}\ud800</div>", "structure"),
        (f"{OPEN} <p> </p></div>", "invariant"),
    ],
)
def test_a_div_that_is_none_is_refused(div: object, code: str) -> None:
    assert code in codes(div)


def test_entities_that_grow_are_refused_unread() -> None:
    grow = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    doctype = f'<!DOCTYPE div [<!ENTITY e0 "ha">{grow}]>'
    started = time.thread_time()
    assert codes(f"{doctype}{OPEN}&e9;</div>") == {"security"}
    outside = '<!DOCTYPE div [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    assert codes(f"{outside}{OPEN}&e;</div>") == {"security"}
    assert time.thread_time() - started < 1


def test_each_kind_of_fault_is_told_once() -> None:
    div = f"{OPEN}{'<script>a</script>' * 1000}</div>"
    assert len(xhtml(div, Context()) or ()) == 1

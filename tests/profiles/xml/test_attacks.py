"""What XML was ever attacked with: refused in words, with little work and little memory."""

import json
import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from profiles.text.parse import MAX_DEPTH, Malformed, parse
from profiles.xml.read import read_xml

SECRET = "Vlinderhof"
NINES = "9" * 1_500_000
HEAD = '<Patient xmlns="http://hl7.org/fhir">'


def laughs(depth: int = 10) -> str:
    declared = "".join('<!ENTITY l{} "{}">'.format(n, f"&l{n - 1};" * 10) for n in range(1, depth))
    return f'<!DOCTYPE a [<!ENTITY l0 "ha">{declared}]>{HEAD}<id value="&l{depth - 1};"/></Patient>'


def of(inner: str) -> str:
    return f"{HEAD}{inner}</Patient>"


DOCTYPES = {
    "a billion laughs": laughs(),
    "laughs without an attribute": laughs().replace('<id value="&l9;"/>', "&l9;"),
    "quadratic": f'<!DOCTYPE a [<!ENTITY a "{NINES}">]>{of("&a;" * 9999)}',
    "a file": f'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>{of("&f;")}',
    "an address": f'<!DOCTYPE a [<!ENTITY f SYSTEM "http://127.0.0.1:1/x">]>{of("&f;")}',
    "an external subset": f'<!DOCTYPE Patient SYSTEM "http://127.0.0.1:1/x.dtd">{of("")}',
    "a public subset": f'<!DOCTYPE Patient PUBLIC "a" "http://127.0.0.1:1/x.dtd">{of("")}',
    "a parameter entity": '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>' + of(""),
    "a default attribute": f'<!DOCTYPE a [<!ATTLIST id value CDATA "{SECRET}">]>{of("<id/>")}',
    "nothing but its name": f"<!DOCTYPE Patient>{of('')}",
}


@pytest.mark.parametrize("what", DOCTYPES)
def test_no_doctype_is_taken(what: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_xml(DOCTYPES[what].encode())

    assert caught.value.issue.code == "security"
    assert "DOCTYPE" in str(caught.value)
    assert caught.value.place.line == 1


OTHERS = {
    "UTF-16": of("").encode("utf-16"),
    "UTF-16 without a mark": of("").encode("utf-16-le"),
    "UTF-16 the other way round": of("").encode("utf-16-be"),
    "UTF-32": of("").encode("utf-32"),
    "8859-1": f'<?xml version="1.0" encoding="iso-8859-1"?>{of("")}'.encode("latin-1"),
    "UTF-7": f'<?xml version="1.0" encoding="utf-7"?>{of("")}'.encode(),
    "a code page": f'<?xml version="1.0" encoding="cp037"?>{of("")}'.encode("cp037"),
    "XML 1.1": f'<?xml version="1.1"?>{of("")}'.encode(),
    "8859-1 that says nothing": of('<id value="é"/>').encode("latin-1"),
    "half a character": of('<id value="é"/>').encode()[:-20],
    "an overlong character": of('<id value="X"/>').encode().replace(b"X", b"\xc0\xbc"),
    "half a surrogate": of('<id value="X"/>').encode().replace(b"X", b"\xed\xa0\x80"),
    "a nought byte": of('<id value="\0"/>').encode(),
    "a nought byte at the end": of("").encode() + b"\0",
    "a nought by number": of('<id value="&#0;"/>').encode(),
    "a control character by number": of('<id value="&#x1;"/>').encode(),
    "a surrogate by number": of('<id value="&#xD800;"/>').encode(),
    "an entity that nobody declared": of('<id value="&eacute;"/>').encode(),
    "nothing": b"",
    "white space": b" \n ",
    "JSON": b'{"resourceType":"Patient"}',
    "a name twice": of('<id value="a" value="b"/>').encode(),
    "cut off": of("").encode()[:-3],
    "two roots": of("").encode() * 2,
    "text behind": of("").encode() + SECRET.encode(),
    "a prefix that nobody declared": of("<f:id/>").encode(),
    "a name of a megabyte": f"<{'a' * 1_000_000}>".encode(),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_no_xml_in_utf_8_is_refused_in_words(what: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_xml(OTHERS[what])

    assert caught.value.issue.severity == "fatal"
    assert str(caught.value)[-1] == "."
    assert len(str(caught.value)) < 200
    assert SECRET not in str(caught.value)


def test_utf_8_may_begin_with_its_mark() -> None:
    assert read_xml(b"\xef\xbb\xbf" + of("").encode()) == {"resourceType": "Patient"}


def nested(levels: int) -> str:
    return of('<extension url="a">' * levels + "</extension>" * levels)


def test_it_is_as_deep_as_json_may_be_and_no_deeper() -> None:
    deepest = (MAX_DEPTH - 1) // 2
    assert read_xml(nested(deepest).encode())["extension"]

    with pytest.raises(Malformed) as caught:
        read_xml(nested(deepest + 1).encode())
    assert f"deeper than {MAX_DEPTH} levels" in str(caught.value)


AT_THE_END = {
    "an object": ("<valueHumanName/>", True),
    "a value": ('<valueHumanName><family value="a"/></valueHumanName>', True),
    "an object in it": ("<valueHumanName><period/></valueHumanName>", False),
    "a list of values": ('<valueHumanName><given value="a"/></valueHumanName>', False),
    "a companion": ('<valueHumanName><family id="a" value="a"/></valueHumanName>', False),
}


@pytest.mark.parametrize("what", AT_THE_END)
def test_levels_are_those_of_json(what: str) -> None:
    inner, is_taken = AT_THE_END[what]
    deepest = (MAX_DEPTH - 1) // 2
    body = of('<extension url="a">' * deepest + inner + "</extension>" * deepest).encode()

    if is_taken:
        tree = read_xml(body)
        assert parse(json.dumps(tree).encode()) == tree
    else:
        with pytest.raises(Malformed):
            read_xml(body)


@pytest.mark.parametrize(("sets", "is_taken"), [(19, True), (20, False)])
def test_a_resource_in_a_resource_counts_as_in_json(sets: int, *, is_taken: bool) -> None:
    start, end = "<entry><resource><Bundle>", "</Bundle></resource></entry>"
    body = f'<Bundle xmlns="http://hl7.org/fhir">{start * sets}{end * sets}</Bundle>'.encode()

    if is_taken:
        tree = read_xml(body)
        assert parse(json.dumps(tree).encode()) == tree
    else:
        with pytest.raises(Malformed):
            read_xml(body)


@pytest.mark.parametrize("digits", ["1e1000", "1e-1000", "9" * 65, "0." + "0" * 63])
def test_a_number_is_as_long_as_json_may_have_it(digits: str) -> None:
    value = f'<extension url="a"><valueDecimal value="{digits}"/></extension>'

    with pytest.raises(Malformed) as caught:
        read_xml(of(value).encode())

    assert "longer than any measurement" in str(caught.value)
    assert read_xml(of(value.replace(digits, "1e999")).encode())


def repeated(piece: str, times: int) -> str:
    return "".join(piece.format(number) for number in range(times))


ENORMOUS = {
    "very deep": lambda: nested(50_000),
    "deep in something unknown": lambda: of("<a>" * 300_000),
    "many attributes": lambda: of("<id " + repeated('a{}="" ', 100_000) + "/>"),
    "many namespaces": lambda: of("<id " + repeated('xmlns:a{}="u" ', 50_000) + "/><a/>"),
    "one long text": lambda: of("a" * 1_500_000),
    "a number without end": lambda: of(f'<multipleBirthInteger value="{NINES}"/>'),
    "an exponent without end": lambda: of(
        f'<extension url="a"><valueDecimal value="1e{NINES}"/></extension>'
    ),
    "a comment without end": lambda: of("<!--" + "-a" * 500_000),
    "white space without end": lambda: of(" " * 1_500_000 + "x"),
    "processing instructions": lambda: of("<?a b?>" * 200_000 + "x"),
}


@pytest.mark.parametrize("what", ENORMOUS)
def test_what_is_enormous_costs_little(what: str) -> None:
    body = ENORMOUS[what]().encode()
    began = time.thread_time()
    tracemalloc.start()
    with pytest.raises(Malformed):
        read_xml(body)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert time.thread_time() - began < 5
    assert most < 40 * len(body)


def test_no_file_is_opened(tmp_path: Path) -> None:
    told = tmp_path / "told"
    told.write_text(SECRET)
    declared = f'<!DOCTYPE a [<!ENTITY f SYSTEM "{told.as_uri()}">]>'
    body = declared + of('<id value="&f;"/>')

    with pytest.raises(Malformed) as caught:
        read_xml(body.encode())

    assert SECRET not in str(caught.value)


WHOLE = of('<!-- c --><id value="a"/><text><status value="generated"/><div/></text>').encode()


@given(st.binary(max_size=40), st.integers(0, len(WHOLE)), st.integers(0, 9))
@example(b"", 0, 0)
def test_whatever_comes_is_a_tree_or_refused(junk: bytes, at: int, length: int) -> None:
    for body in (junk, WHOLE[:at] + junk + WHOLE[at + length :]):
        with suppress(Malformed):
            assert isinstance(read_xml(body), dict)

"""What FHIR R4 does not have in XML is refused where it stands, and nothing is passed over."""

import pytest

from profiles.check.structure import check_structure as validate
from profiles.text.parse import Malformed
from profiles.text.place import Place
from profiles.xml.read import Unknown, read_xml

FHIR = 'xmlns="http://hl7.org/fhir"'


def of(inner: str, kind: str = "Patient") -> bytes:
    return f"<{kind} {FHIR}>{inner}</{kind}>".encode()


def refusal(body: bytes) -> Malformed:
    with pytest.raises(Malformed) as caught:
        read_xml(body)
    assert str(caught.value.place) in str(caught.value)
    return caught.value


NO_FHIR = {
    "an element of XHTML": of('<div xmlns="http://www.w3.org/1999/xhtml"/>'),
    "an element of nobody": b"<Patient><id/></Patient>",
    "an element of nobody inside": of('<id xmlns="" value="a"/>'),
    "an element of another": of('<id xmlns="urn:hl7-org:v3" value="a"/>'),
    "FHIR's name with more": of('<id xmlns="http://hl7.org/fhir " value="a"/>'),
    "FHIR's name with more letters": of('<id xmlns="http://hl7.org/fhir/" value="a"/>'),
}


@pytest.mark.parametrize("what", NO_FHIR)
def test_what_is_of_another_namespace_is_no_fhir(what: str) -> None:
    refused = refusal(NO_FHIR[what])

    assert not isinstance(refused, Unknown)
    assert "xmlns" in refused.issue.text or "not XML" in refused.issue.text


UNKNOWN = {
    "an element": (of("<colour/>"), "Patient.colour"),
    "an element in a list": (of("<name/><name><colour/></name>"), "Patient.name[1].colour"),
    "a choice of a type that it is not": (of("<deceasedString/>"), "Patient.deceasedString"),
    "a choice without a type": (of("<deceased/>"), "Patient.deceased"),
    "a name in other letters": (of("<Active/>"), "Patient.Active"),
    "an element in a value": (of('<active value="true"><id/></active>'), "Patient.active.id"),
    "an element in a choice": (
        of('<deceasedBoolean value="true"><a/></deceasedBoolean>'),
        "Patient.deceased.ofType(boolean).a",
    ),
    "a narrative of FHIR": (of("<text><div>a</div></text>"), "Patient.text.div"),
    "an attribute": (of('<id value="a" colour="b"/>'), "Patient.id"),
    "a value of an object": (of('<name value="a"/>'), "Patient.name[0]"),
    "an address of what has none": (of('<name url="a"/>'), "Patient.name[0]"),
    "an id of a resource": (f'<Patient {FHIR} id="a"/>'.encode(), "Patient"),
    "an attribute of another": (of('<id xmlns:x="urn:x" x:value="a"/>'), "Patient.id"),
    "an attribute around a resource": (
        of('<contained id="a"><Basic/></contained>'),
        "Patient.contained[0]",
    ),
    "text": (of("<name>Vlinderhof</name>"), "Patient.name[0]"),
    "text in a value": (of('<active value="true">Vlinderhof</active>'), "Patient.active"),
    "text by number": (of("&#86;"), "Patient"),
    "text as CDATA": (of("<![CDATA[Vlinderhof]]>"), "Patient"),
    "a space that XML does not know": (of("\u00a0"), "Patient"),
    "text around a comment": (of("<!-- a -->Vlinderhof<!-- b -->"), "Patient"),
    "what comes too late": (of('<gender value="male"/><name/>'), "Patient.name"),
    "a list in two parts": (of('<name/><gender value="male"/><name/>'), "Patient.name"),
    "what does not repeat": (of('<gender value="male"/><gender/>'), "Patient.gender"),
    "an object that does not repeat": (
        of("<maritalStatus/><maritalStatus/>"),
        "Patient.maritalStatus",
    ),
    "two resources in one element": (
        of("<contained><Basic/><Basic/></contained>"),
        "Patient.contained[0]",
    ),
    "no resource": (of("<contained><HumanName/></contained>"), "Patient.contained[0]"),
    "a resource in a resource": (
        of("<entry/><entry><resource><Patient><a/></Patient></resource></entry>", "Bundle"),
        "Bundle.entry[1].resource.a",
    ),
    "a root that is no resource": (f"<Address {FHIR}/>".encode(), ""),
    "a root that can't be one": (f"<DomainResource {FHIR}/>".encode(), ""),
}  # fmt: skip


@pytest.mark.parametrize("what", UNKNOWN)
def test_what_r4_does_not_have_is_refused_at_its_element(what: str) -> None:
    body, expression = UNKNOWN[what]

    refused = refusal(body)

    assert isinstance(refused, Unknown)
    assert refused.issue.expression == expression
    assert "Vlinderhof" not in refused.issue.text


def test_the_place_is_that_of_an_editor() -> None:
    refused = refusal(f'<Patient {FHIR}>\n <!-- ë --> <id value="a"/>\n  <x/></Patient>'.encode())

    assert refused.place == Place(3, 3)


def test_what_says_nothing_is_dropped() -> None:
    body = (
        '<?xml version="1.0" encoding="utf-8"?><?a b?><!-- c -->'
        f'<f:Patient xmlns:f="http://hl7.org/fhir" {FHIR}>\r\n\t<id value="a"><!-- e --></id>'
        "<?g h?><active\nvalue='true'></active>\n</f:Patient><!-- i -->\n"
    )

    assert read_xml(body.encode()) == {"resourceType": "Patient", "id": "a", "active": True}


def test_where_a_schema_is_may_be_said_of_the_whole_alone() -> None:
    said = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b"'

    assert read_xml(f"<Patient {FHIR} {said}/>".encode()) == {"resourceType": "Patient"}
    assert refusal(of(f"<name {said}/>")).issue.expression == "Patient.name[0]"
    assert refusal(of(f"<contained><Basic {said}/></contained>")).issue.expression


VALUES = [
    ("multipleBirthInteger", "+3", 3),
    ("multipleBirthInteger", "-0", 0),
    ("deceasedBoolean", "false", False),
]


@pytest.mark.parametrize(("name", "text", "value"), VALUES)
def test_a_value_is_what_its_type_says(name: str, text: str, value: object) -> None:
    read = read_xml(of(f'<{name} value="{text}"/>'))[name]

    assert (read, type(read)) == (value, type(value))


WRONG = {
    "active": ["yes", "TRUE", "1", "0", " true", ""],
    "multipleBirthInteger": [
        "three",
        "+0",
        "03",
        "1.",
        ".5",
        "0x1",
        "1 ",
        "٣",
        "NaN",
        "",
        "1e",
        "1.0",
    ],
    "birthDate": ["1950-02-30", ""],
    "gender": ["", "x"],
}


@pytest.mark.parametrize(("name", "text"), [(name, one) for name in WRONG for one in WRONG[name]])
def test_a_value_of_another_form_is_refused_at_its_element(name: str, text: str) -> None:
    tree = read_xml(of(f'<{name} value="{text}"/>'))

    issues = validate(tree)

    place = {"multipleBirthInteger": "multipleBirth.ofType(integer)"}.get(name, name)
    assert [one.expression for one in issues if one.severity == "error"] == [f"Patient.{place}"]


def test_what_holds_nothing_is_refused_at_its_element() -> None:
    for inner, place in (
        ("<active/>", "active"),
        ("<name/>", "name[0]"),
        ("<name><given/></name>", "name[0].given[0]"),
        ("<contained/>", "contained[0]"),
        ('<active id="a"/>', "active"),
    ):
        found = [one.expression for one in validate(read_xml(of(inner))) if one.severity == "error"]
        assert f"Patient.{place}" in found, (inner, found)


def test_a_choice_of_two_types_is_refused_at_its_element() -> None:
    both = '<deceasedBoolean value="false"/><deceasedDateTime value="2026"/>'

    [issue] = validate(read_xml(of(both)))

    assert issue.expression == "Patient.deceased"

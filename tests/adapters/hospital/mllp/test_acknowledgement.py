import pytest

from adapters.hospital.header import Header, read_header
from adapters.hospital.mllp.acknowledgement import answer_to_nobody, answers
from adapters.hospital.verdict import Fault, Taken, Verdict
from tests.adapters.hospital.mllp.standing import field, msh

WRONG = Fault("AE", 102, "PID^1^7", "a date that is none; of someone")
NOT_NOW = Fault("AR", 207, "", "no room")


def _codes(verdict: Verdict, policy: str = "norm", **fields: str) -> list[str]:
    sent = answers(read_header(msh(**fields)), verdict, policy)
    return [field(answer, "MSA", 1) for answer in sent]


def _answer(verdict: Verdict, **fields: str) -> bytes:
    (answer,) = answers(read_header(msh(**fields)), verdict, "norm")
    return answer


@pytest.mark.parametrize(
    ("accept", "application", "taken", "wrong"),
    [
        ("", "", ["AA"], ["AE"]),
        ("NE", "NE", [], []),
        ("AL", "NE", ["CA"], ["CE"]),
        ("AL", "", ["CA"], ["CE"]),
        ("ER", "NE", [], ["CE"]),
        ("SU", "NE", ["CA"], []),
        ("NE", "AL", ["AA"], ["AE"]),
        ("", "AL", ["AA"], ["AE"]),
        ("NE", "ER", [], ["AE"]),
        ("NE", "SU", ["AA"], []),
        ("AL", "AL", ["CA", "AA"], ["CE"]),
        ("SU", "ER", ["CA"], ["AE"]),
        ("ER", "AL", ["AA"], ["CE"]),
        ("al", "ne", ["CA"], ["CE"]),
        ("XX", "NE", ["CA"], ["CE"]),
    ],
)
def test_what_is_answered_is_what_msh_15_and_16_ask(
    accept: str, application: str, taken: list[str], wrong: list[str]
) -> None:
    assert _codes(Taken(), _15=accept, _16=application) == taken
    assert _codes(WRONG, _15=accept, _16=application) == wrong
    assert _codes(NOT_NOW, _15="AL") == ["CR"]


@pytest.mark.parametrize(("accept", "application"), [("AL", "NE"), ("NE", "NE"), ("", "")])
def test_by_the_original_setting_there_is_one_answer_whatever_is_asked(
    accept: str, application: str
) -> None:
    asked = {"_15": accept, "_16": application}

    assert _codes(Taken(), "original", **asked) == ["AA"]
    assert _codes(WRONG, "original", **asked) == ["AE"]
    assert _codes(NOT_NOW, "original", **asked) == ["AR"]


@pytest.mark.parametrize("kind", ["ACK", "ACK^A01^ACK", "MCF^A01", "ack"])
@pytest.mark.parametrize("verdict", [Taken(), WRONG])
def test_an_answer_is_never_answered(kind: str, verdict: Verdict) -> None:
    assert _codes(verdict, "original", _9=kind) == []


@pytest.mark.parametrize("control_id", ["M1", " é^~\\T\\ ", "0" * 199, "&"])
def test_msa_2_is_their_id_byte_for_byte(control_id: str) -> None:
    for version in ("2.1", "2.4", "2.5.1"):
        assert field(_answer(Taken(), _10=control_id, _12=version), "MSA", 2) == control_id
        assert field(_answer(WRONG, _10=control_id, _12=version), "MSA", 2) == control_id


def test_sender_and_receiver_change_places_and_version_mode_and_set_are_theirs() -> None:
    answer = _answer(Taken(), _11="P^T", _12="2.5.1^NLD", _18="8859/1", _15="NE", _16="AL")

    assert [field(answer, "MSH", place) for place in (3, 4, 5, 6)] == [
        "RSOHUB",
        "ALMERE",
        "ZISK",
        "ZKF",
    ]
    assert field(answer, "MSH", 9) == "ACK^A01^ACK"
    assert [field(answer, "MSH", place) for place in (11, 12, 18)] == [
        "P^T",
        "2.5.1^NLD",
        "8859/1",
    ]
    assert [field(answer, "MSH", place) for place in (15, 16)] == ["NE", "NE"]
    assert field(answer, "MSH", 10) not in {"", "M1"}


@pytest.mark.parametrize(
    ("version", "kind"),
    [("2.1", "ACK"), ("2.2", "ACK"), ("2.3", "ACK^A01"), ("2.3.1", "ACK^A01^ACK")],
)
def test_msh_9_has_the_parts_of_the_version(version: str, kind: str) -> None:
    assert field(_answer(Taken(), _12=version), "MSH", 9) == kind


@pytest.mark.parametrize("version", ["2.1", "2.2", "2.3", "2.3.1", "2.4"])
def test_to_2_4_an_error_is_one_field(version: str) -> None:
    answer = _answer(WRONG, _12=version)

    assert field(answer, "ERR", 1) == "PID^1^7^102"
    assert field(answer, "ERR", 3) == ""
    assert field(answer, "MSA", 3) == WRONG.text


@pytest.mark.parametrize("version", ["2.5", "2.5.1", "2.6", "2.7", "2.8.2", "2.9"])
def test_from_2_5_an_error_has_place_code_and_severity(version: str) -> None:
    answer = _answer(WRONG, _12=version)

    assert [field(answer, "ERR", place) for place in (1, 2, 3, 4, 8)] == [
        "",
        "PID^1^7",
        "102^^HL70357",
        "E",
        WRONG.text,
    ]


def test_of_no_version_that_is_known_the_answer_is_in_2_4() -> None:
    answer = _answer(WRONG, _12="3.7")

    assert field(answer, "MSH", 12) == "2.4"
    assert field(answer, "ERR", 1) == "PID^1^7^102"


def test_the_answer_is_in_their_delimiters() -> None:
    message = msh(_12="2.5").translate(bytes.maketrans(b"|^~\\&", b";,/+."))
    header = read_header(message)
    (answer,) = answers(header, WRONG, "norm")

    assert answer.startswith(b"MSH;,/+.;RSOHUB;ALMERE;ZISK;ZKF;")
    assert b"\rMSA;AE;M1\r" in answer
    assert b"ERR;;PID,1,7;102,,HL70357;E;;;;a date that is none  of someone\r" in answer


@pytest.mark.parametrize("marks", ["^^\\&", "^~", "", "^~\\^", "|~\\&"])
def test_where_their_delimiters_cannot_be_used_the_answer_is_in_the_usual_ones(marks: str) -> None:
    (answer,) = answers(read_header(msh(_2=marks)), WRONG, "norm")

    assert answer.startswith(b"MSH|^~\\&|")
    assert field(answer, "MSA", 1) == "AE"


def test_bytes_without_a_header_are_answered_by_our_own() -> None:
    answer = answer_to_nobody(Fault("AR", 100, "MSH^1", "it does not begin with MSH"))

    assert field(answer, "MSH", 9) == "ACK"
    assert (field(answer, "MSA", 1), field(answer, "MSA", 2)) == ("AR", "")
    assert field(answer, "ERR", 1) == "MSH^1^^100"


def test_an_answer_can_be_read_as_a_message_again() -> None:
    header: Header = read_header(_answer(Taken()))

    assert (header.type, header.event, header.sending_application) == ("ACK", "A01", "RSOHUB")

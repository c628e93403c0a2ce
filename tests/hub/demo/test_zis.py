"""The demo's hospital: invented messages of HL7 v2, which its adapter takes."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.core.outbox import Outbox
from adapters.hospital.header import read_header
from adapters.hospital.v2.receiving import receiving
from adapters.hospital.v2.site import read_site
from adapters.hospital.verdict import Taken
from hub.demo.hospital import HOSPITAL
from hub.demo.organizations import INHABITANTS, REGION
from hub.demo.zis.__main__ import BEGIN, END, SENT, SITE, NotTaken, send

FILES = sorted(SENT.glob("*.hl7"))


def test_its_messages_are_taken_and_nothing_of_them_is_to_be_mended(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    take = receiving(read_site(SITE), outbox)

    for path in FILES:
        sent = "".join(f"{line}\r" for line in path.read_text().splitlines())
        with outbox.taking():
            assert take(read_header(sent.encode()), sent) == Taken()
    outbox.close()


def test_its_site_is_a_hospital_of_the_region_and_who_it_tells_of_is_invented() -> None:
    told = {
        number
        for path in FILES
        for number in re.findall(r"\d{9}(?=\^\^\^NLMINBIZA)", path.read_text())
    }

    assert read_site(SITE).ura in {one.ura for one in REGION if one.client == HOSPITAL}
    assert told == {"999940508"} <= {one.bsn for one in INHABITANTS}


@contextmanager
def answering(*answers: bytes) -> Iterator[int]:
    """The port of who answers so, one message each, and goes."""

    class Answering(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            for answer in answers:
                heard = b""
                while not heard.endswith(END):
                    heard += self.request.recv(4096)
                self.request.sendall(answer)

    with socketserver.TCPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def _answer(code: str) -> bytes:
    return BEGIN + f"MSH|^~\\&|A|B\rMSA|{code}|1\r".encode() + END


def test_each_answer_is_awaited() -> None:
    with answering(_answer("CA"), _answer("AA")) as port:
        assert send(port, FILES[:2]) == ["CA", "AA"]


@pytest.mark.parametrize(
    ("answer", "said"), [(_answer("AE"), "answered AE"), (b"", "no answer"), (END, "answered none")]
)
def test_what_is_not_taken_is_told_by_its_file(answer: bytes, said: str) -> None:
    with answering(answer) as port, pytest.raises(NotTaken, match=f"^{FILES[0].name} .*{said}"):
        send(port, FILES)

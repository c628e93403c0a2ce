"""What is packed is unpacked the same, whatever it says."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from hub.ledger.codes import code_of, word_of
from hub.ledger.packing import pack, unpack
from hub.ledger.record import Ground, Record
from hub.ledger.words import Words
from hub.storage.sealing import Keyring

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
WORDS = Words(Keyring(b"i" * 32, {1: b"s" * 32}))

names = st.one_of(
    st.text(min_size=1),
    st.uuids().map(str),
    st.uuids().map(lambda one: one.hex),
    st.binary(min_size=8, max_size=8).map(bytes.hex),
    st.binary(min_size=10, max_size=10).map(lambda one: f"{one.hex()[:12]}-{one.hex()[12:]}"),
)
rules = st.one_of(st.sampled_from(["read", "C-OWN-DOSSIER", "D-PUSH"]), st.text("A-Z-", min_size=1))
grounds = st.builds(
    Ground,
    rule=rules,
    custodian=st.one_of(st.text(), st.integers(0, 10**8 - 1).map("{:08}".format)),
    consent=st.none() | st.uuids(),
    version=st.none() | st.integers(1, 10**9),
)
records = st.builds(
    Record,
    at=st.just(AT),
    request_id=names,
    interaction=rules,
    status=st.integers(100, 599),
    rule=st.lists(rules, max_size=3).map(" ".join),
    pat=st.none() | st.uuids(),
    type=st.none() | st.sampled_from(["Goal", "Basic"]),
    found=st.integers(0, 10**6),
    grounds=st.lists(grounds, max_size=3).map(tuple),
    entities=st.lists(
        st.tuples(st.sampled_from(["Goal", "Basic"]), st.uuids(), st.integers(0, 9)).map(
            lambda one: f"{one[0]}/{one[1]}" + (f"/_history/{one[2]}" if one[2] else "")
        ),
        max_size=3,
    ).map(tuple),
    detail=st.dictionaries(st.text(), st.text(), max_size=2),
)


@given(records)
def test_a_record_comes_out_as_it_went_in(record: Record) -> None:
    packing = pack(record, WORDS)

    unpacked = unpack(packing.plain, AT)

    assert unpacked.record == record
    assert unpacked.words == {number for number, _ in packing.words}


@given(records, st.none() | st.text())
def test_what_was_searched_by_is_a_word_of_its_own(record: Record, asked: str | None) -> None:
    packing = pack(structs.replace(record, asked=asked), WORDS)

    assert len(packing.words) == (1 if asked is None else 2)
    assert unpack(packing.plain, AT).asked == (None if asked is None else packing.words[1][0])


def test_a_code_keeps_its_number_for_good() -> None:
    """Rows of years ago are read by it."""
    kept = {0: "read", 3: "search-type", 15: "NOTHING", 18: "C-EXPLICIT-PERMIT", 27: "Patient"}
    kept[28] = "Consent"

    assert {number: word_of(number) for number in kept} == kept
    assert code_of("a rule of tomorrow") == "a rule of tomorrow"

"""Bodies made small: what was once written is read for ever."""

import hashlib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.storage.compression import NEWEST, STEP, compressed, decompressed
from hub.storage.sealing import Keyring

KEYRING = Keyring(bytes(32), {1: bytes(range(32))})
GOAL = (
    b'Goal/g-1\n{"resourceType":"Goal","id":"g-1","lifecycleStatus":"active","description":'
    b'{"text":"Geen ziekenhuisopname meer; thuis blijven"},"subject":{"reference":"Patient/p-1"}}'
)
DICTIONARIES = {1: "e5804fe62e04beef5fc8fb33f9ea13858deec16488173e57bf88fcf310941847"}
SEALED = {
    "without a dictionary": (
        (
            "800100000000000000000000000026099a23d59082280ca85bbc0732f1de7e4046e09e152c94cff3118b3ce2"
            "4537059e0f4029dd3362f352f1f40e2d0bce6dbdaa487997583a6c98c4540689ba3c54368a17f9c0101ecafd"
            "b5feee80069baa97dd9852575f3d69f6620ce935b5425fc291ef9e3a89906ed4a62ff0fca930629354ae22f4"
            "2b257d757f03b43d03098d77d19be3ecaf69715bfbfe40ade26c6b398b741fa8f670b2c9bb0323a80390de61"
            "baec0980113555d5d305"
        ),
        GOAL * 4,
    ),
    "with the first": (
        (
            "8001ac75d12b83a67da79c0f4c42eb406e321364ca1c37b008ac4090224178aecfad0a4353d9d6b2036bd1aa"
            "4d6a5c7848c72eeaaf7da258bd760209ab4c64b9e74711d771fb2b2137cd0b57cbbd37e21b02ac011f474ce9"
            "4c0756b0ae324d4fbafa402f8bfc7f646156aebd3fb4008ff75d14d12a"
        ),
        GOAL,
    ),
}


@pytest.mark.parametrize("number", range(1, NEWEST + 1))
def test_a_dictionary_is_never_changed(number: int) -> None:
    path = files("hub.storage") / "dictionaries" / f"{number}.dict"

    assert hashlib.sha256(path.read_bytes()).hexdigest() == DICTIONARIES[number]


@pytest.mark.parametrize("way", SEALED)
def test_what_was_sealed_once_is_opened(way: str) -> None:
    sealed, plain = SEALED[way]

    assert KEYRING.open(bytes.fromhex(sealed), b"row") == plain


@given(st.binary(max_size=5_000) | st.text(max_size=2_000).map(str.encode))
def test_it_comes_out_as_it_went_in(plain: bytes) -> None:
    assert decompressed(compressed(plain)) == plain


def test_a_wish_takes_less_than_its_text_by_half() -> None:
    assert len(compressed(GOAL * 2)) < len(GOAL)


@pytest.mark.parametrize("code", ["385987000", "713148004", "736366004", "111111111"])
def test_the_length_is_a_whole_number_of_steps_whatever_it_says(code: str) -> None:
    other = GOAL.replace(b"thuis", b"elders").replace(b"g-1", code.encode())

    assert len(compressed(other)) % STEP == 0
    assert decompressed(compressed(other)) == other

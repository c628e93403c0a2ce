from hypothesis import given
from hypothesis import strategies as st

from hub.storage.remembering import Remembering
from hub.storage.sealing import Keyring

KEYRING = Keyring(bytes(range(32)), {1: bytes(32)})
SECTIONS = st.sampled_from([None, 0, 1, -5])


def test_what_it_remembers_is_not_shown():
    keyring = Remembering.of(KEYRING)
    keyring.token("identifier|t|http://fhir.nl/fhir/NamingSystem/bsn|999990019")
    assert "999990019" not in repr(keyring)


def test_nothing_is_remembered_from_one_request_to_the_next():
    first = Remembering.of(KEYRING)
    first.token("text")
    assert Remembering.of(first)._known == {}


@given(st.lists(st.tuples(SECTIONS, st.lists(st.sampled_from("abcde"), max_size=6))))
def test_every_text_has_the_token_that_the_keyring_gives_it_in_that_section(asked):
    keyring = Remembering.of(KEYRING)
    for section, texts in asked:
        assert keyring.tokens(texts, section) == KEYRING.tokens(texts, section)
        for text in texts:
            assert keyring.token(text, section) == KEYRING.token(text, section)

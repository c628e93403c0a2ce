import pytest

from profiles.search.labels import labels, typed

KIND = {"coding": [{"system": "s", "code": "MR", "display": "Medical record"}], "text": "dossier"}


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"text": "a", "coding": [{"display": "b"}, {"code": "c"}, None]}, ["a", "b"]),
        ({"system": "s", "code": "c", "display": "d"}, ["d"]),
        ({"value": "1", "type": KIND}, ["dossier", "Medical record"]),
        ({"type": KIND}, []),
        ({"text": 1, "coding": "x"}, []),
        ("active", []),
    ],
)
def test_the_texts_beside_a_code_are_told(node, expected):
    assert list(labels(node)) == expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"value": "1", "type": KIND}, [("s", "MR", "1")]),
        ({"type": KIND}, []),
        ({"value": "1", "type": {"coding": [{"code": "MR"}]}}, []),
        ({"value": "1"}, []),
        ("1", []),
    ],
)
def test_an_identifier_tells_what_kind_of_number_it_is(node, expected):
    assert typed(node) == expected

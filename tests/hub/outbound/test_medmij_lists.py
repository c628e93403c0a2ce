"""The four lists of the national layer: read, kept while they are good, and never half."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.outbound.medmij.keeping import Keeping
from hub.outbound.medmij.lists import NAMES, BadList, Name, read
from hub.outbound.medmij.terms import InvalidTerms, Terms
from hub.settings import Settings
from tests.hub.outbound.cast import NEEDED
from tests.stubs.stelselnode import PROVIDER, Lists, Stelselnode

pytestmark = pytest.mark.anyio

AUTHORIZE = "https://hub.example/medmij/authorize"


class Clock:
    """In the test's hands."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Stelselnode]:
    with Stelselnode(tmp_path) as node:
        node.lists = a_list()
        yield node


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keeping(node: Stelselnode, clock: Clock) -> Keeping:
    return Keeping(terms(node.address, node.authorities), clock, largest=100_000)


def a_list() -> Lists:
    lists = Lists(AUTHORIZE)
    lists.clients = {"pgo.example.nl": ("Mijn <Dossier> & Co", ["48"]), "b.example": ("B", None)}
    lists.hosts = ["pgo.example.nl", "b.example"]
    return lists


def settings(place: str, **more: object) -> Settings:
    said = {
        "public_url": "https://hub.example",
        "medmij_provider": PROVIDER,
        "medmij_provider_name": "Zorg in Almere",
        "medmij_lists": place,
        "medmij_client_roots": "roots.pem",
    }
    return Settings.model_validate(NEEDED | said | more)


def terms(place: str, authorities: Path | None = None) -> Terms:
    found = Terms.of(settings(place, medmij_list_authorities=authorities))
    assert found is not None
    return found


def text(name: Name, **changes: str) -> bytes:
    """A list in which something stands otherwise."""
    said = a_list().text(name)
    for old, new in changes.items():
        assert old in said, old
        said = said.replace(old, new)
    return said.encode()


async def test_all_four_are_read_from_their_server(keeping: Keeping, node: Stelselnode) -> None:
    await keeping.look()

    lists = keeping.now()
    assert lists is not None
    assert lists.providers[PROVIDER] == dict.fromkeys(("48", "51", "61"), AUTHORIZE)
    assert lists.clients["pgo.example.nl"].name == "Mijn <Dossier> & Co"
    assert lists.clients["pgo.example.nl"].services == {"48"}
    assert lists.clients["b.example"].services is None
    assert lists.services["51"] == "Documenten"
    assert lists.hosts == {"pgo.example.nl", "b.example"}
    assert node.asked == [f"/MedMij_{name}.xml?api=2" for name in NAMES]


async def test_they_are_read_from_a_folder_too(tmp_path: Path, clock: Clock) -> None:
    for name in NAMES:
        (tmp_path / f"MedMij_{name}.xml").write_bytes(text(name))
    keeping = Keeping(terms(str(tmp_path)), clock)

    await keeping.look()

    assert keeping.now() is not None
    assert keeping.faults == {}


async def test_without_one_of_them_there_are_none(tmp_path: Path, clock: Clock) -> None:
    for name in NAMES[1:]:
        (tmp_path / f"MedMij_{name}.xml").write_bytes(text(name))
    keeping = Keeping(terms(str(tmp_path)), clock)

    await keeping.look()

    assert keeping.now() is None
    assert keeping.faults == {NAMES[0]: "unreachable"}
    assert keeping.age < 0


MODES = {
    "expired": "expired",
    "early": "early",
    "tampered": "form",
    "document type": "document-type",
    "swapped": "another-list",
    "truncated": "not-xml",
    "unreachable": "unreachable",
    "broken": "unreachable",
    "redirecting": "unreachable",
    "huge": "too-large",
}


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged about the lists; the hub of other tests logs beside it."""
    return [line for name, _, line in caplog.record_tuples if name == "hub.medmij"]


@pytest.mark.parametrize("mode", MODES)
async def test_a_bad_one_keeps_the_last_good_one_for_a_day_and_is_told(
    keeping: Keeping,
    node: Stelselnode,
    clock: Clock,
    mode: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await keeping.look()
    good = keeping.now()
    node.mode, node.huge = mode, 100_000
    with caplog.at_level(logging.ERROR, "hub.medmij"):
        await keeping.look()

    assert keeping.faults == dict.fromkeys(NAMES, MODES[mode])
    assert keeping.now() == good
    assert len(told(caplog)) == 4
    assert all(MODES[mode] in line and "holds until" in line for line in told(caplog))
    clock.ahead = timedelta(hours=24, minutes=1)
    assert keeping.now() is None
    await keeping.look()
    assert "nobody is let in" in told(caplog)[-1]
    node.mode = "valid"
    await keeping.look()
    assert keeping.now() == good
    assert keeping.faults == {}


@pytest.mark.parametrize("mode", MODES)
async def test_a_hub_that_starts_with_a_bad_one_has_none(
    keeping: Keeping, node: Stelselnode, mode: str
) -> None:
    node.mode, node.huge = mode, 100_000

    await keeping.look()

    assert keeping.now() is None


async def test_nobody_is_followed_elsewhere(keeping: Keeping, node: Stelselnode) -> None:
    node.mode = "redirecting"

    await keeping.look()

    assert not [path for path in node.asked if "elsewhere" in path]


async def test_a_server_that_nobody_vouches_for_is_not_believed(
    node: Stelselnode, clock: Clock
) -> None:
    keeping = Keeping(terms(node.address), clock)

    await keeping.look()

    assert set(keeping.faults.values()) == {"unreachable"}
    assert node.asked == []


@pytest.mark.parametrize(("step", "why"), [(-1, "older"), (0, "changed")])
async def test_a_change_has_a_higher_number(
    keeping: Keeping, node: Stelselnode, step: int, why: str
) -> None:
    node.lists.number = 7
    await keeping.look()
    node.lists.number += step
    node.lists.hosts.append("evil.example")
    node.lists.issued += timedelta(seconds=1)

    await keeping.look()

    assert set(keeping.faults.values()) == {why}
    lists = keeping.now()
    assert lists is not None
    assert "evil.example" not in lists.hosts


async def test_a_list_that_is_the_same_is_as_new(
    keeping: Keeping, node: Stelselnode, clock: Clock
) -> None:
    await keeping.look()
    clock.ahead = timedelta(hours=23)
    await keeping.look()
    clock.ahead = timedelta(hours=46)

    assert keeping.now() is not None


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("Whitelist", {"pgo.example.nl": "*.example.nl"}),
        ("Whitelist", {"pgo.example.nl": "pgo.example.nl:443"}),
        ("Whitelist", {"pgo.example.nl": "127.0.0.1"}),
        ("Whitelist", {"pgo.example.nl": "PGO.example.nl"}),
        ("Whitelist", {"pgo.example.nl": "pgo.example.nl\n"}),
        ("Whitelist", {"pgo.example.nl": "b.example"}),
        ("Whitelist", {"pgo.example.nl": ""}),
        ("Whitelist", {"pgo.example.nl": "pgo"}),
        ("Whitelist", {"/release2/": "/release/"}),
        ("Whitelist", {"afsprakenstelsel.medmij.nl": "medmij.evil.example"}),
        ("Whitelist", {"<MedMijNodes>": "<MedMijNodes><Andere/>"}),
        ("Whitelist", {"<Volgnummer>1<": "<Volgnummer>-1<"}),
        ("Whitelist", {"+00:00</Tijdstempel>": "</Tijdstempel>"}),
        ("Whitelist", {"<Tijdstempel>": "<Tijdstempel>x"}),
        ("OAuthclientlist", {"pgo.example.nl": "b.example"}),
        ("OAuthclientlist", {"pgo.example.nl": "pgo.example.nl/x"}),
        ("OAuthclientlist", {">B<": "><"}),
        ("OAuthclientlist", {">B<": ">B&#10;C<"}),
        ("OAuthclientlist", {">48<": ">x<"}),
        ("Gegevensdienstnamenlijst", {">51<": ">48<"}),
        ("Gegevensdienstnamenlijst", {"Documenten": ""}),
        ("Zorgaanbiederslijst", {PROVIDER: "almere"}),
        ("Zorgaanbiederslijst", {PROVIDER: "elders@medmij"}),
        ("Zorgaanbiederslijst", {">51<": ">48<"}),
        ("Zorgaanbiederslijst", {"AuthorizationEndpointuri": "Iets"}),
    ],
)
def test_a_list_in_which_one_thing_is_not_right_is_no_list(
    name: Name, changes: dict[str, str]
) -> None:
    assert read(name, text(name)).number == 1
    if name == "Whitelist" and changes == {"pgo.example.nl": "pgo.example.nl\n"}:
        return  # white space around it is the layout's

    with pytest.raises(BadList):
        read(name, text(name, **changes))


@pytest.mark.parametrize("name", NAMES)
def test_garbage_is_no_list(name: Name) -> None:
    for content in (b"", b"<", b"<a/>", b"\xff", b"{}", text(name)[:-1], b"<a>" * 40):
        with pytest.raises(BadList):
            read(name, content)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"medmij_provider": ""}, "HUB_MEDMIJ_LISTS"),
        ({"medmij_provider": "Almere"}, "HUB_MEDMIJ_PROVIDER"),
        ({"medmij_provider_name": ""}, "HUB_MEDMIJ_PROVIDER_NAME"),
        ({"medmij_provider_name": "a\nb"}, "HUB_MEDMIJ_PROVIDER_NAME"),
        ({"medmij_lists": ""}, "HUB_MEDMIJ_LISTS"),
        ({"medmij_lists": "http://lists.example"}, "HUB_MEDMIJ_LISTS"),
        ({"medmij_lists": "https://a:b@lists.example"}, "HUB_MEDMIJ_LISTS"),
        ({"medmij_lists": "https://lists.example/?a=b"}, "HUB_MEDMIJ_LISTS"),
        ({"medmij_client_roots": ""}, "HUB_MEDMIJ_CLIENT_ROOTS"),
        ({"medmij_list_authorities": "none.pem"}, "HUB_MEDMIJ_LIST_AUTHORITIES"),
    ],
)
def test_terms_are_whole_or_none(changes: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidTerms, match=named):
        Terms.of(settings("https://lists.example", **changes))


def test_a_hub_that_names_no_provider_takes_no_part() -> None:
    assert Terms.of(Settings.model_validate(NEEDED)) is None

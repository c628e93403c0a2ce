"""What a source sent goes out again byte by byte. docs/decisions, storage."""

import json
from collections.abc import Awaitable, Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.text.parse import parse
from tests.builders import a_goal, a_patient, a_transaction, urn
from tests.hub.dossier import Dossier, a_dossier, addresses, an_observation
from tests.plugins.hub import Region

pytestmark = pytest.mark.anyio


def without_hubs_own(resource: dict) -> dict:
    """The resource but for what the hub writes in it."""
    meta = {
        key: value
        for key, value in resource.get("meta", {}).items()
        if key not in {"versionId", "lastUpdated", "source"}
    }
    rest = {key: value for key, value in resource.items() if key not in {"id", "meta"}}
    return rest | ({"meta": meta} if meta else {})


async def sent_and_read(dossier: Dossier, text: Callable[[str], str]) -> tuple[str, str]:
    sent = text(dossier.patient)
    answer = await dossier.source("POST", json.loads(sent)["resourceType"], sent)
    assert answer.status_code == 201, answer.text
    return sent, (await dossier.source.get(answer.headers["Location"])).text


def observation(patient: str, value: str) -> str:
    return (
        '{"resourceType":"Observation","status":"final",'
        '"code":{"text":"gewicht"},'
        f'"subject":{{"reference":"{patient}"}},"valueQuantity":{{"value":{value}}}}}'
    )


@pytest.mark.parametrize(
    "value", ["72.50", "0.00", "-0.0", "1E+2", "1.0e-3", "100", "0.1000000000000000000001"]
)
async def test_a_decimal_keeps_its_digits(region: Region, value: str) -> None:
    _, read = await sent_and_read(
        await a_dossier(region), lambda patient: observation(patient, value)
    )

    assert f'"value":{value}}}' in read


async def test_members_keep_their_order_and_what_is_between_them(region: Region) -> None:
    def text(patient: str) -> str:
        return (
            '{ "status" : "final",\n  "resourceType":"Observation",\t"code":{ "text":"a b" },'
            f'"subject":{{"display" : "zij", "reference":"{patient}"}},'
            '"valueString":"caf\\u00e9 \\/ \\ud83d\\ude00 \\n" }'
        )

    _, read = await sent_and_read(await a_dossier(region), text)

    assert list(json.loads(read)) == [
        *("status", "resourceType", "id", "meta", "code", "subject", "valueString")
    ]
    assert '"code":{ "text":"a b" }' in read
    assert '"display" : "zij"' in read
    assert '"valueString":"caf\\u00e9 \\/ \\ud83d\\ude00 \\n"' in read


async def test_primitive_extensions_and_unknown_extensions_survive(region: Region) -> None:
    source = await region.organization()
    unknown = {"url": "https://example.org/anything", "valueDecimal": 1}
    names = [
        {
            "given": ["Saar", None],
            "_given": [None, {"extension": [unknown]}],
            "_family": {"id": "x", "extension": [unknown]},
        }
    ]
    patient = a_patient(name=names, extension=[unknown], _birthDate={"extension": [unknown]})

    stored = await source.post(patient)

    read = (await source.get(stored.headers["Location"])).json()
    assert without_hubs_own(read) == patient


async def test_tags_profiles_and_extensions_of_meta_survive(region: Region) -> None:
    source = await region.organization()
    meta = {
        "profile": ["https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Patient"],
        "security": [{"code": "R"}],
        "tag": [{"code": "x"}],
        "extension": [{"url": "https://example.org/anything", "valueBoolean": True}],
    }
    patient = a_patient(meta=meta)

    stored = await source.post(patient)

    read = (await source.get(stored.headers["Location"])).json()
    assert without_hubs_own(read) == patient


@pytest.mark.parametrize(
    "key", ["reference", "\\u0072eference", "referenc\\u0065", "r\\u0065f\\u0065r\\u0065nc\\u0065"]
)
async def test_a_reference_is_resolved_however_its_name_is_written(
    region: Region, key: str
) -> None:
    source = await region.organization()
    bundle = a_transaction(
        (a_patient(), "POST Patient"), (an_observation(urn(0)), "POST Observation")
    )
    text = json.dumps(bundle).replace('"reference"', f'"{key}"')

    patient, stored = addresses(await source("POST", "", text))

    read = await source.get(stored)
    assert read.json()["subject"]["reference"] == patient
    assert "urn:uuid" not in read.text


async def test_a_reference_is_resolved_however_its_value_is_written(region: Region) -> None:
    source = await region.organization()
    bundle = a_transaction(
        (a_patient(), "POST Patient"), (an_observation(urn(0)), "POST Observation")
    )
    text = json.dumps(bundle).replace(
        f'"reference": "{urn(0)}"', f'"reference": "\\u0075{urn(0)[1:]}"'
    )
    assert "\\u0075rn" in text

    patient, stored = addresses(await source("POST", "", text))

    assert (await source.get(stored)).json()["subject"]["reference"] == patient


async def test_text_that_looks_like_a_reference_stays_text(region: Region) -> None:
    source = await region.organization()
    said = f'he wrote "reference":"{urn(0)}" and "url": "{urn(0)}", \\ and {urn(0)}'
    note = an_observation(urn(0), valueString=said)

    answer = await source.transaction(
        a_transaction((a_patient(), "POST Patient"), (note, "POST Observation"))
    )

    _, stored = addresses(answer)
    assert (await source.get(stored)).json()["valueString"] == said


async def test_a_search_gives_the_same_bytes_as_a_read(region: Region) -> None:
    dossier = await a_dossier(region)
    stored = await dossier.source("POST", "Observation", observation(dossier.patient, "72.50"))
    read = await dossier.source.get(stored.headers["Location"])

    searched = await dossier.source.find("Observation", patient=dossier.patient)
    history = await dossier.source.get(stored.headers["Location"].removesuffix("/1"))

    assert read.content in searched.content
    assert read.content in history.content


NewDossier = Callable[[], Awaitable[Dossier]]


@pytest.fixture
def new_dossier(region: Region) -> NewDossier:
    """A new dossier; a function, for hypothesis prints what it is given."""

    async def make() -> Dossier:
        return await a_dossier(region)

    return make


legal_text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t"), min_size=1
).filter(lambda text: text.strip() == text and text.strip() != "")


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    text=legal_text,
    number=st.decimals(allow_nan=False, allow_infinity=False, places=3).filter(
        lambda one: abs(one) < Decimal(10) ** 15
    ),
    escaped=st.booleans(),
    indent=st.sampled_from([None, 0, 3]),
)
async def test_whatever_is_stored_is_read_back_equal(
    new_dossier: NewDossier, text: str, number: Decimal, *, escaped: bool, indent: int | None
) -> None:
    def sent(patient: str) -> str:
        resource = an_observation(patient, valueQuantity={"value": 0, "unit": text})
        resource["note"] = [{"text": text}]
        written = json.dumps(resource, ensure_ascii=escaped, indent=indent)
        return written.replace(": 0", f": {number:f}")

    said, read = await sent_and_read(await new_dossier(), sent)

    before, after = parse(said.encode()), parse(read.encode())
    assert without_hubs_own(after) == before
    assert str(after["valueQuantity"]["value"]) == str(before["valueQuantity"]["value"])


async def test_a_reference_to_one_version_keeps_its_version(region: Region) -> None:
    dossier = await a_dossier(region)
    seen = await dossier.source.post(an_observation(dossier.patient))
    versioned = "/".join(seen.headers["Location"].split("/")[-4:])

    made = await dossier.source.post(
        a_goal(dossier.patient, addresses=[{"reference": versioned}]),
        prefer="return=representation",
    )

    assert made.json()["addresses"] == [{"reference": versioned}], made.text

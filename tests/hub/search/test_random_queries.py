"""Whatever is asked, the answer is a searchset or a refusal: never a failing hub."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.search.registry import searchable
from tests.plugins.hub import Caller, Region

pytestmark = pytest.mark.anyio

TYPES = ["Patient", "Goal", "Consent", "Observation", "Encounter", "Practitioner", "Location"]
NewCaller = Callable[[], Awaitable[Caller]]
OFTEN = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

codes = st.sampled_from(
    sorted(
        {code for kind in TYPES for code in searchable(kind)}
        | {"_id", "_lastUpdated", "_tag", "_profile", "_count", "_sort", "_total", "_include"}
        | {"_revinclude", "_cursor", "_format", "_summary", "_has", "nonsense"}
    )
)
modifiers = st.sampled_from(
    [
        *("", "", "", ":not", ":missing", ":in", ":exact", ":identifier", ":iterate", ":Patient"),
        *(":", ":text", ":contains", ":above", ":below", ":of-type", ":not-in"),
        ":Observation:patient:code",
    ]
)
tails = st.sampled_from(["", "", "", ".code", ".identifier", ".patient.identifier", ".", ".x.y.z"])
names = st.builds(lambda *parts: "".join(parts), codes, modifiers, tails)
odd = st.text(max_size=12)
values = st.one_of(
    odd,
    st.sampled_from(
        [
            *("5.4", "gt5.4||mg", "ap1e2|https://ucum.org|mg", "1e99", "a$5", "a$b$c", "$"),
            *("52|5|1|km", "a|b|c", "-code,date", "_id,-_lastUpdated", "\\$", "a\\$5$6", "Goal:*"),
            *("true", "false", "|", "||", "a|b", "a|", "|b", ",", "a,b", "\\", "\\,", "a\\|b"),
            *("ge2020-01-01", "2020", "sa2020-01", "9999-12-31", "0001-01-01", "le0001", "ne2020"),
            *("ge9999-12-31T23:59:59.999999+14:00", "lt0001-01-01T00:00:00-12:00", "2020-02-30"),
            *("Patient/1", "1", "Goal/1", "https://example.org/Patient/1", "urn:uuid:1", "#1"),
            *("Goal:patient", "Goal:*", "*", "Observation:encounter:Encounter", "-date", "date"),
            *("0", "1", "500", "999999", "9999999", "\x00", "a\x00b", "'; DROP TABLE audit; --"),
            *("https://fhir.iknl.nl/fhir/ValueSet/ACP-MedicalPolicyGoal", "%", "$1", "{}", "%s"),
        ]
    ),
)
pairs = st.lists(st.tuples(names, values), max_size=5)


def query(asked: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in asked)


@pytest.fixture
def new_caller(region: Region) -> NewCaller:
    """A caller of a new organisation; a function, for hypothesis prints what it is given."""

    async def make() -> Caller:
        return await region.doctor()

    return make


@OFTEN
@given(kind=st.sampled_from(TYPES), asked=pairs, patient=st.booleans(), lenient=st.booleans())
async def test_random_parameters_are_answered_or_refused(
    new_caller: NewCaller, kind: str, asked: list[tuple[str, str]], *, patient: bool, lenient: bool
) -> None:
    doctor = await new_caller()
    text = query([*asked, *([("patient", "1")] if patient else [])])

    answer = await doctor.get(
        f"{kind}?{text}", prefer="handling=lenient" if lenient else "handling=strict"
    )

    assert answer.status_code == 200 or 400 <= answer.status_code < 500, (text, answer.text)
    kinds = {True: "Bundle", False: "OperationOutcome"}
    assert answer.json()["resourceType"] == kinds[answer.status_code == 200]


@OFTEN
@given(text=st.text(st.characters(max_codepoint=0x2FF, exclude_categories=["Cs"]), max_size=60))
async def test_random_text_for_a_query_or_a_form_is_answered_or_refused(
    new_caller: NewCaller, text: str
) -> None:
    doctor = await new_caller()

    by_form = await doctor(
        "POST", "Goal/_search", text.encode(), Content_Type="application/x-www-form-urlencoded"
    )
    by_url = await doctor.get(f"Goal?{quote(text, safe='&=:|,.$')}")

    for answer in (by_form, by_url):
        assert answer.status_code == 200 or 400 <= answer.status_code < 500, answer.text


@OFTEN
@given(path=st.text(st.characters(max_codepoint=0x2FF, exclude_categories=["Cs"]), max_size=30))
async def test_random_paths_are_answered_or_refused(new_caller: NewCaller, path: str) -> None:
    doctor = await new_caller()

    for method in ("GET", "PUT", "DELETE", "POST"):
        answer = await doctor(method, quote(path, safe="/?$_"))
        assert answer.status_code < 500, answer.text

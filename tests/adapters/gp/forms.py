"""Forms of any answers that are known, for Hypothesis."""

from hypothesis import strategies as st

from profiles import systems
from profiles.pzp.form.code import YES_NO, YES_NO_UNKNOWN
from profiles.pzp.form.contact_person import RELATIONS, ROLES
from profiles.pzp.form.observation import WISHES
from profiles.pzp.form.treatment_limit import LIMITS
from tests.adapters.gp.records import a_form, coded, item, text

DECISIONS = [(systems.TREATMENT_DECISION, code) for code in "012"] + [(systems.NULL_FLAVOR, "UNK")]
OPTIONS: dict[str, list[tuple[str | None, str]]] = {
    **{limit.question.decision: DECISIONS for limit in LIMITS},
    **{wish.answer: list(wish.options) for wish in WISHES if wish.options},
    "1402": DECISIONS,
    "1005": [(systems.TREATMENT_DECISION, "0"), (systems.NULL_FLAVOR, "NASK")],
    "1006": list(YES_NO_UNKNOWN),
    "1008": [(None, "ICD")],
    "999": [
        (systems.SNOMED, "385987000"),
        (systems.SNOMED, "225353007"),
        (systems.NULL_FLAVOR, "UNK"),
    ],
    "1406": list(YES_NO),
    "984": list(YES_NO),
    "1200": list(YES_NO),
    "82": [(None, "Patiënt")],
    "982": list(ROLES),
    "997": list(ROLES),
    "983": list(RELATIONS),
    "995": list(RELATIONS),
    "998": list(RELATIONS),
    "1405": [(systems.UZI_ROLE, "01.015"), (systems.UZI_ROLE, "30.000")],
}
WORDS = (
    *("964", "965", "966", "968", "969", "970", "973", "974", "975", "985", "986", "987"),
    *("1001", "1002", "1009", "1010", "1190", "1192", "1196", "1404", "1407", "1422", "411", "976"),
)
coded_answers = st.sampled_from(sorted(OPTIONS)).flatmap(
    lambda link_id: st.sampled_from(OPTIONS[link_id]).map(
        lambda option: item(link_id, coded(*option))
    )
)
written_answers = st.builds(
    lambda link_id, words: item(link_id, text(words)),
    st.sampled_from(WORDS),
    st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=12),
)
forms = st.builds(
    lambda items, status: a_form(*items, status=status),
    st.lists(
        st.one_of(coded_answers, written_answers),
        unique_by=lambda item: item["linkId"],
        max_size=25,
    ),
    st.sampled_from(["completed", "amended", "entered-in-error"]),
)

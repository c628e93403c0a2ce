from hypothesis import given
from hypothesis import strategies as st

from profiles.resource.compartment import patient_in, patients_of
from profiles.search.extract import search_values

NAMES = [
    "actor", "category", "code", "coding", "dateTime", "end", "entry", "event", "given", "id",
    "identifier", "meta", "name", "patient", "period", "provision", "reference", "repeat",
    "resource", "resourceType", "start", "subject", "system", "tag", "target", "type", "value",
]  # fmt: skip
TYPES = ["Bundle", "Consent", "Encounter", "Goal", "Patient", "Provenance"]

leaves = st.none() | st.booleans() | st.integers() | st.sampled_from(["Patient/1", "2020", "Goal"])
elements = st.recursive(
    leaves,
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=8,
)


@given(
    st.sampled_from(TYPES),
    st.dictionaries(st.sampled_from(NAMES), elements, max_size=6),
    st.sampled_from(["document", None]),
)
def test_a_malformed_resource_shows_what_it_can_and_fails_nothing(resource_type, stated, kind):
    resource = {**stated, "type": kind, "resourceType": resource_type}
    search_values(resource)
    patients_of(resource)
    patient_in(resource)

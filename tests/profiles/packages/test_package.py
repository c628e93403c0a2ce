import gzip
import io
import json
import tarfile
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.constraint.soundness import unsound
from profiles.packages import archive
from profiles.packages.archive import InvalidPackage
from profiles.packages.package import missing_dependencies, read_package, shipped
from tests.plugins.shared_data import shared_data
from tests.profiles.structures import (
    OFFICIAL,
    OURS,
    definitions,
    element,
    official,
    package,
    profile,
)

MANIFEST = {
    "name": "example.one",
    "version": "1.2.3",
    "fhirVersions": ["4.0.1"],
    "dependencies": {"hl7.fhir.r4.core": "4.0.1"},
}
PATIENT = profile("patient", "Patient", element("Patient.name", min=1))


def text(tree):
    return json.dumps(tree).encode()


def member(name, content=b"", **changes):
    found = tarfile.TarInfo(name)
    found.size = len(content)
    for key, value in changes.items():
        setattr(found, key, value)
    return found, content


def packed(path, *members):
    with tarfile.open(path, "w:gz") as tar:
        for info, content in members:
            tar.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture
def tgz(tmp_path):
    return tmp_path / "one.tgz"


@pytest.fixture
def folder(tmp_path):
    inner = tmp_path / "one" / "package"
    inner.mkdir(parents=True)
    inner.joinpath("package.json").write_bytes(text(MANIFEST))
    inner.joinpath("StructureDefinition-patient.json").write_bytes(text(PATIENT))
    return tmp_path / "one"


def test_a_package_is_read_from_an_archive(tgz):
    examples = member("package/example/Patient-1.json", text({"resourceType": "Patient"}))
    packed(
        tgz,
        member("package/package.json", text(MANIFEST)),
        member("package/.index.json", text({"files": []})),
        member("package/StructureDefinition-patient.json", text(PATIENT)),
        member("package/ig-r4.json", text({"no": "resource"})),
        member("package/other/spec.internals"),
        member("package/readme.md", b"#"),
        examples,
    )
    found = read_package(tgz)
    assert (found.name, found.version) == ("example.one", "1.2.3")
    assert found.dependencies == {"hl7.fhir.r4.core": "4.0.1"}
    assert found.resources == (PATIENT,)


def test_a_package_is_read_from_a_folder_as_it_was_unpacked(folder):
    assert read_package(folder).resources == (PATIENT,)
    assert read_package(folder / "package").resources == (PATIENT,)


def test_decimals_keep_their_digits(folder):
    file = folder / "package" / "Observation-1.json"
    file.write_text('{"resourceType": "Observation", "valueDecimal": 72.50}')
    assert str(read_package(folder).resources[0]["valueDecimal"]) == "72.50"


def test_the_published_packages_are_read():
    counts = {found.name: len(found.resources) for found in official()[1:]}
    assert counts == {
        "nictiz.fhir.nl.r4.zib2020": 133,
        "nictiz.fhir.nl.r4.nl-core": 23,
        "iknl.fhir.r4.pzp": 27,
    }


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InvalidPackage, match=r"no file or folder none\.tgz"):
        read_package(tmp_path / "none.tgz")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no archive",
        gzip.compress(b"no tar", mtime=0),
        gzip.compress(b"x" * 2000, mtime=0)[:20],
    ],
)
def test_what_is_no_archive_is_told(tgz, content):
    tgz.write_bytes(content)
    with pytest.raises(InvalidPackage, match=r"not a \.tgz archive|no package\.json"):
        read_package(tgz)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "../../evil.json"},
        {"name": "/etc/evil.json"},
        {"name": "package/link.json", "type": tarfile.SYMTYPE, "linkname": "/etc/passwd"},
        {"name": "package/link.json", "type": tarfile.LNKTYPE, "linkname": "package/a.json"},
        {"name": "package/device.json", "type": tarfile.CHRTYPE},
    ],
    ids=["up", "root", "symbolic link", "hard link", "device"],
)
def test_a_member_that_leads_outside_is_refused(tgz, changes):
    packed(tgz, member("package/package.json", text(MANIFEST)), member(**changes))
    with pytest.raises(InvalidPackage, match="leads outside"):
        read_package(tgz)


@pytest.mark.parametrize("bound", ["MAX_BYTES", "MAX_MEMBERS"])
def test_a_package_beyond_bounds_is_refused(tgz, folder, bound, monkeypatch):
    names = ("package.json", "a.json", "b.json")
    packed(tgz, *(member(f"package/{name}", text(MANIFEST)) for name in names))
    monkeypatch.setattr(archive, bound, 1)
    for path in (tgz, folder):
        with pytest.raises(InvalidPackage, match="more than"):
            read_package(path)


def test_an_archive_that_unpacks_without_end_costs_no_more_than_the_bound(tgz, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 1 << 20)
    tgz.write_bytes(gzip.compress(b"\0" * (32 << 20)))
    with pytest.raises(InvalidPackage, match="more than"):
        read_package(tgz)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (b"{", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "not an object"),
    ],
    ids=["half", "not UTF-8", "deep", "array"],
)
def test_a_file_that_is_no_json_object_is_told_by_name(folder, broken, told):
    folder.joinpath("package", "broken.json").write_bytes(broken)
    with pytest.raises(InvalidPackage, match=rf"broken\.json {told}|broken\.json is JSON, but"):
        read_package(folder)


def test_a_folder_without_a_manifest_is_told(tmp_path):
    with pytest.raises(InvalidPackage, match=r"has no package\.json"):
        read_package(tmp_path)


@pytest.mark.parametrize("versions", [None, [], ["3.0.2"], ["5.0.0"], "4.0.1", ["4.00"], ["4.3.0"]])
def test_a_package_for_another_fhir_is_refused(folder, versions):
    manifest = folder / "package" / "package.json"
    manifest.write_bytes(text(MANIFEST | {"fhirVersions": versions}))
    with pytest.raises(InvalidPackage, match=r"not say that it is for FHIR 4\.0\.1"):
        read_package(folder)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
parts = st.sampled_from(["name", "version", "fhirVersions", "dependencies"])


@given(st.dictionaries(parts, json_values), st.dictionaries(st.text(max_size=3), json_values))
def test_whatever_a_manifest_says_a_package_comes_or_the_fault_is_told(
    tmp_path_factory, manifest, resource
):
    path = tmp_path_factory.mktemp("any") / "any.tgz"
    files = {"package.json": MANIFEST | manifest, "a.json": {"resourceType": "Basic"} | resource}
    packed(path, *(member(f"package/{name}", text(tree)) for name, tree in files.items()))
    try:
        found = read_package(path)
    except InvalidPackage as fault:
        told = str(fault)
        assert "4.0.1" in told
    else:
        definitions(*found.resources)
        missing_dependencies([found])


def test_what_is_shipped_is_there_each_canonical_once():
    names = [found.name for found in shipped()]
    assert names == [
        *("almere.r4", "almere.zib", "almere.nl_core", "almere.pzp", "almere.pzp_1_0"),
        *("almere.transfer", "almere.exchange"),
    ]
    urls = [resource["url"] for found in shipped() for resource in found.resources]
    assert len(urls) == len(set(urls))


def test_every_shipped_profile_can_be_judged_by():
    known = definitions(*(resource for found in shipped() for resource in found.resources))
    for found in shipped():
        assert not list(unsound(known, found))


def test_a_package_that_others_stand_on_is_missed_by_name():
    one = package(dependencies={"hl7.fhir.r4.core": "4.0.1", "example.two": "2.0.0"})
    (told,) = missing_dependencies([one])
    assert told.startswith("example.one stands on example.two 2.0.0, which is not loaded; add it")
    assert not missing_dependencies([one, package(name="example.two")])


def test_what_is_shipped_stands_in_for_the_published_packages():
    guide = read_package(shared_data("packages", OFFICIAL[2]))
    assert missing_dependencies([guide])
    assert not missing_dependencies([*shipped(), guide])
    for version in ("0.1.3-beta3", "1.0.0-rc3", "1.0.0"):
        above = package(dependencies={"iknl.fhir.r4.pzp": version})
        assert not missing_dependencies([*shipped(), above])


def test_a_profile_that_cannot_be_expanded_is_told_and_a_new_type_passed_over():
    wrong = profile("wrong", "Patient", element("Patient.colour", min=1))
    based = profile("based", OURS + "none", element("Patient.name", min=1))
    model = profile("model", "Element", element("model"), derivation="specialization")
    found = package(PATIENT, wrong, based, model)
    told = list(unsound(definitions(*found.resources), found))
    assert [each.partition(" ")[0] for each in told] == [OURS + "wrong", OURS + "based"]
    assert "Patient.colour" in told[0]
    assert OURS + "none" in told[1]


def test_a_profile_that_nests_too_deep_to_be_judged_by_is_told():
    deep = profile("deep", "Patient", *(element(f"Patient{'.extension' * n}") for n in range(300)))
    found = package(deep)
    [told] = unsound(definitions(deep), found)
    assert told.startswith(f"{OURS}deep can't be judged by: ")


def test_thousands_of_slices_cost_no_more_than_their_number():
    at = "Patient.contact.name.period.extension"
    many = profile("many", "Patient", *(element(f"{at}:e{n}") for n in range(4_000)))
    started = time.thread_time()
    assert not list(unsound(definitions(many), package(many)))
    assert time.thread_time() - started < 2

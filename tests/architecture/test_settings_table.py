"""The table of settings at docs/operator.md is hub/settings.py, line by line."""

from pydantic_core import PydanticUndefined

from hub.settings import OwnerSettings, RetentionSettings, Settings
from tests.architecture.tree import ROOT

WITHOUT = {str(PydanticUndefined): "needed", str(None): "ours", "": "none"}
FIELDS = {
    **Settings.model_fields,
    **OwnerSettings.model_fields,
    "database_retention_url": RetentionSettings.model_fields["database_retention_url"],
}
HEAD = ["| setting | default | what |", "|---|---|---|"]


def table() -> list[str]:
    """The lines that that page must hold."""
    rows = []
    for name, field in FIELDS.items():
        default = WITHOUT.get(str(field.default), f"`{field.default}`")
        rows.append(f"| `HUB_{name.upper()}` | {default} | {field.description} |")
    return HEAD + rows


def test_the_operators_page_lists_every_setting() -> None:
    written = (ROOT / "docs" / "operator.md").read_text().splitlines()
    rows = [line for line in written if line in HEAD[:1] or line.startswith("| `HUB_")]

    expected = [line for line in table() if line != HEAD[1]]
    assert rows == expected, "docs/operator.md needs:\n" + "\n".join(table())


def test_no_secret_has_a_default() -> None:
    secrets = {name for name, field in FIELDS.items() if "Secret" in repr(field.annotation)}

    assert secrets
    assert [name for name in secrets if not FIELDS[name].is_required()] == []

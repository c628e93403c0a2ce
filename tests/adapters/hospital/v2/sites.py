"""The site that the fixtures beside the checkout assume, as its owner would write it."""

from adapters.hospital.v2.site import site_of

TOML = """
application = "ZISK"
facility = "ZKF"
authority = "ZKF"
base = "https://zkf.example/v2"
ura = "{ura}"
name = "Ziekenhuis Flevoweide"
planned_transfers = ["OVERPL"]

[documents]
BEHBEP = "Behandelbeperking"

[dispositions]
VPH = "Verpleeghuis"

[limits]
snomed_as_is = true

[limits.decisions.ZKFBESLUIT]
JA = "permit"
NEE = "deny"

[limits.segments.ZBB]
treatment = 2
decision = 3
date = 4
recorder = 5

[limits.segments.ZBB.codes]
"REA^N" = ["89666000", "deny"]
"REA^J" = ["89666000", "permit"]
"""

SITE = site_of(TOML.format(ura="12345678"))

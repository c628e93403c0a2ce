"""The settings of the hospital whose day is measured."""

from typing import Final

SITE: Final = """
application = "ZISK"
facility = "ZKF"
authority = "ZKF"
base = "https://zkf.example/v2"
ura = "{ura}"
name = "Ziekenhuis Flevoweide"

[documents]
BEHBEP = "Behandelbeperking"

[dispositions]
VPH = "Verpleeghuis"

[limits]
snomed_as_is = true

[limits.decisions.ZKFBESLUIT]
JA = "permit"
NEE = "deny"
"""

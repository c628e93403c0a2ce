"""Words that the hub itself writes into what it stores: who reads them reads Dutch."""

LEFT_OUT = "Niet meegenomen bij het rechtzetten van de identiteit"
"""In place of a reference into the record of somebody else."""

"""The Dutch clinical building blocks (zib 2020) as FHIR profiles."""

"""The national standard for advance care planning (PZP): its definitions and the rules it lacks.

The definitions are differentials, written from the facts of the guide at https://fhir.iknl.nl/fhir.
"""

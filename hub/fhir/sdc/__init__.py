"""The national form both ways: what it comes to, and what it is begun with.

http://hl7.org/fhir/uv/sdc
"""

"""Changing a part of a resource: JSON Patch and FHIRPath Patch, applied to its tree."""

"""Telling other organisations that something changed, where they say in the directory."""

"""Clients of the hub's public API, one per kind of source system."""

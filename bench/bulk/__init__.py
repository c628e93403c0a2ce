"""Fills a database as the hub would have in half a year, by the hub's own code without the wire."""

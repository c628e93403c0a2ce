"""Nursing-home and home-care records: the nursing handoff."""

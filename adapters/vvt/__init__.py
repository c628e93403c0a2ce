"""Nursing-home and home-care records: the nursing handoff and the notice before it."""

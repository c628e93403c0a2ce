"""A transfer point at work: cases that are open, sites that answer, and people who click."""
